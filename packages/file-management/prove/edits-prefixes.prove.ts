// Cuts edits of every kind at each character: what is left must be refused, or do what some of the first whole
// hunks of the edit do (of a diff that counts no lines: what it does up to a line of context), never anything else. Also feeds each edit one character at a time. Prints both per format.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createEditParser, type EditSet, type Hunk, parseEdits, planEdits } from '../src/edits/index.ts';
import type { EditCase } from '../test/edits/case.ts';
import { carryOut, hashOf } from '../test/edits/judge.ts';
import { editKinds, makeCase } from '../test/edits/kinds.ts';
import { createRandom } from '../test/edits/random.ts';
import { collectSources } from '../test/edits/sources.ts';

const { values } = parseArgs({
  options: {
    /** Edits in all. */
    n: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    folder: { type: 'string', default: join(import.meta.dirname, '../../../node_modules') },
  },
});
/** Longest edit that is cut everywhere. */
const LONGEST = 1_500;
const random = createRandom(Number(values.seed));
const sources = collectSources(values.folder, 1_500);

function outcome(set: EditSet, { files, target }: EditCase): string | undefined {
  const read = (path: string) => {
    const text = files[path];
    return text === undefined ? undefined : { path, text, hash: hashOf(text) };
  };
  const plan = planEdits(set, read, target === undefined ? {} : { target });
  return plan.refusals.length > 0 ? undefined : JSON.stringify(carryOut(files, plan));
}

/** What the first edits do, the last of them with its first hunks. */
function wholeParts(one: EditCase): Set<string | undefined> {
  const set = parseEdits(one.edit, one.format);
  const parts = set.edits.flatMap((edit, at) => {
    const before = set.edits.slice(0, at);
    if (edit.kind !== 'hunks') return [[...before, edit]];
    return edit.hunks.flatMap((hunk, last) => {
      const first = edit.hunks.slice(0, last);
      return beginnings(hunk, one).map((part) => [...before, { ...edit, hunks: [...first, part] }]);
    });
  });
  return new Set(parts.map((edits) => outcome({ ...set, edits }, one)));
}

/** A hunk, and where nothing in the edit counts its lines, the first ones of them: each ends in context. */
function beginnings(hunk: Hunk, { edit, format }: EditCase): Hunk[] {
  if (format !== 'unified-diff' || /^@@ -\d+,\d+ \+\d+/m.test(edit)) return [hunk];
  const ends = hunk.lines.flatMap(({ op }, at) => (op === 'keep' ? [at + 1] : []));
  return [...ends.map((end) => ({ ...hunk, lines: hunk.lines.slice(0, end) })), hunk];
}

const rows = new Map<
  string,
  { edits: number; prefixes: number; applied: number; wrong: number; unequal: number }
>();
const kindsWrong = new Map<string, number>();
const kinds = Object.keys(editKinds).filter((kind) => !kind.includes(':refuse'));
for (let done = 0, tries = 0; done < Number(values.n) && tries < Number(values.n) * 40; tries++) {
  const one = makeCase(random.pick(kinds), random, random.pick(sources));
  if (one === undefined || one.edit.length > LONGEST) continue;
  done++;
  const row = rows.get(one.format) ?? { edits: 0, prefixes: 0, applied: 0, wrong: 0, unequal: 0 };
  rows.set(one.format, row);
  row.edits++;
  const parser = createEditParser(one.format);
  for (const character of one.edit) parser.push(character);
  if (JSON.stringify(parser.end()) !== JSON.stringify(parseEdits(one.edit, one.format))) row.unequal++;
  const allowed = wholeParts(one);
  for (let end = 1; end < one.edit.length; end++) {
    row.prefixes++;
    const result = outcome(parseEdits(one.edit.slice(0, end), one.format), one);
    if (result === undefined) continue;
    row.applied++;
    if (allowed.has(result)) continue;
    row.wrong++;
    kindsWrong.set(one.kind, (kindsWrong.get(one.kind) ?? 0) + 1);
    if (kindsWrong.get(one.kind) === 1)
      process.stdout.write(
        `WRONG ${one.kind} cut at ${end}: ${JSON.stringify(one.edit.slice(Math.max(0, end - 120), end))}\n`,
      );
  }
}
process.stdout.write(
  `${'format'.padEnd(16)}${['edits', 'prefixes', 'applied', 'WRONG', 'by chunks'].map((head) => head.padStart(11)).join('')}\n`,
);
for (const [format, { edits, prefixes, applied, wrong, unequal }] of rows) {
  process.stdout.write(
    `${format.padEnd(16)}${[edits, prefixes, applied, wrong, unequal].map((cell) => String(cell).padStart(11)).join('')}\n`,
  );
}
for (const [kind, wrong] of kindsWrong) process.stdout.write(`${wrong} WRONG of ${kind}\n`);
process.exitCode =
  [...rows.values()].every(({ wrong, unequal }) => wrong + unequal === 0) && rows.size > 0 ? 0 : 1;
