import { type CheckContext, checkText } from './check-text.ts';
import { compareTexts } from './compare-texts.ts';
import { type SyntaxDocument, TreeDocument } from './document.ts';
import { syntaxErrors } from './errors.ts';
import { ExactParsers } from './exact/exact-parsers.ts';
import { limitsOf, type SyntaxOptions } from './options.ts';
import { outlineText } from './outline/outline-text.ts';
import type { Outline } from './outline/outline-types.ts';
import { installedGrammars } from './tree/grammar-source.ts';
import { TreeRuntime } from './tree/tree-runtime.ts';
import type { FileReport, SyntaxComparison, SyntaxReport } from './types.ts';
import { WorkerPool } from './worker/worker-pool.ts';

/** Settings of one run over many files. */
export interface CheckFilesOptions {
  /** Files that are read ahead while one is checked; default 8. */
  readonly concurrency?: number;
  /** Ends the run; the iteration throws the reason of the signal. */
  readonly signal?: AbortSignal;
}

/**
 * Answers questions about the syntax of texts. Paths are only names: no file is opened. Answers never
 * reject for what a text holds; a question after disposal rejects with `EC_SYNTAX_DISPOSED`.
 */
export interface Syntax extends AsyncDisposable {
  /**
   * Whether a text parses, and if not where and why. Of the text markers only those are reported that no
   * valid file holds; `compare` sees them all.
   */
  check(path: string, text: string): Promise<SyntaxReport>;
  /** What an edit added; `before` is undefined for a new file, `after` for a deleted one. */
  compare(path: string, before: string | undefined, after: string | undefined): Promise<SyntaxComparison>;
  /** What a text defines, uses and imports. */
  outline(path: string, text: string): Promise<Outline>;
  /**
   * Opens a text for repeated edits and checks. It is parsed in the calling thread, whatever `workers` says;
   * the caller disposes it.
   */
  open(path: string, text: string): SyntaxDocument;
  /**
   * Checks many files in the order of their paths.
   *
   * @param read Gives the text of a path; undefined (binary, gone) leaves the file out.
   */
  checkFiles(
    paths: Iterable<string> | AsyncIterable<string>,
    read: (path: string) => Promise<string | undefined>,
    options?: CheckFilesOptions,
  ): AsyncIterable<FileReport>;
}

/** The three questions, answered in this thread or in others. */
interface Answers extends AsyncDisposable {
  check: Syntax['check'];
  compare: Syntax['compare'];
  outline: Syntax['outline'];
  open: Syntax['open'];
}

/**
 * Creates a checker. Nothing is loaded yet: the tree-sitter runtime, each grammar, each exact parser and
 * each worker thread load on the first text that needs them, once.
 */
export function createSyntax(options: SyntaxOptions = {}): Syntax {
  const answers = (options.workers ?? 0) > 0 ? answerInWorkers(options) : answerInline(options);
  let disposed = false;
  const open = (): Answers => {
    if (disposed) throw syntaxErrors.create('EC_SYNTAX_DISPOSED', {});
    return answers;
  };
  const check = async (path: string, text: string): Promise<SyntaxReport> => open().check(path, text);
  return {
    check,
    compare: async (path, before, after) => open().compare(path, before, after),
    outline: async (path, text) => open().outline(path, text),
    open: (path, text) => open().open(path, text),
    checkFiles: (paths, read, settings = {}) => checkFiles(check, paths, read, settings),
    async [Symbol.asyncDispose]() {
      disposed = true;
      await answers[Symbol.asyncDispose]();
    },
  };
}

function answerInline(options: SyntaxOptions): Answers {
  const now = options.now ?? (() => performance.now());
  const runtime = new TreeRuntime(options.grammars ?? installedGrammars, now);
  const exact = new ExactParsers(options.exactParsers ?? true);
  const context: CheckContext = { runtime, exact, limits: limitsOf(options) };
  return {
    check: (path, text) => checkText(context, path, text, 'certain'),
    compare: (path, before, after) => compareTexts(context, { path, before, after }),
    outline: (path, text) => outlineText(context, path, text),
    open: (path, text) => new TreeDocument(context, path, text),
    [Symbol.asyncDispose]: async () => runtime[Symbol.dispose](),
  };
}

function answerInWorkers(options: SyntaxOptions): Answers {
  const worker = { ...limitsOf(options), exactParsers: options.exactParsers ?? true };
  const inline = answerInline({ ...worker });
  const pool = new WorkerPool({ size: options.workers ?? 1, worker });
  return {
    check: (path, text) => pool.ask({ ask: 'check', path, text }) as Promise<SyntaxReport>,
    compare: (path, before, after) =>
      pool.ask({ ask: 'compare', path, before, after }) as Promise<SyntaxComparison>,
    outline: (path, text) => pool.ask({ ask: 'outline', path, text }) as Promise<Outline>,
    open: inline.open,
    async [Symbol.asyncDispose]() {
      await Promise.all([pool[Symbol.asyncDispose](), inline[Symbol.asyncDispose]()]);
    },
  };
}

async function* checkFiles(
  check: Syntax['check'],
  paths: Iterable<string> | AsyncIterable<string>,
  read: (path: string) => Promise<string | undefined>,
  { concurrency = 8, signal }: CheckFilesOptions,
): AsyncGenerator<FileReport> {
  const ahead: Promise<FileReport | undefined>[] = [];
  const checkOne = async (path: string): Promise<FileReport | undefined> => {
    const text = await read(path);
    return text === undefined ? undefined : { path, report: await check(path, text) };
  };
  for await (const path of paths) {
    signal?.throwIfAborted();
    const next = checkOne(path);
    // Whoever stops iterating leaves promises behind, and a failed read among them is not a crash.
    next.catch(() => undefined);
    ahead.push(next);
    if (ahead.length < concurrency) continue;
    const done = await ahead.shift();
    if (done !== undefined) yield done;
  }
  for (const pending of ahead) {
    signal?.throwIfAborted();
    const done = await pending;
    if (done !== undefined) yield done;
  }
}
