/** The blanks before two lines that are equal otherwise: one of the edit, one of the file. */
export interface IndentPair {
  readonly edit: string;
  readonly file: string;
  /** Whether the line will disappear. */
  readonly deleted: boolean;
}

/** How the lines that an edit adds get the indentation of the file. */
export type Reindent =
  | { readonly kind: 'none' }
  | { readonly kind: 'add-prefix'; readonly prefix: string }
  | { readonly kind: 'drop-prefix'; readonly prefix: string }
  | { readonly kind: 'to-tabs'; readonly width: number }
  | { readonly kind: 'to-spaces'; readonly width: number };

type ChangingReindent = Exclude<Reindent, { kind: 'none' }>;

/** Widths of a tab that are looked for, in columns. */
const TAB_WIDTHS = [4, 2, 8, 3] as const;
const LEADING = /^[ \t]*/;

/** The blanks and tabs before a line. */
export function indentOf(line: string): string {
  return LEADING.exec(line)?.[0] ?? '';
}

/**
 * Adds or drops indentation of one line; undefined where the line does not have what should be dropped. A line of
 * nothing but blanks is indented as the others are, and an empty one stays so.
 */
export function reindentLine(line: string, reindent: Reindent): string | undefined {
  if (reindent.kind === 'none' || line === '') return line;
  const indent = indentOf(line);
  const changed = reindentBlanks(indent, reindent);
  if (changed === undefined) return line.trim() === '' ? line : undefined;
  return changed + line.slice(indent.length);
}

function reindentBlanks(indent: string, reindent: ChangingReindent): string | undefined {
  switch (reindent.kind) {
    case 'add-prefix':
      return reindent.prefix + indent;
    case 'drop-prefix':
      return indent.startsWith(reindent.prefix) ? indent.slice(reindent.prefix.length) : undefined;
    case 'to-tabs':
      return spacesToTabs(indent, reindent.width);
    case 'to-spaces':
      return indent.replaceAll('\t', ' '.repeat(reindent.width));
  }
}

function spacesToTabs(indent: string, width: number): string {
  const columns = indent.replaceAll('\t', ' '.repeat(width)).length;
  return '\t'.repeat(Math.floor(columns / width)) + ' '.repeat(columns % width);
}

/**
 * The one rule that turns every indentation of the edit into that of the file: equal, one prefix more or
 * less, or tabs of one width. Undefined where no rule explains all pairs; no rule is ever guessed from some.
 */
export function deriveReindent(pairs: readonly IndentPair[]): Reindent | undefined {
  return uniformReindent(pairs) ?? onlyContextDeviates(pairs);
}

/** The rule that explains every pair, also those of lines that stay. */
export function uniformReindent(pairs: readonly IndentPair[]): Reindent | undefined {
  const first = pairs.find(({ edit, file }) => edit !== file);
  if (first === undefined) return { kind: 'none' };
  return [...prefixRules(first), ...tabRules(first)].find((rule) =>
    pairs.every(({ edit, file }) => reindentBlanks(edit, rule) === file),
  );
}

function prefixRules({ edit, file }: IndentPair): ChangingReindent[] {
  if (file.endsWith(edit)) return [{ kind: 'add-prefix', prefix: file.slice(0, file.length - edit.length) }];
  if (edit.endsWith(file)) return [{ kind: 'drop-prefix', prefix: edit.slice(0, edit.length - file.length) }];
  return [];
}

function tabRules({ edit, file }: IndentPair): ChangingReindent[] {
  if (file.includes('\t')) return TAB_WIDTHS.map((width) => ({ kind: 'to-tabs', width }));
  return edit.includes('\t') ? TAB_WIDTHS.map((width) => ({ kind: 'to-spaces', width })) : [];
}

/**
 * Lines that stay keep the indentation of the file whatever the edit shows, so theirs may be wrong: if the
 * lines that go agree exactly, or there are none and some line that stays agrees, new lines are meant as written.
 */
function onlyContextDeviates(pairs: readonly IndentPair[]): Reindent | undefined {
  const deleted = pairs.filter((pair) => pair.deleted);
  if (deleted.some(({ edit, file }) => edit !== file)) return undefined;
  return pairs.some(({ edit, file }) => edit === file) ? { kind: 'none' } : undefined;
}

/** The tab width that the pairs prove, if the edit shows tabs as spaces or the other way round. */
export function provenTabs(reindent: Reindent): Reindent | undefined {
  return reindent.kind === 'to-tabs' || reindent.kind === 'to-spaces' ? reindent : undefined;
}

/** The one tab width that several parts of an edit prove; undefined where two of them prove different ones. */
export function sharedTabs(proven: readonly Reindent[]): Reindent | undefined {
  const [first] = proven;
  return proven.every((tabs) => JSON.stringify(tabs) === JSON.stringify(first)) ? first : undefined;
}
