import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createInvoice, lineTotal } from '../src/index.ts';

test('a line costs quantity times price', () => {
  assert.equal(lineTotal({ name: 'Paper', quantity: 3, unitPrice: 450 }), 1350);
});

test('an invoice adds tax to the net amount', () => {
  const invoice = createInvoice('A-1', [{ name: 'Paper', quantity: 2, unitPrice: 450 }], 'DE');
  assert.equal(invoice.net, 900);
  assert.equal(invoice.tax, 171);
  assert.equal(invoice.gross, 1071);
});

test('a quantity below one is refused', () => {
  assert.throws(() => createInvoice('A-2', [{ name: 'Ink', quantity: 0, unitPrice: 100 }], 'DE'), RangeError);
});
