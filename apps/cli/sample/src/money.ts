/** An amount in whole cents. */
export type Cents = number;

/** Rounds half away from zero, as invoices are expected to. */
export function roundCents(amount: number): Cents {
  return Math.sign(amount) * Math.round(Math.abs(amount));
}

/** Writes cents as a decimal amount with two digits: 1250 is "12.50". */
export function formatCents(amount: Cents): string {
  const sign = amount < 0 ? '-' : '';
  const whole = Math.trunc(Math.abs(amount) / 100);
  const rest = Math.abs(amount) % 100;
  return `${sign}${whole}.${String(rest).padStart(2, '0')}`;
}

/** Adds amounts. */
export function sumCents(amounts: readonly Cents[]): Cents {
  return amounts.reduce((total, amount) => total + amount, 0);
}
