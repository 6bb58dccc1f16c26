import type { Invoice } from './invoice.ts';
import { type LineItem, lineTotal } from './line-item.ts';
import { formatCents } from './money.ts';

const WIDTH = 44;

/** Prints an invoice as plain text, one line a position. */
export function formatInvoice(invoice: Invoice): string {
  const lines = [
    `Invoice ${invoice.number}`,
    '-'.repeat(WIDTH),
    ...invoice.items.map(formatItem),
    '-'.repeat(WIDTH),
    row('Net', formatCents(invoice.net)),
    row(`Tax ${invoice.country}`, formatCents(invoice.tax)),
    row('Total', formatCents(invoice.gross)),
  ];
  return lines.join('\n');
}

function formatItem(item: LineItem): string {
  const label = `${item.quantity} x ${item.name}`;
  return row(label, formatCents(lineTotal(item)));
}

function row(label: string, amount: string): string {
  return label + amount.padStart(WIDTH - label.length);
}
