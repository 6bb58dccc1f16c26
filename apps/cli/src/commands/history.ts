import type { HistoryEntry } from '@enhanced-code/file-management';
import { wholeNumber } from '../change/whole-number.ts';
import type { CommandSpec } from '../command.ts';
import { documentOf } from '../document.ts';
import { plural } from '../render/plural.ts';
import { tableText } from '../render/table.ts';
import { terminalSafe } from '../render/terminal-safe.ts';
import { openWorkspaceOf } from '../workspace-of.ts';

/** `history`: the changes of the folder, newest first. */
export const historyCommand: CommandSpec = {
  name: 'history',
  summary: 'list the changes of the folder, newest first',
  options: [{ flags: '--limit <count>', description: 'how many at most', default: '20' }],
  examples: ['enhanced-code history', 'enhanced-code history --limit 100 --json'],
  async run(context, _args, options) {
    const limit = wholeNumber(options, 'limit', 'history');
    await using opened = await openWorkspaceOf(context);
    const all = await opened.workspace.history();
    const entries = all.toReversed().slice(0, limit);
    const data = documentOf('history', { total: all.length, entries: entries.map(entryData) });
    if (all.length === 0) return { data, text: 'No change was made here yet.\n' };
    const head = ['#', 'when', 'what', 'state', 'files', 'id', 'label'];
    const rest =
      all.length > limit ? `${plural(all.length - limit, 'older change')}; --limit shows more.\n` : '';
    return { data, text: `${tableText([head, ...entries.map(row)], [0, 4])}\n${rest}` };
  },
};

function row({ seq, at, kind, state, collected, files, id, label = '' }: HistoryEntry): string[] {
  const shownState = kind === 'checkpoint' ? '' : collected ? `${state}, collected` : state;
  const when = `${at.slice(0, 10)} ${at.slice(11, 19)}`;
  const count = kind === 'checkpoint' ? '' : String(files.length);
  return [String(seq), when, kind, shownState, count, id, terminalSafe(label).replaceAll('\n', ' ')];
}

function entryData({ files, ...entry }: HistoryEntry): object {
  return { ...entry, files: files.map((file) => ({ ...file, kind: kindOf(file) })) };
}

function kindOf({ before, after }: HistoryEntry['files'][number]): 'create' | 'modify' | 'delete' | 'mode' {
  if (before === null) return 'create';
  if (after === null) return 'delete';
  return before.hash === after.hash ? 'mode' : 'modify';
}
