// Takes real commits, states each in every format, damages it, and applies it to the file as it was before, after
// and at other times. git's own diffs and merges are the witness. Fails if anything is written that they do not
// confirm. `--repo` names repositories; without one, the repository that this package lies in is taken.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { applyCase, judge, type Outcome, type Verdict } from '../test/edits/judge.ts';
import { createRandom } from '../test/edits/random.ts';
import type { CommitCase } from './commits/commit-change.ts';
import { readCommits } from './commits/commit-files.ts';
import { casesOf } from './commits/commit-kinds.ts';
import { standsInFile } from './commits/stands-in-file.ts';

const { values } = parseArgs({
  options: {
    repo: { type: 'string', multiple: true },
    /** Commits of each repository. */
    n: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    /** Prints the edits of this kind with a wrong outcome. */
    show: { type: 'string' },
    /** Folder into which every wrong case, and every refused one with a certain answer, is written as JSON. */
    dump: { type: 'string' },
  },
});

type Row = Record<Verdict | 'n' | 'found', number>;

const table = new Map<string, Row>();
const random = createRandom(Number(values.seed));
const repos = values.repo ?? [join(import.meta.dirname, '../../..')];
let commits = 0;
let kept = 0;

function verdictOf(one: CommitCase): Verdict | 'found' {
  const { outcome } = applyCase(one);
  const verdict = judge(one, outcome);
  if (one.mayBe !== undefined) {
    if (outcome === undefined) return 'refused';
    if (HIDES_BLANKS.test(one.kind) && sameButBlanks(outcome, one.mayBe)) return 'pass';
    return judge({ ...one, expected: one.mayBe }, outcome);
  }
  if (verdict !== 'WRONG') return verdict;
  if (HIDES_BLANKS.test(`${one.kind} ${one.detail}`) && sameButBlanks(outcome, one.expected)) return 'found';
  const agrees = one.witness !== undefined && Object.values(outcome ?? {}).join() === one.witness();
  return agrees || (one.kind.endsWith(':stale') && standsInFile(one)) ? 'found' : verdict;
}

/** Edits that do not say which of several lines is meant that differ in the blanks at their end only. */
const HIDES_BLANKS = /trailing blanks|dedented|^lazy/;

function sameButBlanks(outcome: Outcome, expected: Outcome): boolean {
  const texts = (files: Outcome): string =>
    Object.values(files ?? {})
      .join('\0')
      .replaceAll(/[ \t]+$/gm, '');
  return texts(outcome) === texts(expected);
}

/** Whether a case is worth a look: it is wrong, or it was refused although its answer is certain. */
function isMiss(one: CommitCase, verdict: Verdict | 'found'): boolean {
  return (
    verdict === 'WRONG' ||
    verdict === 'false success' ||
    (verdict === 'refused' && (one.mayBe === undefined || one.kind === values.show))
  );
}

function keep(one: CommitCase, verdict: string): void {
  if (values.show === one.kind) process.stdout.write(`${one.edit}\n----\n`);
  if (values.dump === undefined) return;
  mkdirSync(values.dump, { recursive: true });
  const { outcome, plan } = applyCase(one);
  const name = `${verdict}-${one.kind.replace(/\W+/g, '-')}-${kept++}.json`;
  writeFileSync(
    join(values.dump, name),
    JSON.stringify({ ...one, outcome, receipts: plan.receipts, refusals: plan.refusals }, undefined, 1),
  );
}

for (const repo of repos) {
  for (const file of readCommits(repo, random, Number(values.n))) {
    commits++;
    for (const one of casesOf(random, file)) {
      const row = table.get(one.kind) ?? {
        n: 0,
        pass: 0,
        refused: 0,
        found: 0,
        WRONG: 0,
        'false success': 0,
      };
      const verdict = verdictOf(one);
      row.n++;
      row[verdict]++;
      table.set(one.kind, row);
      if (isMiss(one, verdict)) keep(one, verdict);
    }
  }
}

const heads = ['n', 'pass', 'refused', 'found', 'WRONG', 'false success'] as const;
process.stdout.write(`${'kind'.padEnd(48)}${heads.map((head) => head.padStart(14)).join('')}\n`);
for (const [kind, row] of [...table].sort())
  process.stdout.write(`${kind.padEnd(48)}${heads.map((head) => String(row[head]).padStart(14)).join('')}\n`);
const wrong = [...table.values()].reduce((sum, row) => sum + row.WRONG + row['false success'], 0);
const count = [...table.values()].reduce((sum, { n }) => sum + n, 0);
process.stdout.write(`${commits} commits, ${count} cases, ${wrong} wrong or falsely successful\n`);
if (commits === 0) process.stdout.write('Skipped: no history of commits was found here.\n');
process.exitCode = wrong === 0 ? 0 : 1;
