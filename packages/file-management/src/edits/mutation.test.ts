import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hiddenDeletions } from '../../test/edits/mutation.ts';
import { createRandom } from '../../test/edits/random.ts';
import { collectSources } from '../../test/edits/sources.ts';

it('deletes no line that the edit does not show, whatever the file has become', () => {
  const sources = collectSources(join(import.meta.dirname, '../../node_modules/fast-check'), 100);
  const random = createRandom(11);
  let applied = 0;
  for (let at = 0; at < 600; at++) {
    const hidden = hiddenDeletions(random, random.pick(sources));
    if (hidden === undefined) continue;
    expect(hidden).toEqual([]);
    applied++;
  }
  expect(applied).toBeGreaterThan(50);
});
