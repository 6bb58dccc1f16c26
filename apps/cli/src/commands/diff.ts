import type { HistoryEntry, Workspace } from '@enhanced-code/file-management';
import { type FileStat, patchStat } from '../change/patch-stat.ts';
import { cliErrors } from '../cli-errors.ts';
import type { CommandSpec } from '../command.ts';
import { documentOf } from '../document.ts';
import { findPoint } from '../history/find-point.ts';
import { invertPatch } from '../history/invert-patch.ts';
import { diffText } from '../render/diff.ts';
import { plural } from '../render/plural.ts';
import { tableText } from '../render/table.ts';
import { terminalSafe } from '../render/terminal-safe.ts';
import { openWorkspaceOf } from '../workspace-of.ts';

/** `diff [point]`: what a change did, or what changed since a point, as a patch. */
export const diffCommand: CommandSpec = {
  name: 'diff',
  summary: 'print what a change did, or what changed since a point of the history, as a patch for git apply',
  arguments: [
    {
      name: '[point]',
      description: 'number or id in `history`; a change prints what it did, a checkpoint what changed since',
    },
  ],
  options: [
    { flags: '--since', description: 'for a change, too: what changed after it until now' },
    { flags: '--stat', description: 'only files and counts of lines' },
  ],
  examples: [
    'enhanced-code diff | git -C ../other-checkout apply',
    'enhanced-code diff 3 --stat',
    'enhanced-code diff 3 --since',
  ],
  async run(context, [point], options) {
    await using opened = await openWorkspaceOf(context);
    const { workspace } = opened;
    const entry = entryOf(await workspace.history(), point, workspace.root);
    const since = entry.kind === 'checkpoint' || options.since === true;
    const { diff, foreign, missing } = since
      ? await sinceOf(workspace, entry)
      : await didOf(workspace, entry);
    const files = patchStat(diff);
    const { id, kind, at, label } = entry;
    const data = documentOf('diff', { point: { id, kind, at, label }, since, diff, files, foreign, missing });
    const text = options.stat === true ? statText(files) : diffText(diff, context.paint);
    if (missing.length === 0) return { data, text };
    return { data, text, error: cliErrors.create('EC_CLI_DIFF_INCOMPLETE', { paths: missing }) };
  },
};

/** A patch and how far it tells the whole truth. */
interface Told {
  readonly diff: string;
  /** Files that somebody else changed as well; what they wrote is not in the patch. */
  readonly foreign: readonly string[];
  /** Files whose change cannot be told from what somebody else wrote. */
  readonly missing: readonly string[];
}

function entryOf(history: readonly HistoryEntry[], point: string | undefined, folder: string): HistoryEntry {
  if (point !== undefined) return findPoint(history, point, folder);
  const last = history.findLast(({ kind }) => kind !== 'checkpoint');
  if (last === undefined) throw cliErrors.create('EC_CLI_HISTORY_EMPTY', { folder });
  return last;
}

async function didOf(workspace: Workspace, { id }: HistoryEntry): Promise<Told> {
  return { diff: await workspace.diffOf(id), foreign: [], missing: [] };
}

/** Going back would tell the opposite of what happened since. */
async function sinceOf(workspace: Workspace, { id, seq }: HistoryEntry): Promise<Told> {
  const history = await workspace.history();
  const later = history.some((entry) => entry.seq > seq && entry.kind !== 'checkpoint');
  if (!later) return { diff: '', foreign: [], missing: [] };
  const { diff, obstacles } = await workspace.restore({ to: id, dryRun: true });
  const pathsOf = (merged: boolean) =>
    obstacles.filter((file) => file.merged === merged).map(({ path }) => path);
  return { diff: invertPatch(diff), foreign: pathsOf(true), missing: pathsOf(false) };
}

function statText(files: readonly FileStat[]): string {
  const rows = files.map(({ path, kind, from, added, removed, binary }) => [
    terminalSafe(from === undefined ? path : `${from} => ${path}`),
    kind,
    binary ? 'binary' : `+${added} -${removed}`,
  ]);
  const sum = (pick: (file: FileStat) => number) => files.reduce((total, file) => total + pick(file), 0);
  const total = `${plural(files.length, 'file')}, +${sum(({ added }) => added)} -${sum(({ removed }) => removed)}`;
  return `${rows.length === 0 ? '' : `${tableText(rows)}\n`}${total}\n`;
}
