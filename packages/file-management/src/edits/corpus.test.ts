import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EditCase } from '../../test/edits/case.ts';
import { applyCase, judge } from '../../test/edits/judge.ts';
import { editKinds, makeCase } from '../../test/edits/kinds.ts';
import { createRandom } from '../../test/edits/random.ts';
import { collectSources } from '../../test/edits/sources.ts';

// A sample of what `prove/edits.prove.ts` runs in full, over files of pinned packages.
const folders = ['fast-check', 'vitest'].map((name) => join(import.meta.dirname, '../../node_modules', name));
const sources = folders.flatMap((folder) => collectSources(folder, 120));
const PER_KIND = 12;

function casesOf(kind: string): EditCase[] {
  const random = createRandom(42);
  const cases: EditCase[] = [];
  for (let tries = 0; cases.length < PER_KIND && tries < PER_KIND * 80; tries++) {
    const made = makeCase(kind, random, random.pick(sources));
    if (made !== undefined) cases.push(made);
  }
  return cases;
}

describe.each(Object.keys(editKinds))('%s', (kind) => {
  const cases = casesOf(kind);
  const verdicts = cases.map((one) => judge(one, applyCase(one).outcome));

  it('has cases', () => {
    expect(cases.length).toBeGreaterThan(PER_KIND / 3);
  });

  it('is never wrong', () => {
    expect(verdicts).not.toContain('WRONG');
    expect(verdicts).not.toContain('false success');
  });

  const certain = !kind.endsWith(':maybe');

  it('is right where the edit says enough', () => {
    const passed = verdicts.filter((verdict) => verdict === 'pass').length;
    expect(passed / verdicts.length).toBeGreaterThan(certain ? 0.9 : 0.2);
  });
});
