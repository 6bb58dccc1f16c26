import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapLines } from './line-map.ts';

function mapped(before: string, after: string): (number | undefined)[] {
  const map = mapLines(before, after);
  return after.split('\n').map((_, line) => map(line));
}

describe('mapLines', () => {
  it('follows lines past an insertion and a deletion', () => {
    expect(mapped('a\nb\nc', 'a\nx\nb\nc')).toEqual([0, undefined, 1, 2]);
    expect(mapped('a\nb\nc', 'a\nc')).toEqual([0, 2]);
  });

  it('anchors unique lines between two changes and grows from them', () => {
    expect(mapped('1\na\n{\nb\n}\n2', '3\na\n{\nb\n}\n4')).toEqual([undefined, 1, 2, 3, 4, undefined]);
  });

  it('says which old lines are gone', () => {
    const map = mapLines('a\nb\nc', 'a\nx\nc');
    expect([0, 1, 2].map((line) => map.isRewritten(line))).toEqual([false, true, false]);
    expect(map(99)).toBeUndefined();
  });

  it('holds: matched lines are equal, and their order is kept', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', '{', '}', ''), { maxLength: 20 });
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        let last = -1;
        mapped(before.join('\n'), after.join('\n')).forEach((old, line) => {
          if (old === undefined) return;
          expect((before.length > 0 ? before : [''])[old]).toBe((after.length > 0 ? after : [''])[line]);
          expect(old).toBeGreaterThan(last);
          last = old;
        });
      }),
      { numRuns: 300 },
    );
  });

  it('stays cheap when everything changed', () => {
    const side = (name: string): string =>
      Array.from({ length: 50_000 }, (_, at) => `${name}${at % 700}`).join('\n');
    const started = performance.now();
    mapLines(side('a'), side('b'));
    mapLines(side('a'), side('a').split('\n').reverse().join('\n'));
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});
