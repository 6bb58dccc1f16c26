import type { EditCollector, LineReader } from './edit-parser.ts';
import { closesFence, type Fence, openingFence } from './fence.ts';
import { pathInInfo, pathMentioned, pathsBefore } from './path-line.ts';

/** Lines before a fence in which its path may stand. */
const PATH_LINES = 4;
/** Files whose content often holds fences itself. */
const PROSE = /(?:^|\/)[^./]+$|\.(?:md|mdx|markdown|mdown|mkd|qmd|rmd|rst|adoc|txt)$/i;

interface OpenFile {
  readonly paths: readonly string[];
  readonly fence: Fence;
  readonly lines: string[];
  /** Whether a fence with a language was opened inside and is still open. */
  inner: boolean;
  /** Whether any was. */
  holdsFences: boolean;
}

/** A file whose fence was closed, so far as what follows may show that the fence was one of its lines. */
interface ClosedFile {
  readonly path: string;
  readonly fence: Fence;
  /** Whether the file holds fences with a language. */
  readonly holdsFences: boolean;
  /** Whether text follows without a blank line between. */
  followed?: boolean;
}

/** Reads whole files, each as a path and a fenced block, or the one block of a reply for the target. */
export class WholeFileReader implements LineReader {
  readonly #collector: EditCollector;
  readonly #kind: 'whole' | 'lazy';
  readonly #before: string[] = [];
  #open: OpenFile | undefined;
  #closed: ClosedFile | undefined;
  #unnamed: { text: string }[] = [];

  constructor(collector: EditCollector, kind: 'whole' | 'lazy') {
    this.#collector = collector;
    this.#kind = kind;
  }

  line(text: string): void {
    if (this.#open !== undefined) this.#takeInside(this.#open, text);
    else this.#takeOutside(text.endsWith('\r') ? text.slice(0, -1) : text);
  }

  end(): void {
    if (this.#open !== undefined) {
      const message = 'the fence of a file is not closed';
      this.#collector.problem({ kind: 'truncated', message, editIndex: this.#collector.nextIndex });
    } else if (this.#closed !== undefined) this.#doubtLast(this.#closed);
    this.#addUnnamed();
  }

  #takeOutside(text: string): void {
    const fence = openingFence(text);
    if (fence === undefined) this.#takeProse(text);
    else this.#openFence(fence);
  }

  #takeProse(text: string): void {
    if (this.#closed !== undefined) this.#closed.followed ??= text.trim() !== '';
    this.#before.push(text);
    if (this.#before.length > PATH_LINES) this.#before.shift();
  }

  #openFence(fence: Fence): void {
    const inInfo = pathInInfo(fence.info);
    const named = inInfo === undefined ? pathsBefore(this.#before) : [inInfo];
    const found = named.length > 0 ? named : pathMentioned(this.#before);
    const paths = found.filter((path) => /[./\\]|^[A-Z]\w+$/.test(path));
    this.#before.length = 0;
    if (this.#closed !== undefined) this.#doubt(this.#closed, fence, paths.length > 0);
    this.#open = { paths, fence, lines: [], inner: false, holdsFences: false };
  }

  // A second fence without a word behind it may be the end of a block that the file itself holds.
  #doubt({ path, fence: closed, followed }: ClosedFile, fence: Fence, named: boolean): void {
    const isProse = PROSE.test(path);
    const mayBeInside = named ? isProse && followed === true : isProse || followed === true;
    const mayBeEnd = fence.info === '' && fence.mark === closed.mark && fence.length >= closed.length;
    if (mayBeInside && mayBeEnd) this.#refuseClosed();
  }

  // Where the reply was cut behind a fence without a language, that fence looks like the end of the file.
  #doubtLast({ path, holdsFences, followed }: ClosedFile): void {
    if (holdsFences && followed === true && PROSE.test(path)) this.#refuseClosed();
  }

  #refuseClosed(): void {
    const message = 'a fence inside the file cannot be told from its end; a longer one around it can';
    this.#collector.problem({ kind: 'malformed', message, editIndex: this.#collector.nextIndex - 1 });
  }

  #takeInside(open: OpenFile, text: string): void {
    if (!open.inner && closesFence(text, open.fence)) {
      this.#close(open);
      return;
    }
    const unindented = text.trimStart();
    open.inner = open.inner ? !closesFence(unindented, open.fence) : opensInside(unindented, open.fence);
    open.holdsFences ||= open.inner;
    open.lines.push(text);
  }

  #close(open: OpenFile): void {
    this.#open = undefined;
    const body = open.lines.map((line) => `${line}\n`).join('');
    const [path] = open.paths;
    if (path === undefined) this.#unnamed.push({ text: body });
    else {
      this.#closed = { path, fence: open.fence, holdsFences: open.holdsFences };
      this.#add(body, open.paths);
    }
  }

  #add(text: string, paths: readonly string[]): void {
    const [path, ...otherPaths] = paths;
    this.#collector.start(path);
    this.#collector.hunk(0);
    this.#collector.add({
      kind: this.#kind,
      ...(path === undefined ? {} : { path }),
      ...(otherPaths.length > 0 ? { otherPaths } : {}),
      text,
    });
  }

  // Blocks without a path are examples next to named ones; alone, one block is the file that was asked for.
  #addUnnamed(): void {
    const [only] = this.#unnamed;
    if (only === undefined || this.#collector.nextIndex > 0) return;
    if (this.#unnamed.length === 1) this.#add(only.text, []);
    else this.#collector.problem({ kind: 'malformed', message: 'several blocks name no file' });
  }
}

// Models put files that hold fences between fences that are no longer: one with a language opens a pair.
function opensInside(text: string, { mark, length }: Fence): boolean {
  const inner = text.startsWith(mark) ? openingFence(text) : undefined;
  return inner !== undefined && inner.info !== '' && inner.length >= length;
}
