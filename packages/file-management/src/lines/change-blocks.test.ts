import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editLines, randomLines, seeded } from '../../test/line-cases.ts';
import { applyBlocks, changeBlocks } from './change-blocks.ts';
import { lineErrors } from './line-errors.ts';
import { splitLines } from './split-lines.ts';

const before = 'one\ntwo\nthree\nfour\nfive\n';
const after = 'one\nTWO\nthree\nfive\nsix\n';

function randomPair(seed: number): [string, string] {
  const random = seeded(seed);
  const endings = ['\n', '\r\n', '\r'];
  const lines = randomLines(random, 40, 12, endings);
  return [lines.join(''), editLines(random, lines, 12, endings).join('')];
}

describe('changeBlocks', () => {
  test('each contiguous change is one block with both texts and both ranges', () => {
    expect(changeBlocks(before, after)).toMatchObject([
      { beforeStart: 1, beforeEnd: 2, afterStart: 1, afterEnd: 2, beforeText: 'two\n', afterText: 'TWO\n' },
      { beforeStart: 3, beforeEnd: 4, afterStart: 3, afterEnd: 3, beforeText: 'four\n', afterText: '' },
      { beforeStart: 5, beforeEnd: 5, afterStart: 4, afterEnd: 5, beforeText: '', afterText: 'six\n' },
    ]);
  });

  test('equal texts have no blocks', () => {
    expect(changeBlocks('a\n', 'a\n')).toEqual([]);
    expect(changeBlocks('', '')).toEqual([]);
  });

  test('an id stays the same when the rest of the files changes', () => {
    const [block] = changeBlocks(before, before.replace('four', 'FOUR'));
    const longer = 'zero\n' + before + 'seven\n';
    const blocks = changeBlocks(longer, longer.replace('four', 'FOUR').replace('seven', 'SEVEN'));
    expect(blocks[0]?.id).toBe(block?.id);
    expect(blocks[1]?.id).not.toBe(block?.id);
    expect(block?.id).toMatch(/^[0-9a-f]{16}$/);
  });

  test('equal changes in several places are told apart', () => {
    const blocks = changeBlocks('a\nx\nb\nx\nc\nx\n', 'a\ny\nb\ny\nc\ny\n');
    const [first = '', ...others] = blocks.map(({ id }) => id);
    expect(others).toEqual([`${first}-2`, `${first}-3`]);
  });

  test('what is removed and what is added count apart', () => {
    const [one] = changeBlocks('a\nk\n', 'b\nk\n');
    const [two] = changeBlocks('k\n', 'a\nb\nk\n');
    const [three] = changeBlocks('a\nb\nk\n', 'k\n');
    expect(new Set([one?.id, two?.id, three?.id]).size).toBe(3);
  });
});

describe('applyBlocks', () => {
  test('any subset can be taken over', () => {
    const blocks = changeBlocks(before, after);
    const [first, second, third] = blocks.map(({ id }) => id) as [string, string, string];
    expect(applyBlocks(before, blocks, [first])).toBe('one\nTWO\nthree\nfour\nfive\n');
    expect(applyBlocks(before, blocks, [third, second])).toBe('one\ntwo\nthree\nfive\nsix\n');
    expect(applyBlocks(before, blocks.toReversed(), [second])).toBe('one\ntwo\nthree\nfive\n');
  });

  test('all blocks give the second text, none the first, and what was left out is still to be done', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }), (seed, choice) => {
        const [left, right] = randomPair(seed);
        const blocks = changeBlocks(left, right);
        const all = blocks.map(({ id }) => id);
        expect(new Set(all).size).toBe(all.length);
        expect(applyBlocks(left, blocks, all)).toBe(right);
        expect(applyBlocks(left, blocks, [])).toBe(left);
        const some = all.filter((_, at) => choice[at % choice.length]);
        const partly = applyBlocks(left, blocks, some);
        expect(applyBlocks(left, blocks.toReversed(), some.toReversed())).toBe(partly);
        const rest = changeBlocks(partly, right);
        expect(
          applyBlocks(
            partly,
            rest,
            rest.map(({ id }) => id),
          ),
        ).toBe(right);
        expect(splitLines(partly).join('')).toBe(partly);
      }),
      { numRuns: 150 },
    );
  });

  test('an id of another comparison is refused', () => {
    const blocks = changeBlocks(before, after);
    const act = () => applyBlocks(before, blocks, ['nope']);
    expect(act).toThrow(expect.objectContaining({ code: 'EC_LINES_UNKNOWN_BLOCK', details: { id: 'nope' } }));
  });

  test('blocks that do not fit the text are refused, also when they are not accepted', () => {
    const blocks = changeBlocks(before, after);
    const stale = catchError(() => applyBlocks(before.replace('two', 'other'), blocks, []));
    expect(lineErrors.is(stale, 'EC_LINES_STALE_BLOCK') && stale.details.line).toBe(2);
    expect(catchError(() => applyBlocks('one\n', blocks, []))).toMatchObject({
      code: 'EC_LINES_STALE_BLOCK',
    });
  });

  test('an insertion behind the end and blocks that overlap are refused', () => {
    const [block] = changeBlocks('a\n', 'a\nb\n');
    if (block === undefined) expect.fail('there is a block');
    expect(catchError(() => applyBlocks('', [block], [block.id]))).toMatchObject({
      code: 'EC_LINES_STALE_BLOCK',
    });
    const [wide] = changeBlocks('a\nb\n', 'x\n');
    if (wide === undefined) expect.fail('there is a block');
    const twice = catchError(() => applyBlocks('a\nb\n', [wide, { ...wide, id: 'other' }], []));
    expect(twice).toMatchObject({ code: 'EC_LINES_STALE_BLOCK' });
  });
});

function catchError(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return expect.fail('nothing was thrown');
}
