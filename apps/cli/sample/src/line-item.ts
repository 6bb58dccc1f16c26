import { type Cents, roundCents } from './money.ts';

/** One position of an invoice. */
export interface LineItem {
  readonly name: string;
  readonly quantity: number;
  /** Price of one unit in cents, without tax. */
  readonly unitPrice: Cents;
}

/** Throws a RangeError for a position that cannot be billed. */
export function assertBillable(item: LineItem): void {
  if (!Number.isInteger(item.quantity) || item.quantity < 1) {
    throw new RangeError(`Quantity of ${item.name} must be a positive whole number`);
  }
  if (item.unitPrice < 0) {
    throw new RangeError(`Price of ${item.name} must not be negative`);
  }
}

/** What a position costs, without tax. */
export function lineTotal(item: LineItem): Cents {
  return roundCents(item.quantity * item.unitPrice);
}
