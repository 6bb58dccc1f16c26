import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  editLines,
  git,
  randomLines,
  scratchFolder,
  seeded,
  toText,
  writeFiles,
} from '../../test/line-cases.ts';
import { type MergeResult, mergeLines } from './merge-lines.ts';

const base = 'one\ntwo\nthree\nfour\nfive\n';

function conflictsOf(result: MergeResult) {
  if (result.clean) expect.fail('the merge was clean');
  return result;
}

describe('small cases', () => {
  test('changes apart from each other merge', () => {
    const ours = base.replace('one', 'ONE');
    const theirs = base.replace('five', 'FIVE\nsix');
    expect(mergeLines(base, ours, theirs)).toEqual({
      clean: true,
      text: 'ONE\ntwo\nthree\nfour\nFIVE\nsix\n',
    });
  });

  test('changes that touch conflict, as in git', () => {
    const result = mergeLines(base, base.replace('two', 'TWO'), base.replace('three', 'THREE'));
    expect(conflictsOf(result).conflicts).toEqual([
      {
        kind: 'conflict',
        base: 'two\nthree\n',
        ours: 'TWO\nthree\n',
        theirs: 'two\nTHREE\n',
        baseLine: 1,
        oursLine: 1,
        theirsLine: 1,
      },
    ]);
  });

  test('the same change on both sides is no conflict', () => {
    const changed = base.replace('two', 'TWO');
    expect(mergeLines(base, changed, changed)).toEqual({ clean: true, text: changed });
  });

  test('a deletion against a change conflicts, with an empty side', () => {
    const result = conflictsOf(mergeLines(base, base.replace('two\n', ''), base.replace('two', 'TWO')));
    expect(result.conflicts).toMatchObject([{ base: 'two\n', ours: '', theirs: 'TWO\n' }]);
  });

  test('chunks hold the whole text and say who settled them', () => {
    const ours = 'one\ntwo\nTHREE\nfour\nfive\nours\n';
    const theirs = 'ONE\ntwo\nthree\nfour\nfive\ntheirs\n';
    const { chunks } = conflictsOf(mergeLines(base, ours, theirs));
    expect(chunks.map((chunk) => (chunk.kind === 'merged' ? chunk.from : chunk.kind))).toEqual([
      'theirs',
      'base',
      'ours',
      'base',
      'conflict',
    ]);
    const taken = chunks.map((chunk) => (chunk.kind === 'merged' ? chunk.text : chunk.ours)).join('');
    expect(taken).toBe('ONE\ntwo\nTHREE\nfour\nfive\nours\n');
  });

  test('line endings are content: they are kept, and changing them is a change', () => {
    const mixed = 'a\r\nb\nc\r\nd\n';
    const merged = mergeLines(mixed, mixed.replace('a', 'A'), mixed.replace('d', 'D'));
    expect(merged).toEqual({ clean: true, text: 'A\r\nb\nc\r\nD\n' });
    expect(mergeLines('a\n', 'a\r\n', 'b\n').clean).toBe(false);
    expect(mergeLines('a\nb\nc', 'A\nb\nc', 'a\nb\nC')).toEqual({ clean: true, text: 'A\nb\nC' });
  });
});

describe('markers', () => {
  const result = conflictsOf(mergeLines('a\nb\nc\n', 'a\nours\nc\n', 'a\ntheirs\nc\n'));

  test('name both sides', () => {
    expect(result.toMarkers()).toBe('a\n<<<<<<< ours\nours\n=======\ntheirs\n>>>>>>> theirs\nc\n');
    expect(result.toMarkers({ ours: 'HEAD', theirs: 'topic' })).toBe(
      'a\n<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> topic\nc\n',
    );
  });

  test('show the base when it is named', () => {
    expect(result.toMarkers({ base: 'old' })).toContain('ours\n||||||| old\nb\n=======\ntheirs\n');
  });

  test('are narrowed to where the sides differ', () => {
    const wide = conflictsOf(mergeLines('x\n', 'same\n1\n2\n3\n4\nours\n', 'same\n1\n2\n3\n4\ntheirs\n'));
    expect(wide.toMarkers()).toBe('same\n1\n2\n3\n4\n<<<<<<< ours\nours\n=======\ntheirs\n>>>>>>> theirs\n');
    expect(wide.conflicts).toHaveLength(1);
  });

  test('are narrowed with a long text between the places where the sides differ', () => {
    const long = Array.from({ length: 150_000 }, (_, line) => `${line}\n`).join('');
    const wide = conflictsOf(mergeLines('x\n', `a\n${long}b\n`, `A\n${long}B\n`));
    expect(wide.toMarkers().split('\n')).toHaveLength(150_011);
  });

  test('join conflicts that only a few lines or no words part', () => {
    const near = conflictsOf(mergeLines('x\n', 'a\n1\n2\n3\nb\n', 'A\n1\n2\n3\nB\n'));
    expect(near.toMarkers().match(/^<<<<<<</gm)).toHaveLength(1);
    const far = conflictsOf(mergeLines('x\n', 'a\n1\n2\n3\n4\nb\n', 'A\n1\n2\n3\n4\nB\n'));
    expect(far.toMarkers().match(/^<<<<<<</gm)).toHaveLength(2);
    const blank = conflictsOf(mergeLines('x\n', 'a\n\n}\n\n}\nb\n', 'A\n\n}\n\n}\nB\n'));
    expect(blank.toMarkers().match(/^<<<<<<</gm)).toHaveLength(1);
  });

  test('close a last line without an ending and use the endings of the text', () => {
    const open = conflictsOf(mergeLines('a\r\nb', 'a\r\nours', 'a\r\ntheirs'));
    expect(open.toMarkers()).toBe('a\r\n<<<<<<< ours\r\nours\r\n=======\r\ntheirs\r\n>>>>>>> theirs\r\n');
  });
});

