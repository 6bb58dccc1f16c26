import { expect, it } from 'vitest';
import { checkPair } from '../../test/edits/metamorphic.ts';
import { createRandom } from '../../test/edits/random.ts';

it('applies a diff to what it was made of, also inverted, reordered and with other line endings', () => {
  const random = createRandom(7);
  let applied = 0;
  for (let at = 0; at < 1_500; at++) {
    const result = checkPair(random);
    expect(result.problem).toBeUndefined();
    if (result.applied) applied++;
  }
  expect(applied).toBeGreaterThan(1_100);
});
