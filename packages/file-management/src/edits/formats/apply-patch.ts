import type { FileEdit, Hunk, HunkHint, HunkLine } from '../edit-set.ts';
import { diffBlock, readWritten } from './block-hunk.ts';
import type { EditCollector, LineReader } from './edit-parser.ts';

interface OpenFile {
  readonly action: 'add' | 'update' | 'delete';
  readonly path: string;
  newPath?: string;
  readonly added: string[];
  readonly hunks: Hunk[];
  sections: string[];
  body: string[];
  endOfFile: boolean;
  /** Whether a line of a hunk, or the one before a hunk, has come. */
  begun: boolean;
  /** Whether carriage returns in the body are content, because the line that names the file has none. */
  readonly ownReturns: boolean;
}

const ACTION = /^\*\*\* (Add|Update|Delete) File:\s*(.+)$/;
/** An order to a file that the language does not have. */
const UNKNOWN = /^\s*\*\*\* \w+ (?:File|Folder|Directory|to):/;
const MOVE = /^\*\*\* Move to:\s*(.+)$/;

/** Reads the patch language of `apply_patch`, also called V4A. */
export class ApplyPatchReader implements LineReader {
  readonly #collector: EditCollector;
  #began = false;
  #ended = false;
  #file: OpenFile | undefined;

  constructor(collector: EditCollector) {
    this.#collector = collector;
  }

  line(raw: string): void {
    if (this.#ended) return;
    const { text, cr } = readWritten(raw);
    if (this.#isMark(text) && this.#takeMark(text.trim(), cr === true)) return;
    if (this.#file !== undefined) this.#takeBody(this.#file, text, this.#file.ownReturns ? raw : text);
    else if (this.#began) this.#takeBetween(text);
  }

  end(): void {
    if (this.#file !== undefined && endsPatch(this.#file.body)) this.#close();
    if ((this.#began || this.#file !== undefined) && !this.#ended) {
      const message = 'the line `*** End Patch` is missing';
      this.#collector.problem({ kind: 'truncated', message });
    }
    this.#closeFile();
  }

  // Before the first line of a file's body, blanks around a mark mean nothing; later they may be a prefix.
  #isMark(text: string): boolean {
    const inBody = this.#file?.begun === true;
    return text.startsWith('***') || (!inBody && /^\s+\*\*\* /.test(text));
  }

  // What stands between the files of a patch may be words, but no part of a hunk and no unknown order.
  #takeBetween(text: string): void {
    if (/^(?:[+-]|@@)/.test(text)) this.#malformed('lines of a hunk belong to no file');
    else if (UNKNOWN.test(text)) this.#malformed('it asks for something that patches do not have');
  }

  #takeMark(text: string, cr: boolean): boolean {
    const [, action, path] = ACTION.exec(text) ?? [];
    const move = MOVE.exec(text)?.[1];
    if (action !== undefined && path !== undefined) this.#openFile(action, path, !cr);
    else if (text === '*** Begin Patch') this.#began = true;
    else if (text === '*** End Patch') this.#close();
    else if (text === '*** End of File' && this.#file !== undefined) this.#endFile(this.#file);
    else if (move !== undefined && this.#file !== undefined) this.#file.newPath = move;
    else if (UNKNOWN.test(text)) this.#malformed('it asks for something that patches do not have');
    else return false;
    return true;
  }

  #close(): void {
    this.#ended = true;
    this.#closeFile();
  }

  #endFile(file: OpenFile): void {
    file.endOfFile = true;
    this.#closeHunk(file);
  }

  #openFile(action: string, path: string, ownReturns: boolean): void {
    this.#closeFile();
    this.#began = true;
    const kind = action.toLowerCase() as OpenFile['action'];
    this.#file = {
      action: kind,
      path,
      added: [],
      hunks: [],
      sections: [],
      body: [],
      endOfFile: false,
      begun: false,
      ownReturns,
    };
    this.#collector.start(path);
  }

  /** `line` is the text with the carriage return behind it, where that is content. */
  #takeBody(file: OpenFile, text: string, line: string): void {
    if (file.action === 'delete') return;
    file.begun ||= file.action === 'update' && text.trim() !== '';
    if (file.action === 'add') this.#takeAdded(file, text, line);
    else if (text.startsWith('@@')) this.#takeSection(file, text);
    else file.body.push(line);
  }

