/** The edit formats that are understood, each with a parser, instructions to a model and a detector. */
export const editFormats = [
  'search-replace',
  'unified-diff',
  'whole-file',
  'apply-patch',
  'lazy',
  'str-replace',
  'insert',
  'line-range',
  'json',
  'workspace-edit',
] as const;

/** Name of one edit format. */
export type EditFormat = (typeof editFormats)[number];

/** One line of a hunk: `keep` and `delete` lines must be in the file, `add` lines are written. */
export interface HunkLine {
  /** What the line is for. */
  readonly op: 'keep' | 'delete' | 'add';
  /** The line without its ending. */
  readonly text: string;
  /**
   * For a `keep` line of a format with one-character prefixes: the line with the leading blank that was
   * taken as its prefix, since models leave the prefix out.
   */
  readonly bare?: string;
  /** Whether the line ended with a carriage return in the edit. */
  readonly cr?: boolean;
  /** Whether the marker of a missing final newline follows the line. */
  readonly noNewline?: boolean;
}

/** What a hunk says about its place, besides its lines. Hints never make a candidate. */
export interface HunkHint {
  /** 1-based line of the file where the first old line stands. */
  readonly line?: number;
  /** Lines that stand before the hunk, outermost first, such as a class and its method. */
  readonly sections?: readonly string[];
  /**
   * Whether the format takes the sections for lines of the file, so that one that is in no line of it speaks
   * against the edit. Default false.
   */
  readonly sectionsRequired?: boolean;
  /** Whether the old lines end the file. */
  readonly endOfFile?: boolean;
  /**
   * Set on the last hunk of a diff whose header promises more lines on one side than there are: how many old
   * lines are owed. If they would end the file, the hunk was cut off; elsewhere the count is wrong.
   */
  readonly owedOldLines?: number;
  /**
   * Set on the last hunk of a diff in no fence that ends right behind a changed line, where no count says that it
   * is the last. If it begins with context, it ends the file or was cut off.
   */
  readonly endsOpen?: boolean;
  /** Whether the reply ends inside its last line, as far as can be told: what follows it there may be missing. */
  readonly unfinished?: boolean;
}

/** A run of lines to be found in a file, some of them changed. */
export interface Hunk {
  /** Its lines, in order. */
  readonly lines: readonly HunkLine[];
  /** Where it may be. */
  readonly hint: HunkHint;
  /**
   * Whether several hunks may have run together, because the edit had no hunk headers at all: a gap is then
   * allowed between two lines of context.
   */
  readonly joined?: boolean;
  /**
   * Whether the format can only write whole lines, so that a file of which nothing stays ends with a newline.
   * Default false: a file keeps its last line as it is unless the edit marks it.
   */
  readonly wholeLines?: boolean;
  /** The same edit as two whole blocks, for formats that state it so. */
  readonly block?: {
    /** Lines to be found. */
    readonly search: readonly string[];
    /** Lines that take their place. */
    readonly replace: readonly string[];
  };
}

interface EditTarget {
  /** Where the edit goes, as the reply named it; absent where the reply named none. */
  readonly path?: string;
  /** Other readings of the name, tried in order when there is no file called `path`. */
  readonly otherPaths?: readonly string[];
  /** Hash of the bytes that the edit was made against, where the reply carries it. */
  readonly baseHash?: string;
}

/** Hunks of one file, also with a new name for it. */
export interface HunksEdit extends EditTarget {
  /** Says that it is made of hunks. */
  readonly kind: 'hunks';
  /** The hunks, in the order of the reply. */
  readonly hunks: readonly Hunk[];
  /** The file's new name. */
  readonly newPath?: string;
  /** Whether the old file stays, so that `newPath` is a copy. */
  readonly copy?: boolean;
  /** Permission bits that the file shall have, such as `0o755`. */
  readonly mode?: number;
}

/** A file that must not exist yet. */
export interface CreateEdit extends EditTarget {
  /** Says that a file is made. */
  readonly kind: 'create';
  /** The whole text of the file. */
  readonly text: string;
  /** Permission bits of the new file, such as `0o755`. */
  readonly mode?: number;
}

/** A file to delete. */
export interface DeleteEdit extends EditTarget {
  /** Says that a file is deleted. */
  readonly kind: 'delete';
  /** Every line of the file, where the format shows them; they must be what the file holds. */
  readonly lines?: readonly string[];
}

