import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createInvoice, formatInvoice } from '../src/index.ts';

test('an invoice prints one line a position and the sums', () => {
  const invoice = createInvoice('A-3', [{ name: 'Paper', quantity: 2, unitPrice: 450 }], 'LU');
  const lines = formatInvoice(invoice).split('\n');
  assert.equal(lines[0], 'Invoice A-3');
  assert.match(lines[2] ?? '', /^2 x Paper +9\.00$/);
  assert.match(lines.at(-1) ?? '', /^Total +10\.53$/);
});
