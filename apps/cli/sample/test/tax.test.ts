import assert from 'node:assert/strict';
import { test } from 'node:test';
import { taxOn, taxRate } from '../src/tax.ts';

test('tax is rounded to whole cents', () => {
  assert.equal(taxOn(333, 'DE'), 63);
});

test('an unknown country is refused', () => {
  assert.throws(() => taxRate('XX'), RangeError);
});