/** The whole content of a file, new or not. */
export interface WholeFileEdit extends EditTarget {
  /** Says that the whole content is given. */
  readonly kind: 'whole';
  /** The whole text of the file. */
  readonly text: string;
  /** Whether the file must not exist yet. */
  readonly exclusive?: boolean;
  /** Whether the format can carry a hash, so that one is demanded to overwrite a file. */
  readonly hashExpected?: boolean;
}

/** Text that is replaced by other text; it need not begin or end at a line. */
export interface SubstituteEdit extends EditTarget {
  /** Says that text is replaced by other text. */
  readonly kind: 'substitute';
  /** Text to be found. */
  readonly oldText: string;
  /** Text that takes its place. */
  readonly newText: string;
  /** Whether every occurrence is replaced. */
  readonly replaceAll?: boolean;
  /** How many occurrences there must be; 1 by default. */
  readonly occurrences?: number;
}

/** Lines that go in after a line, or next to a line that is quoted. */
export interface InsertEdit extends EditTarget {
  /** Says that lines are inserted. */
  readonly kind: 'insert';
  /** 0 for the beginning of the file, otherwise the 1-based line to insert after. */
  readonly afterLine?: number;
  /** Text of the line to insert next to; with `afterLine` the two must agree. */
  readonly anchor?: string;
  /** Whether the text goes before the anchor instead of after it. */
  readonly before?: boolean;
  /** The text to insert. */
  readonly text: string;
}

/** Lines that are replaced without being shown. */
export interface LineRangeEdit extends EditTarget {
  /** Says that lines are replaced by number. */
  readonly kind: 'line-range';
  /** 1-based first line. */
  readonly startLine: number;
  /** 1-based last line, inclusive. */
  readonly endLine: number;
  /** What takes their place. */
  readonly text: string;
}

/** Ranges that are replaced without being shown, as in the Language Server Protocol. */
export interface RangesEdit extends EditTarget {
  /** Says that ranges are replaced. */
  readonly kind: 'ranges';
  /** The ranges; all refer to the text before any of them is replaced. */
  readonly changes: readonly RangeChange[];
}

/** One range of a `RangesEdit`: 0-based lines and UTF-16 characters, end exclusive. */
export interface RangeChange {
  /** Line of the first character, 0-based. */
  readonly startLine: number;
  /** UTF-16 code units before it in its line. */
  readonly startCharacter: number;
  /** Line of the end, 0-based. */
  readonly endLine: number;
  /** UTF-16 code units before the end in its line. */
  readonly endCharacter: number;
  /** What takes its place. */
  readonly newText: string;
}

/** A file written with comments in place of the code that stays. */
export interface LazyEdit extends EditTarget {
  /** Says that comments stand for the code that stays. */
  readonly kind: 'lazy';
  /** The text of the file with such comments. */
  readonly text: string;
}

/** A file that gets another name and keeps its content. */
export interface RenameEdit extends EditTarget {
  /** Says that a file is renamed. */
  readonly kind: 'rename';
  /** The path that it gets. */
  readonly newPath: string;
}

/** What a reply wants done to one file. */
export type FileEdit =
  | HunksEdit
  | CreateEdit
  | DeleteEdit
  | WholeFileEdit
  | SubstituteEdit
  | InsertEdit
  | LineRangeEdit
  | RangesEdit
  | LazyEdit
  | RenameEdit;

/** Why a reply cannot be taken as an edit, wholly or in part. */
export interface EditProblem {
  /** `truncated`: the end is missing. `malformed`: it is not of its format. `unsupported`: it asks for what no text edit can do. `too-large`: over a limit. */
  readonly kind: 'truncated' | 'malformed' | 'unsupported' | 'too-large';
  /** What is wrong, without content of files. */
  readonly message: string;
  /** Index of the edit in `edits`, where it belongs to one. */
  readonly editIndex?: number;
  /** 1-based line of the reply. */
  readonly line?: number;
}

/** The edits of one reply. It is plain data and survives JSON. */
export interface EditSet {
  /** Format that the reply was read as. */
  readonly format: EditFormat;
  /** The edits, in the order of the reply. */
  readonly edits: readonly FileEdit[];
  /** Whether the end was reached; an edit set that is not complete is never applied. */
  readonly complete: boolean;
  /** What could not be taken as an edit; empty when all was. */
  readonly problems: readonly EditProblem[];
}
