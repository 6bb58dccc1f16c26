export { formatInvoice } from './format.ts';
export { createInvoice, type Invoice } from './invoice.ts';
export { type LineItem, lineTotal } from './line-item.ts';
