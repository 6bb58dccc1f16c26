// Applies the diffs of a repository's newest commits, as git prints them, to the files before them: each must give
// the file behind it byte for byte, and its inverse the one before. `--repository` names another repository than
// this one, also one without a work tree.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseEdits, planEdits } from '../src/edits/index.ts';
import { carryOut, hashOf } from '../test/edits/judge.ts';

const { values } = parseArgs({
  options: {
    repository: { type: 'string', default: join(import.meta.dirname, '../../..') },
    /** Most files that are tried. */
    n: { type: 'string', default: '1000' },
  },
});
const NOTHING = '0000000000000000000000000000000000000000';

function git(...args: string[]): string {
  return execFileSync('git', ['-C', values.repository, ...args], {
    encoding: 'latin1',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

interface Changed {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly commit: string;
}

function changesOf(commit: string): Changed[] {
  const lines = git(
    'diff-tree',
    '-r',
    '--no-commit-id',
    '--no-renames',
    '--raw',
    '--no-abbrev',
    commit,
  ).split('\n');
  return lines.flatMap((line) => {
    const [, oldMode, newMode, oldBlob = '', newBlob = '', path = ''] =
      /^:(\d+) (\d+) (\w+) (\w+) \w\t([^"].*)$/.exec(line) ?? [];
    const regular = [oldMode, newMode].every((mode) => mode === '000000' || mode === '100644');
    if (path === '' || !regular) return [];
    const text = (blob: string): string | undefined =>
      blob === NOTHING ? undefined : git('cat-file', 'blob', blob);
    return [{ path, commit, before: text(oldBlob), after: text(newBlob) }];
  });
}

function apply(diff: string, path: string, text: string | undefined): string | undefined | null {
  const files = text === undefined ? {} : { [path]: text };
  const read = (name: string) =>
    name === path && text !== undefined ? { path, text, hash: hashOf(text) } : undefined;
  const plan = planEdits(parseEdits(diff, 'unified-diff'), read);
  return plan.refusals.length > 0 ? null : carryOut(files, plan)[path];
}

const counts = { files: 0, right: 0, refused: 0, wrong: 0, binary: 0 };

function judge(
  diff: string,
  { path, commit }: Changed,
  from: string | undefined,
  to: string | undefined,
): void {
  const result = apply(diff, path, from);
  counts.files++;
  if (result === to) counts.right++;
  else if (result === null) counts.refused++;
  else counts.wrong++;
  if (result !== to)
    process.stdout.write(`${result === null ? 'refused' : 'WRONG'}: ${commit.slice(0, 12)} ${path}\n`);
}

for (const commit of git('log', '--no-merges', '--format=%H', '-n', values.n).split('\n').filter(Boolean)) {
  if (counts.files >= Number(values.n)) break;
  for (const changed of changesOf(commit)) {
    const print = (...more: string[]): string =>
      git('diff-tree', '-p', '--no-commit-id', '--no-renames', ...more, commit, '--', changed.path);
    const isEmpty = (changed.before ?? changed.after) === '' || changed.after === '';
    if (/^(?:Binary files|GIT binary)/m.test(print()) || isEmpty) counts.binary++;
    else {
      judge(print(), changed, changed.before, changed.after);
      judge(print('-R'), changed, changed.after, changed.before);
    }
  }
}
process.stdout.write(
  `${counts.files} diffs: ${counts.right} right, ${counts.refused} refused, ${counts.wrong} wrong (binary or empty: ${counts.binary})\n`,
);
process.exitCode = counts.files > 0 && counts.right === counts.files ? 0 : 1;
