import type { FileEdit, Hunk } from '../edit-set.ts';
import { toDiffEdit } from './diff-edit.ts';
import { type DiffHeader, isExtendedHeader, nameOn, readExtendedHeader, readGitLine } from './diff-header.ts';
import {
  closeHunk,
  isCutOff,
  isOwed,
  openHunk,
  pushBody,
  type RawHunk,
  readHunkHeader,
} from './diff-hunk.ts';
import type { EditCollector, LineReader } from './edit-parser.ts';
import { closesFence, type Fence, openingFence } from './fence.ts';

/** Reads unified diffs as models write them: with prose and fences around, and with headers wrong or missing. */
export class UnifiedDiffReader implements LineReader {
  readonly #collector: EditCollector;
  #fence: Fence | undefined;
  #fenceHasDiff = false;
  #justClosed = false;
  #header: DiffHeader | undefined;
  #hunks: Hunk[] = [];
  #hunk: RawHunk | undefined;

  constructor(collector: EditCollector) {
    this.#collector = collector;
  }

  line(text: string): void {
    if (this.#closesFence(text)) return;
    this.#checkBehindFence(text);
    if (this.#hunk !== undefined && this.#takeBody(this.#hunk, text)) return;
    this.#takeOutside(text);
  }

  end(unfinished: boolean): void {
    if (this.#fence === undefined && this.#hunk !== undefined) {
      this.#hunk.endsOpen = endsInChange(this.#hunk);
      this.#hunk.unfinished = unfinished;
      // No count says how long a line is, and of an added one the file does not know either.
      if (unfinished && endsInAddition(this.#hunk)) this.#cutOff('its last line has no end');
    }
    this.#closeFile(true);
    if (this.#fence !== undefined && this.#fenceHasDiff) this.#cutOff('its fence is not closed');
  }

  #closesFence(text: string): boolean {
    if (this.#fence === undefined || !closesFence(text, this.#fence)) return false;
    this.#closeFile(true);
    this.#fence = undefined;
    this.#justClosed = this.#fenceHasDiff;
    return true;
  }

  // What looked like the end of the fence was a line of the file if the diff goes on behind it.
  #checkBehindFence(text: string): void {
    if (this.#justClosed && /^[ +-]\s*\S/.test(text)) {
      this.#collector.problem({ kind: 'malformed', message: 'lines of a diff follow behind its fence' });
    }
    this.#justClosed = false;
  }

  /** Takes a line that may belong to the open hunk, and says whether it did. */
  #takeBody(hunk: RawHunk, text: string): boolean {
    if (/^diff --git /.test(text)) return false;
    if (/^@@/.test(text)) {
      if (endsInNames(hunk) && hunk.keptAt !== hunk.body.length)
        this.#nameNextFile(hunk, hunk.body.splice(-2));
      return false;
    }
    if (!isOwed(hunk) && /^\+\+\+ \S/.test(text) && /^--- \S/.test(hunk.body.at(-1) ?? '')) {
      this.#nameNextFile(hunk, [...hunk.body.splice(-1), text]);
      return true;
    }
    if (!isOwed(hunk) && this.#fence === undefined && opensNextFence(hunk, text)) return false;
    pushBody(hunk, text);
    return true;
  }

  // The names of the next file were taken for changed lines at first.
  #nameNextFile(hunk: RawHunk, names: readonly string[]): void {
    this.#hunk = recount(hunk);
    this.#closeFile(false);
    this.#openFile();
    for (const name of names) this.#takeName(name);
  }

  #takeOutside(text: string): void {
    if (/^diff --git /.test(text)) {
      this.#closeFile(false);
      readGitLine(this.#openFile(), text.trimEnd());
    } else if (/^@@/.test(text)) this.#openHunk(text);
    else if (this.#header !== undefined && isExtendedHeader(text))
      readExtendedHeader(this.#header, text.trimEnd());
    else if (/^(?:---|\+\+\+) \S/.test(text)) this.#takeNameLine(text);
    else if (this.#startsBare(text)) this.#openBare(text);
    else this.#openFence(text);
  }

  #takeNameLine(text: string): void {
    const opensFile =
      text.startsWith('---') &&
      (this.#header === undefined || this.#header.oldPath !== undefined || this.#hunks.length > 0);
    if (opensFile) {
      this.#closeFile(false);
      this.#openFile();
    }
    if (this.#header !== undefined) this.#takeName(text);
  }

  #takeName(text: string): void {
    const header = this.#header ?? this.#openFile();
    if (text.endsWith('\r')) header.cr = true;
    if (text.startsWith('---')) header.oldPath = nameOn(text);
    else header.newPath = nameOn(text);
  }

  // A body may begin without a header of its own, right behind the names or in a fence for diffs.
  #startsBare(text: string): boolean {
    if (this.#hunk !== undefined || this.#hunks.length > 0) return false;
    const named = this.#header?.newPath !== undefined;
    const inDiffFence = this.#fence !== undefined && /^(?:diff|patch|udiff)\b/.test(this.#fence.info);
    if (named && this.#fence !== undefined) return true;
    return (named || inDiffFence) && /^[ +-]/.test(text);
  }

  #openBare(text: string): void {
    this.#openFile(this.#header);
    this.#hunk = openHunk();
    pushBody(this.#hunk, text);
    this.#fenceHasDiff ||= this.#fence !== undefined;
  }

  #openFence(text: string): void {
    if (this.#fence !== undefined) return;
    const fence = openingFence(text);
    if (fence === undefined) return;
    this.#closeFile(false);
    this.#fence = fence;
    this.#fenceHasDiff = false;
  }

  #openHunk(text: string): void {
    this.#closeHunk(false);
    this.#openFile(this.#header);
    this.#hunk = openHunk(readHunkHeader(text));
  }

  #openFile(known?: DiffHeader): DiffHeader {
    this.#fenceHasDiff ||= this.#fence !== undefined;
    const header = known ?? {};
    this.#header = header;
    return header;
  }

  #closeHunk(last: boolean): void {
    const hunk = this.#hunk;
    if (hunk === undefined) return;
    this.#hunk = undefined;
    if (last && isCutOff(hunk)) this.#cutOff('its last hunk has fewer lines than it promises');
    const closed = closeHunk(hunk, last);
    if (closed.lines.length === 0) return;
    if (this.#hunks.length === 0) this.#collector.start(this.#header?.newPath);
    this.#collector.hunk(this.#hunks.length);
    this.#hunks.push(closed);
  }

  #closeFile(last: boolean): void {
    this.#closeHunk(last);
    const header = this.#header;
    if (header === undefined) return;
    this.#header = undefined;
    const hunks = this.#hunks;
    this.#hunks = [];
    this.#add(header, toDiffEdit(header, hunks));
  }

  #add(header: DiffHeader, edit: FileEdit | undefined): void {
    if (header.binary === true) {
      const message = 'it changes a binary file';
      this.#collector.problem({ kind: 'unsupported', message, editIndex: this.#collector.nextIndex });
    }
    if (edit !== undefined) this.#collector.add(edit);
  }

  #cutOff(message: string): void {
    this.#collector.problem({ kind: 'truncated', message });
  }
}

/** Whether a hunk without counts that come out even ends in a changed line. */
function endsInChange({ keptAt, body }: RawHunk): boolean {
  return keptAt !== body.length && /^[+-]/.test(body.at(-1) ?? '');
}

function endsInAddition({ body }: RawHunk): boolean {
  return (body.at(-1) ?? '').startsWith('+');
}

/** Whether a body ends in the two lines that name the next file of a diff. */
function endsInNames({ body }: RawHunk): boolean {
  return /^--- \S/.test(body.at(-2) ?? '') && /^\+\+\+ \S/.test(body.at(-1) ?? '');
}

// Directly behind a changed line, backticks are a line of the file that lost its blank.
function opensNextFence({ body, keptAt }: RawHunk, text: string): boolean {
  const apart = keptAt !== undefined || (body.at(-1) ?? '').trim() === '';
  return apart && /^[`~]/.test(text) && openingFence(text) !== undefined;
}

function recount({ header, body }: RawHunk): RawHunk {
  const hunk = openHunk(header);
  for (const line of body) pushBody(hunk, line);
  return hunk;
}
