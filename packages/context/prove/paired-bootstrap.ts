// Judges one selector against another on stored results of a retrieval benchmark: files with
// { rows: [{ id, repo, selector, at: { [budget]: { recall } }, rank: { mrr } }] }. The pool is all rows of all files.
// Usage: node --conditions=@enhanced-code/source prove/paired-bootstrap.ts results.json … [--ours name] [--against name]
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { pairedBootstrap } from './bootstrap.ts';

interface Row {
  readonly id: string;
  readonly repo: string;
  readonly selector: string;
  readonly at: Readonly<Record<string, { readonly recall: number | null }>>;
  readonly rank?: { readonly mrr: number };
}

/** Points of recall by which the selector must lie above the other one. */
const DEMANDED = 0.1;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ours: { type: 'string', default: 'ours' },
    against: { type: 'string', default: 'bm25f' },
  },
});

function rowsOf(selector: string, rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.filter((row) => row.selector === selector).map((row) => [row.id, row]));
}

const rows = positionals.flatMap((file) => (JSON.parse(readFileSync(file, 'utf8')) as { rows: Row[] }).rows);
const ours = rowsOf(values.ours, rows);
const theirs = rowsOf(values.against, rows);
const ids = [...ours.keys()].filter((id) => theirs.has(id));
const points = (value: number) => (100 * value).toFixed(1);

function line(name: string, of: (row: Row | undefined) => number, demanded: number): boolean {
  const mine = ids.map((id) => of(ours.get(id)));
  const other = ids.map((id) => of(theirs.get(id)));
  const { mean, low, high, below } = pairedBootstrap(mine, other, demanded);
  const isMet = mean >= demanded && low > 0;
  const cells = [
    name,
    points(mean),
    `${points(low)} to ${points(high)}`,
    points(demanded),
    `${points(below)} %`,
  ];
  process.stdout.write(`| ${cells.join(' | ')} | ${isMet ? 'met' : 'NOT met'} |\n`);
  return isMet;
}

if (ids.length === 0) {
  process.stdout.write('No case has results of both selectors.\n');
  process.exitCode = 2;
} else {
  const repos = new Set(ids.map((id) => ours.get(id)?.repo));
  process.stdout.write(
    `${values.ours} against ${values.against}: ${ids.length} cases of ${repos.size} repositories\n\n`,
  );
  process.stdout.write(
    '| figure | difference | 95 % | demanded | resamples below | |\n|---|---|---|---|---|---|\n',
  );
  const budgets = Object.keys(ours.get(ids[0] ?? '')?.at ?? {});
  const met = budgets.map((budget) =>
    line(`recall@${budget}`, (row) => row?.at[budget]?.recall ?? 0, DEMANDED),
  );
  met.push(line('MRR (x 100)', (row) => row?.rank?.mrr ?? 0, 0));
  if (met.includes(false)) process.exitCode = 1;
}
