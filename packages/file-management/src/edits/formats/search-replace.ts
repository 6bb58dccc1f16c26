import type { FileEdit, Hunk, HunkHint } from '../edit-set.ts';
import { readWritten, toBlockHunk } from './block-hunk.ts';
import type { EditCollector, LineReader } from './edit-parser.ts';
import { closesFence, type Fence, openingFence } from './fence.ts';
import { pathMentioned, pathsBefore } from './path-line.ts';

// The marks of aider and Roo (`<<<<<<< SEARCH`), of Cline's second dialect (`------- SEARCH`) and what models
// make of them: a few characters more or less, and a `>` behind the word.
const SEARCH = /^(?:<{5,9} ?SEARCH>?(?::(\d+))?\s*|-{5,9} SEARCH>?)$/;
/** What is left of the mark where a reply was cut off in it. */
const PART_OF_SEARCH = /^(?:<{1,9}|<{5,9} ?(?:S(?:E|EA|EAR|EARC)?)?|-{5,9} ?S(?:E|EA|EAR|EARC)?)$/;
const DIVIDER = /^={5,9}\s*$/;
// Cline's own marks take no blank behind them; with one they are a line of the file.
const BARE_DIVIDER = /^={5,9}$/;
const REPLACE = /^(?:>{5,9}|\+{5,9}) ?REPLACE>?\s*$/;
const ROO_LINE = /^:(start_line|end_line):\s*(\d+)\s*$/;
const ROO_RULE = /^-{5,9}\s*$/;
const ESCAPED_MARK = /^\\(?=<{5,9}|={5,9}|>{5,9}|-{5,9}|\+{5,9}|:start_line:|:end_line:)/;
/** Lines before a block in which its path may stand. */
const PATH_LINES = 4;

interface OpenBlock {
  readonly search: string[];
  readonly replace: string[];
  side: 'search' | 'replace';
  readonly divider: RegExp;
  hint: HunkHint;
  /** Whether a second divider has just come. */
  divided: boolean;
  /** Whether Roo's line numbers may still follow. */
  inHead: boolean;
  /** Whether one of them has come. */
  numbered: boolean;
  /** Whether carriage returns inside are content, because the mark that opens the block has none. */
  readonly ownReturns: boolean;
}

/** Reads search/replace blocks in the dialects of aider, Cline and Roo. */
export class SearchReplaceReader implements LineReader {
  readonly #collector: EditCollector;
  readonly #before: string[] = [];
  #fence: Fence | undefined;
  #paths: readonly string[] = [];
  #hunks: Hunk[] = [];
  #block: OpenBlock | undefined;

  constructor(collector: EditCollector) {
    this.#collector = collector;
  }

  line(raw: string): void {
    const { text, cr } = readWritten(raw);
    if (this.#block !== undefined) this.#takeInBlock(this.#block, text, cr === true);
    else this.#takeOutside(text, cr === true);
  }

  end(): void {
    if (this.#block !== undefined) {
      const message = 'a search/replace block has no end marker';
      this.#collector.problem({ kind: 'truncated', message, editIndex: this.#collector.nextIndex });
    }
    this.#closeFile();
    if (PART_OF_SEARCH.test(this.#before.at(-1) ?? '') && this.#collector.nextIndex > 0) {
      this.#collector.problem({ kind: 'truncated', message: 'it ends within the mark of another block' });
    }
  }

  #takeOutside(text: string, cr: boolean): void {
    const mark = SEARCH.exec(text);
    if (mark !== null) {
      this.#openBlock(mark[1], text.startsWith('-'), !cr);
      return;
    }
    const strayEnd = REPLACE.test(text);
    if (strayEnd) this.#malformed('a block ends that did not begin');
    this.#before.push(text);
    if (this.#before.length > PATH_LINES) this.#before.shift();
    this.#fence =
      this.#fence !== undefined && closesFence(text, this.#fence)
        ? undefined
        : (openingFence(text) ?? this.#fence);
  }

  #openBlock(line: string | undefined, dashed: boolean, ownReturns: boolean): void {
    const named = pathsBefore(this.#before);
    const paths = named.length + this.#paths.length > 0 ? named : pathMentioned(this.#before);
    if (paths.length > 0 && paths.join('\n') !== this.#paths.join('\n')) {
      this.#closeFile();
      this.#paths = paths;
    }
    this.#before.length = 0;
    const hint = line === undefined ? {} : { line: Number(line) };
    const divider = dashed ? BARE_DIVIDER : DIVIDER;
    this.#block = {
      search: [],
      replace: [],
      side: 'search',
      divider,
      hint,
      divided: false,
      inHead: true,
      numbered: false,
      ownReturns,
    };
  }

  #takeInBlock(block: OpenBlock, text: string, cr: boolean): void {
    if (SEARCH.test(text)) this.#beginAgain(text, cr);
    else if (block.side === 'search' && block.divider.test(text)) block.side = 'replace';
    else if (block.side === 'search' && this.#takesHead(block, text)) return;
    else if (block.side === 'search' && REPLACE.test(text)) this.#drop('a block has no divider');
    else if (block.side === 'replace' && REPLACE.test(text)) this.#closeBlock(block);
    else if (block.side === 'replace' && block.divider.test(text) && !block.divided) block.divided = true;
    else if (block.divided) this.#takeBehindDivider(block, text);
    else block[block.side].push(text.replace(ESCAPED_MARK, '') + (cr && block.ownReturns ? '\r' : ''));
  }

  // The mark of a new block ends one that lacks its own, so that one mistake is not several.
  #beginAgain(text: string, cr: boolean): void {
    this.#drop('a block begins inside another');
    this.#takeOutside(text, cr);
  }

  #drop(message: string): void {
    this.#block = undefined;
    this.#malformed(message);
  }

  #takesHead(block: OpenBlock, text: string): boolean {
    if (!block.inHead) return false;
    const [, name, number] = ROO_LINE.exec(text) ?? [];
    if (name === 'start_line' && Number(number) > 0) block.hint = { line: Number(number) };
    // A rule closes the numbers; without any it may as well be a line of the file, such as one below a title.
    const closes = block.numbered && ROO_RULE.test(text);
    block.inHead = name !== undefined;
    block.numbered ||= name !== undefined;
    return name !== undefined || closes;
  }

  // Models write a second divider before the end mark, or in its place; anything else behind one is unclear.
  #takeBehindDivider(block: OpenBlock, text: string): void {
    if (this.#fence === undefined || !closesFence(text, this.#fence)) {
      this.#malformed('a block has two dividers');
      return;
    }
    this.#closeBlock(block);
    this.#takeOutside(text, false);
  }

  #closeBlock({ search, replace, hint }: OpenBlock): void {
    this.#block = undefined;
    if (this.#hunks.length === 0) this.#collector.start(this.#paths[0]);
    this.#collector.hunk(this.#hunks.length);
    this.#hunks.push({ ...toBlockHunk(search, replace), hint });
  }

  #closeFile(): void {
    const hunks = this.#hunks;
    this.#hunks = [];
    if (hunks.length === 0) return;
    const [path, ...otherPaths] = this.#paths;
    const edit: FileEdit = {
      kind: 'hunks',
      ...(path === undefined ? {} : { path }),
      ...(otherPaths.length > 0 ? { otherPaths } : {}),
      hunks,
    };
    this.#collector.add(edit);
  }

  #malformed(message: string): void {
    this.#collector.problem({ kind: 'malformed', message, editIndex: this.#collector.nextIndex });
  }
}
