import type { EditCollector, LineReader } from './edit-parser.ts';
import { closesFence, type Fence, openingFence } from './fence.ts';
import { pathInInfo, pathsBefore } from './path-line.ts';

/** Lines before a fence in which its path may stand. */
const PATH_LINES = 4;

interface OpenFile {
  readonly paths: readonly string[];
  readonly fence: Fence;
  readonly lines: string[];
}

/** Reads whole files, each as a path and a fenced block, or the one block of a reply for the target. */
export class WholeFileReader implements LineReader {
  readonly #collector: EditCollector;
  readonly #kind: 'whole' | 'lazy';
  readonly #before: string[] = [];
  #open: OpenFile | undefined;
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
    }
    this.#addUnnamed();
  }

  #takeOutside(text: string): void {
    const fence = openingFence(text);
    if (fence === undefined) {
      this.#before.push(text);
      if (this.#before.length > PATH_LINES) this.#before.shift();
      return;
    }
    const inInfo = pathInInfo(fence.info);
    const paths = inInfo === undefined ? pathsBefore(this.#before) : [inInfo];
    this.#before.length = 0;
    this.#open = { paths: paths.filter((path) => /[./\\]|^[A-Z]\w+$/.test(path)), fence, lines: [] };
  }

  #takeInside(open: OpenFile, text: string): void {
    if (!closesFence(text, open.fence)) {
      open.lines.push(text);
      return;
    }
    this.#open = undefined;
    const body = open.lines.map((line) => `${line}\n`).join('');
    const [path] = open.paths;
    if (path === undefined) this.#unnamed.push({ text: body });
    else this.#add(body, open.paths);
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
