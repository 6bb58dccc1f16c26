import { type Cents, roundCents } from './money.ts';

const RATES: Readonly<Record<string, number>> = { AT: 0.2, DE: 0.19, FR: 0.2, LU: 0.17 };

/** Tax rate of a country, as a fraction. */
export function taxRate(country: string): number {
  const rate = RATES[country];
  if (rate === undefined) {
    throw new RangeError(`No tax rate known for country ${country}`);
  }
  return rate;
}

/** Tax on a net amount, rounded to whole cents. */
export function taxOn(net: Cents, country: string): Cents {
  return roundCents(net * taxRate(country));
}