  #takeAdded(file: OpenFile, text: string, line: string): void {
    if (text.startsWith('+')) file.added.push(line.slice(1));
    else if (text.trim() !== '') this.#malformed('a line of a new file has no `+`');
  }

  #takeSection(file: OpenFile, text: string): void {
    if (file.body.some((line) => !isEmpty(line))) this.#closeHunk(file);
    // Blank lines between two section lines belong to no hunk.
    else file.body = [];
    const section = text
      .slice(2)
      .replace(/@@\s*$/, '')
      .replace(/^ /, '')
      .trimEnd();
    if (/^\s*-\d+(?:,\d+)? \+\d+/.test(section)) return;
    if (section.trim() !== '') file.sections.push(section);
  }

  #closeHunk(file: OpenFile): void {
    const { body, sections, endOfFile } = file;
    Object.assign(file, { body: [], sections: [], endOfFile: false });
    while (isEmpty(body.at(-1) ?? ' ')) body.pop();
    if (body.length === 0) return;
    const hint: HunkHint = {
      ...(sections.length > 0 ? { sections, sectionsRequired: true } : {}),
      ...(endOfFile ? { endOfFile } : {}),
    };
    this.#collector.hunk(file.hunks.length);
    file.hunks.push({ lines: toHunkLines(body), hint, wholeLines: true });
  }

  #closeFile(): void {
    const file = this.#file;
    if (file === undefined) return;
    this.#closeHunk(file);
    appendLast(file);
    this.#file = undefined;
    if (file.action === 'update' && file.hunks.length === 0 && file.newPath === undefined)
      this.#malformed('an update changes nothing');
    else this.#collector.add(toEdit(file));
  }

  #malformed(message: string): void {
    this.#collector.problem({ kind: 'malformed', message, editIndex: this.#collector.nextIndex });
  }
}

function isEmpty(line: string): boolean {
  return line === '' || line === '\r';
}

/** Takes the end mark off a body that ends in one behind a blank; what follows may only be blank. */
function endsPatch(body: string[]): boolean {
  const last = body.findLastIndex((line) => line.trim() !== '');
  if (body[last]?.trim() !== '*** End Patch') return false;
  body.length = last;
  return true;
}

// Lines that are added behind a bare `@@` go to the end of the file: the last of its hunks alone can mean that.
function appendLast({ hunks }: OpenFile): void {
  const last = hunks.at(-1);
  if (last === undefined || last.hint.sections !== undefined || last.lines.some(({ op }) => op !== 'add'))
    return;
  hunks[hunks.length - 1] = { ...last, hint: { ...last.hint, endOfFile: true } };
}

function toEdit({ action, path, newPath, added, hunks }: OpenFile): FileEdit {
  if (action === 'add') return { kind: 'create', path, text: added.map((line) => `${line}\n`).join('') };
  if (action === 'delete') return { kind: 'delete', path };
  return { kind: 'hunks', path, hunks, ...(newPath === undefined ? {} : { newPath }) };
}

// Deleted and added lines of one run are compared, so that a line that both have stays as the file has it.
function toHunkLines(body: readonly string[]): HunkLine[] {
  const lines: HunkLine[] = [];
  let removed: string[] = [];
  let added: string[] = [];
  const closeRun = (): void => {
    for (const line of diffBlock(removed, added)) lines.push(line);
    removed = [];
    added = [];
  };
  for (const line of body) {
    if (line.startsWith('-')) removed.push(line.slice(1));
    else if (line.startsWith('+')) added.push(line.slice(1));
    else {
      closeRun();
      const written = readWritten(line);
      const { text: bare } = written;
      lines.push(
        bare.startsWith(' ')
          ? { op: 'keep', ...written, text: bare.slice(1), bare }
          : { op: 'keep', ...written },
      );
    }
  }
  closeRun();
  return lines;
}
