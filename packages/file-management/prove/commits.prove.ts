// Takes real commits, states each in every format, damages it, and applies it to the file as it was before, after
// and at other times. git's own diffs and merges are the witness. Fails if anything is written that they do not
// confirm. `--repo` names repositories; without one, the repository that this package lies in is taken.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { applyCase, judge, type Verdict } from '../test/edits/judge.ts';
import { createRandom } from '../test/edits/random.ts';
import { readCommits } from './commits/commit-files.ts';
import { type CommitCase, casesOf } from './commits/commit-kinds.ts';

const { values } = parseArgs({
  options: {
    repo: { type: 'string', multiple: true },
    /** Commits of each repository. */
    n: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    /** Prints the first edits of this kind with a wrong outcome. */
    show: { type: 'string' },
  },
});

type Row = Record<Verdict | 'n' | 'found', number>;

const table = new Map<string, Row>();
const random = createRandom(Number(values.seed));
const repos = values.repo ?? [join(import.meta.dirname, '../../..')];
let commits = 0;

/**
 * Lines that git calls a conflict may still stand in the file as the edit shows them, since its merge also looks
 * at their neighbours. Whoever finds all of them, indented or ended differently at most, has not guessed.
 */
function standsInFile({ files, edit, format }: CommitCase): boolean {
  const squeeze = (line: string): string => line.trim().replaceAll(/[\u2018\u2019]/g, "'");
  const text = Object.values(files).join('\n').split('\n').map(squeeze);
  const runs =
    format === 'search-replace'
      ? edit.matchAll(/SEARCH\n([\s\S]*?)^=======$/gm)
      : edit.matchAll(/^@@.*\n((?:[ +-].*\n?|\n)*)/gm);
  return [...runs].every(([, run = '']) => {
    const lines = run.replace(/\n$/, '').split('\n');
    const old =
      format === 'search-replace'
        ? lines
        : lines.filter((line) => !line.startsWith('+')).map((line) => line.slice(1));
    const wanted = old.map(squeeze);
    return text.some((_, at) => wanted.every((line, offset) => text[at + offset] === line));
  });
}

function verdictOf(one: CommitCase): Verdict | 'found' {
  const { outcome } = applyCase(one);
  const verdict = judge(one, outcome);
  if (one.mayBe !== undefined) {
    if (outcome === undefined) return 'refused';
    return judge({ ...one, expected: one.mayBe }, outcome);
  }
  return verdict === 'WRONG' && one.kind.endsWith(':stale') && standsInFile(one) ? 'found' : verdict;
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
      if (verdict === 'WRONG' && values.show === one.kind) process.stdout.write(`${one.edit}\n----\n`);
    }
  }
}

const heads = ['n', 'pass', 'refused', 'found', 'WRONG', 'false success'] as const;
process.stdout.write(`${'kind'.padEnd(32)}${heads.map((head) => head.padStart(14)).join('')}\n`);
for (const [kind, row] of [...table].sort())
  process.stdout.write(`${kind.padEnd(32)}${heads.map((head) => String(row[head]).padStart(14)).join('')}\n`);
const wrong = [...table.values()].reduce((sum, row) => sum + row.WRONG + row['false success'], 0);
const count = [...table.values()].reduce((sum, { n }) => sum + n, 0);
process.stdout.write(`${commits} commits, ${count} cases, ${wrong} wrong or falsely successful\n`);
if (commits === 0) process.stdout.write('Skipped: no history of commits was found here.\n');
process.exitCode = wrong === 0 ? 0 : 1;
