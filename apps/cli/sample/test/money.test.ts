import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCents, roundCents } from '../src/money.ts';

test('cents are written with two digits', () => {
  assert.equal(formatCents(1250), '12.50');
  assert.equal(formatCents(-5), '-0.05');
});

test('halves are rounded away from zero', () => {
  assert.equal(roundCents(2.5), 3);
  assert.equal(roundCents(-2.5), -3);
});
