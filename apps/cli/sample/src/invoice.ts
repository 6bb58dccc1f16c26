import { assertBillable, type LineItem, lineTotal } from './line-item.ts';
import { type Cents, sumCents } from './money.ts';
import { taxOn } from './tax.ts';

/** A priced invoice. All amounts in cents. */
export interface Invoice {
  readonly number: string;
  readonly items: readonly LineItem[];
  readonly country: string;
  readonly net: Cents;
  readonly tax: Cents;
  readonly gross: Cents;
}

/** Prices an invoice. Throws a RangeError when a position cannot be billed. */
export function createInvoice(number: string, items: readonly LineItem[], country: string): Invoice {
  items.forEach(assertBillable);
  const net = sumCents(items.map(lineTotal));
  const tax = taxOn(net, country);
  return { number, items, country, net, tax, gross: net + tax };
}
