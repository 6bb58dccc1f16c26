import type { ErrorEntry } from '../entry.ts';
import type { DetailSchema } from '../schema.ts';

/** What a person wrote about a code; the rest of its page comes from the catalogue. */
export interface PageNotes {
  /** What the error means, in a sentence or two. */
  readonly meaning: string;
  /** Why it happens, one cause per item. */
  readonly causes: readonly string[];
  /** What to do, one step or choice per item. */
  readonly fix: readonly string[];
  /** The shortest way to see it. */
  readonly reproduce: string;
}

/** The page of one code as Markdown: the notes, then the facts of the catalogue. Ends with a line feed. */
export function errorPage(code: string, entry: ErrorEntry, notes: PageNotes): string {
  return (
    [
      `# ${code}`,
      notes.meaning,
      `> ${escapeText(entry.message)}`,
      '## Causes',
      list(notes.causes),
      '## Fix',
      `${escapeText(entry.hint)}\n\n${list(notes.fix)}`,
      '## How to reproduce',
      notes.reproduce,
      '## Facts',
      facts(entry),
      ...detailsPart(entry),
    ].join('\n\n') + '\n'
  );
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

function facts(entry: ErrorEntry): string {
  const rows = [
    ['severity', entry.severity],
    ['class', entry.class],
    ['retryable', entry.retryable ? 'yes' : 'no'],
    ['replay safety', entry.replaySafety],
    ['exit code', entry.exitCode],
    ['HTTP status', entry.httpStatus],
  ];
  return table(['fact', 'value'], rows);
}

function detailsPart(entry: ErrorEntry): string[] {
  if (entry.details === undefined) return [];
  const { properties, required = [] } = entry.details;
  const rows = Object.entries(properties).map(([name, schema]) => [
    `\`${name}\``,
    typeOf(schema),
    required.includes(name) ? 'always' : 'where known',
    schema.description ?? '',
  ]);
  return ['## Details', table(['detail', 'type', 'present', 'meaning'], rows)];
}

function typeOf(schema: DetailSchema): string {
  if (schema.type === 'array') return `list of ${typeOf(schema.items)}`;
  if (schema.type === 'string' && schema.enum !== undefined)
    return schema.enum.map((name) => `\`${name}\``).join(', ');
  return schema.type;
}

function table(head: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const line = (cells: readonly unknown[]) =>
    `| ${cells.map((cell) => escapeText(String(cell))).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text of a catalogue is no Markdown: a pipe would end a cell, an angle bracket open a tag. */
function escapeText(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
