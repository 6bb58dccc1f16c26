// Real commits as edits: how many of the files that a commit changed would have been stopped, though the
// project took the commit. Printed beside plain tree-sitter, for which an edit is at fault when the new text
// has more errors than the old one. Repositories are bare or cloned, given as folders; without any, the
// history of the checkout around this package.
// node --conditions=@enhanced-code/source prove/delta.prove.ts [--most 120] [--only c,cpp] [--list] <folder>...
import { parseArgs } from 'node:util';
import { createSyntax, detectLanguage, type LanguageId, type SyntaxReport } from '../src/index.ts';
import { type CommittedEdit, committedEdits } from './commits.ts';
import { gitFolder } from './repository.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    most: { type: 'string', default: '120' },
    share: { type: 'string', default: '60' },
    commits: { type: 'string', default: '600' },
    only: { type: 'string' },
    limit: { type: 'string', default: '1' },
    list: { type: 'boolean', default: false },
  },
});

interface Tally {
  edits: number;
  stopped: number;
  advised: number;
  baseline: number;
}

const only = values.only?.split(',');
const tallies = new Map<LanguageId, Tally>();
await using full = createSyntax();
await using tree = createSyntax({ exactParsers: false });

const tallyOf = (language: LanguageId): Tally => {
  const known = tallies.get(language) ?? { edits: 0, stopped: 0, advised: 0, baseline: 0 };
  tallies.set(language, known);
  return known;
};

const treeErrors = (report: SyntaxReport): number =>
  report.diagnostics.filter(({ source }) => source === 'tree-sitter').length;

async function judge(edit: CommittedEdit, tally: Tally): Promise<void> {
  const { status, added } = await full.compare(edit.path, edit.before, edit.after);
  if (status === 'unsupported') return;
  tally.edits += 1;
  const first = added.find(({ severity }) => severity === 'error');
  if (status !== 'ok') {
    tally.stopped += added.some(({ confidence }) => confidence === 'block') ? 1 : 0;
    tally.advised += added.every(({ confidence }) => confidence === 'advise') ? 1 : 0;
    const where = `${edit.commit.slice(0, 10)} ${edit.path}:${(first?.range.start.line ?? 0) + 1}`;
    const line = `    ${edit.repository} ${where} ${status} ${first?.source ?? ''} ${first?.message ?? ''}\n`;
    if (values.list) process.stdout.write(line);
  }
  const before = treeErrors(await tree.check(edit.path, edit.before));
  tally.baseline += treeErrors(await tree.check(edit.path, edit.after)) > before ? 1 : 0;
}

const brokenOnPurpose =
  /invalid|broken|malformed|bad[-_]|syntax[-_]?error|fixtures?\/|snapshots?|templates?\//i;

async function walk(folder: string): Promise<void> {
  const taken = new Map<LanguageId, number>();
  const room = (path: string): boolean => {
    const language = detectLanguage(path);
    if (language === undefined || brokenOnPurpose.test(path)) return false;
    if (only !== undefined && !only.includes(language)) return false;
    return (taken.get(language) ?? 0) < Number(values.share) && tallyOf(language).edits < Number(values.most);
  };
  for (const edit of committedEdits(folder, Number(values.commits), room)) {
    const language = detectLanguage(edit.path, edit.after);
    if (language === undefined || !room(edit.path)) continue;
    taken.set(language, (taken.get(language) ?? 0) + 1);
    await judge(edit, tallyOf(language));
  }
}

const folders = positionals.length > 0 ? positionals : ['../..'];
for (const folder of folders.map(gitFolder)) if (folder !== undefined) await walk(folder);

process.stdout.write('language      edits  stopped  advised against  plain tree-sitter\n');
const sum = { edits: 0, stopped: 0, advised: 0, baseline: 0 };
for (const [language, tally] of [...tallies].sort()) {
  if (tally.edits === 0) continue;
  for (const key of ['edits', 'stopped', 'advised', 'baseline'] as const) sum[key] += tally[key];
  process.stdout.write(`${row(language, tally)}\n`);
}
process.stdout.write(`${row('all', sum)}\n`);
const share = (100 * (sum.stopped + sum.advised)) / Math.max(1, sum.edits);
process.stdout.write(`${share.toFixed(2)} % of the edits; the limit is ${values.limit} %\n`);
process.exitCode = share <= Number(values.limit) ? 0 : 1;

function row(name: string, tally: Tally): string {
  const { edits, stopped, advised, baseline } = tally;
  return `${name.padEnd(12)} ${String(edits).padStart(6)} ${String(stopped).padStart(8)} ${String(advised).padStart(16)} ${String(baseline).padStart(18)}`;
}