const triples = fc.tuple(fc.integer(), fc.constantFrom(2, 8, 50)).map(([seed, distinct]) => {
  const random = seeded(seed);
  const lines = randomLines(random, 30, distinct);
  const side = () => toText(random, editLines(random, lines, distinct));
  return [toText(random, lines), side(), side()] as const;
});

describe('identities', () => {
  test('a side that changed nothing yields to the other', () => {
    fc.assert(
      fc.property(triples, ([root, ours, theirs]) => {
        expect(mergeLines(root, ours, root)).toEqual({ clean: true, text: ours });
        expect(mergeLines(root, root, theirs)).toEqual({ clean: true, text: theirs });
        expect(mergeLines(root, ours, ours)).toEqual({ clean: true, text: ours });
      }),
    );
  });

  test('exchanging the sides exchanges the conflicts and nothing else', () => {
    fc.assert(
      fc.property(triples, ([root, ours, theirs]) => {
        const one = mergeLines(root, ours, theirs);
        const two = mergeLines(root, theirs, ours);
        expect(two.clean).toBe(one.clean);
        if (one.clean) expect(two).toEqual(one);
        else {
          const mirrored = conflictsOf(two).conflicts.map((conflict) => [conflict.theirs, conflict.ours]);
          expect(mirrored).toEqual(one.conflicts.map((conflict) => [conflict.ours, conflict.theirs]));
        }
      }),
    );
  });

  test('taking one side in every conflict keeps what the other did elsewhere', () => {
    fc.assert(
      fc.property(triples, ([root, ours, theirs]) => {
        const result = mergeLines(root, ours, theirs);
        if (result.clean) return;
        // Without what only they changed, our side is made of our conflicts and the settled rest, in order.
        let at = 0;
        for (const chunk of result.chunks) {
          if (chunk.kind === 'merged' && chunk.from === 'theirs') continue;
          const part = chunk.kind === 'conflict' ? chunk.ours : chunk.text;
          const found = ours.indexOf(part, at);
          expect(found).toBeGreaterThanOrEqual(at);
          at = found + part.length;
        }
      }),
    );
  });
});

test('git merge-file comes to the same verdict, the same text and the same markers', () => {
  const random = seeded(29);
  using folder = scratchFolder();
  let clean = 0;
  for (let round = 0; round < 120; round++) {
    const distinct = [2, 3, 8, 40, 200][round % 5] ?? 8;
    const endings = random(4) === 0 ? ['\r\n'] : ['\n'];
    const lines = randomLines(random, 40, distinct, endings);
    const root = toText(random, lines);
    const ours = toText(random, editLines(random, lines, distinct, endings));
    const theirs = toText(random, editLines(random, lines, distinct, endings));
    writeFiles(folder.path, { base: root, ours, theirs });
    const judged = git(folder.path, ['merge-file', '-p', 'ours', 'base', 'theirs']);
    const result = mergeLines(root, ours, theirs);
    expect(result.clean, JSON.stringify({ root, ours, theirs })).toBe(judged.status === 0);
    if (result.clean) {
      clean++;
      expect(result.text).toBe(judged.stdout);
    } else {
      expect(result.conflicts.length).toBeGreaterThan(0);
      expect(result.toMarkers()).toBe(judged.stdout);
      // Both sides of git's base-showing style are not narrowed, so they are ours in full.
      const shown = git(folder.path, ['merge-file', '-p', '--diff3', 'ours', 'base', 'theirs']).stdout;
      expect(result.toMarkers({ base: 'base' })).toBe(shown);
    }
  }
  expect(clean).toBeGreaterThan(25);
});
