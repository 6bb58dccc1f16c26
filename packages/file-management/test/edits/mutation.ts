import { makeSubject, type SourceFile, textOf } from './case.ts';
import { apply } from './lab.ts';
import { printDiff } from './print-diff.ts';
import type { Random } from './random.ts';

/** Changes random lines of a text: some go, some come twice, some differ. */
function mutate(random: Random, lines: readonly string[]): string[] {
  const share = random.pick([0.01, 0.05, 0.2]);
  return lines.flatMap((line) => {
    if (!random.chance(share)) return [line];
    return random.pick([[], [line, line], [`${line}x`], [line.slice(1)], [line, ''], [` ${line}`]]);
  });
}

/** Lines that an edit took out of a text without showing them as deleted; undefined if it was refused. */
export function hiddenDeletions(random: Random, file: SourceFile): string[] | undefined {
  const subject = makeSubject(random, file, { most: 4 });
  if (subject === undefined) return undefined;
  const before = mutate(random, subject.before);
  const edit = printDiff(subject.hunks, { path: subject.path });
  const after = apply('unified-diff', edit, { [subject.path]: textOf(before) }).after?.[subject.path];
  if (after === undefined) return undefined;
  const shown = new Set(
    subject.hunks.flatMap(({ lines }) => lines.filter(({ op }) => op === '-').map(({ text }) => text.trim())),
  );
  const left = new Map<string, number>();
  for (const line of after.split('\n')) left.set(line, (left.get(line) ?? 0) + 1);
  return before.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0 && !shown.has(line.trim());
  });
}
