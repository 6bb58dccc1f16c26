import type { EditFormat, EditProblem, EditSet, FileEdit } from '../edit-set.ts';

/** What a parser reports while a reply is still arriving. */
export type EditParserEvent =
  | {
      /** An edit has begun; its path is known as far as the reply names one. */
      readonly type: 'edit-start';
      /** 0-based index in the edit set. */
      readonly editIndex: number;
      /** Path as far as the reply names one. */
      readonly path?: string;
    }
  | {
      /** One hunk or block is complete. */
      readonly type: 'hunk';
      /** 0-based index in the edit set. */
      readonly editIndex: number;
      /** 0-based index of the hunk in its edit. */
      readonly hunkIndex: number;
    }
  | {
      /** An edit is complete. */
      readonly type: 'edit-end';
      /** 0-based index in the edit set. */
      readonly editIndex: number;
      /** The whole edit. */
      readonly edit: FileEdit;
    };

/**
 * Reads a reply as it arrives. The events and the result are the same however the reply is cut into chunks;
 * they are for a preview, and only the set that `end` returns may be planned.
 */
export interface EditParser {
  /** Format that it reads. */
  readonly format: EditFormat;
  /** Takes the next piece of the reply. */
  push(chunk: string): readonly EditParserEvent[];
  /** Ends the reply. What is then open makes the set incomplete. */
  end(): EditSet;
}

/** Bounds of one reply. */
export interface EditLimits {
  /** Most UTF-16 code units of a reply. Default 32 Mi. */
  readonly maxLength: number;
  /** Most hunks or blocks of a reply. Default 20,000. */
  readonly maxHunks: number;
}

/** The bounds that hold where the caller gives none. */
export const defaultEditLimits: EditLimits = { maxLength: 32 * 1024 * 1024, maxHunks: 20_000 };

/** Where a reader of one format leaves what it finds. */
export class EditCollector {
  readonly #events: EditParserEvent[] = [];
  readonly #edits: FileEdit[] = [];
  readonly #problems = new Map<string, EditProblem>();
  #hunks = 0;

  /** Index that the next edit will have. */
  get nextIndex(): number {
    return this.#edits.length;
  }

  /** How many hunks were found. */
  get hunkCount(): number {
    return this.#hunks;
  }

  start(path: string | undefined): void {
    const editIndex = this.nextIndex;
    this.#events.push(
      path === undefined ? { type: 'edit-start', editIndex } : { type: 'edit-start', editIndex, path },
    );
  }

  hunk(hunkIndex: number): void {
    this.#hunks++;
    this.#events.push({ type: 'hunk', editIndex: this.nextIndex, hunkIndex });
  }

  add(edit: FileEdit): void {
    this.#events.push({ type: 'edit-end', editIndex: this.nextIndex, edit });
    this.#edits.push(edit);
  }

  /** Takes a problem once: what is wrong with one edit in several lines is said in one word. */
  problem(problem: EditProblem): void {
    const key = `${problem.editIndex} ${problem.message}`;
    if (!this.#problems.has(key)) this.#problems.set(key, problem);
  }

  takeEvents(): EditParserEvent[] {
    return this.#events.splice(0);
  }

  toSet(format: EditFormat): EditSet {
    const problems = [...this.#problems.values()];
    const complete = problems.every(({ kind }) => kind !== 'truncated');
    return { format, edits: [...this.#edits], complete, problems };
  }
}

/** Reads one format line by line. */
export interface LineReader {
  /** Takes a line without its `\n`; a `\r` before it is kept. */
  line(text: string): void;
  /** Ends the reply and reports what is still open. `unfinished` says that no newline ended its last line. */
  end(unfinished: boolean): void;
}

/** Makes a parser of a reader: it cuts the reply into lines and keeps the bounds. */
export function parserFrom(
  format: EditFormat,
  read: (collector: EditCollector) => LineReader,
  limits: EditLimits = defaultEditLimits,
): EditParser {
  const collector = new EditCollector();
  const reader = read(collector);
  const pending: string[] = [];
  let length = 0;
  const isOver = (): boolean => length > limits.maxLength || collector.hunkCount > limits.maxHunks;
  return {
    format,
    push(chunk) {
      length += chunk.length;
      if (isOver()) return [];
      feed(chunk, pending, (line) => {
        if (collector.hunkCount <= limits.maxHunks) reader.line(line);
      });
      return collector.takeEvents();
    },
    end() {
      if (isOver()) return tooLarge(format, limits);
      const last = pending.join('');
      if (last !== '') reader.line(last);
      reader.end(last !== '');
      return collector.toSet(format);
    },
  };
}

// The start of an unfinished line waits in pieces, so that many small chunks of one line cost no copies.
function feed(chunk: string, pending: string[], onLine: (line: string) => void): void {
  let start = 0;
  for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', start)) {
    pending.push(chunk.slice(start, end));
    onLine(pending.length === 1 ? (pending[0] ?? '') : pending.join(''));
    pending.length = 0;
    start = end + 1;
  }
  if (start < chunk.length) pending.push(chunk.slice(start));
}

function tooLarge(format: EditFormat, { maxLength, maxHunks }: EditLimits): EditSet {
  const message = `it is longer than ${maxLength} characters or has more than ${maxHunks} hunks`;
  return { format, edits: [], complete: false, problems: [{ kind: 'too-large', message }] };
}
