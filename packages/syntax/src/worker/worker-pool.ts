import type { Worker } from 'node:worker_threads';
import { syntaxErrors } from '../errors.ts';
import { importThreads } from '../node-modules.ts';
import type { SyntaxVerdict } from '../types.ts';
import { type Answered, type Question, unpackAnswer, type WorkerSettings } from './messages.ts';

/** How a pool is set up. */
export interface PoolSettings {
  /** Most threads at once. */
  readonly size: number;
  /** What each thread is started with. */
  readonly worker: WorkerSettings;
  /** Module that a thread runs. */
  readonly entry?: URL;
  /** Milliseconds beyond the time limit that a thread may take for its first answer; default 5,000. */
  readonly startAllowanceMs?: number;
  /** Bytes that a thread may hold between two questions; one that holds more is replaced. Default 384 MB. */
  readonly mostBytes?: number;
}

interface Task {
  readonly question: Question;
  readonly resolve: (answer: object) => void;
}

interface Thread {
  readonly worker: Worker;
  task: Task | undefined;
  timer: ReturnType<typeof setTimeout> | undefined;
  warm: boolean;
}

/** Twenty grammars and their trees take a fifth of it; a text made to trouble a parser takes it at once. */
const mostBytes = 384e6;

/** Texts that one question may have to parse, and so how many time limits its answer may take. */
const parses = { check: 1, outline: 1, compare: 4 } as const;

/**
 * Answers questions in threads of their own, started when needed. A thread that gives no answer in time is
 * ended, whatever it is doing, and its question answered with `unknown`; so is one that dies.
 */
export class WorkerPool implements AsyncDisposable {
  readonly #settings: PoolSettings;
  readonly #threads = new Set<Thread>();
  readonly #waiting: Task[] = [];
  #disposed = false;

  constructor(settings: PoolSettings) {
    this.#settings = settings;
  }

  /** Asks a question; the answer never rejects for what a text holds. */
  ask(question: Question): Promise<object> {
    return new Promise((resolve) => {
      this.#waiting.push({ question, resolve });
      this.#next();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    for (const { question, resolve } of this.#waiting.splice(0)) resolve(disposedAnswer(question));
    await Promise.all([...this.#threads].map((thread) => this.#end(thread, disposedAnswer)));
  }

  #next(): void {
    if (this.#waiting.length === 0 || this.#disposed) return;
    const idle = [...this.#threads].find((thread) => thread.task === undefined);
    if (idle !== undefined) this.#give(idle);
    else if (this.#threads.size < this.#settings.size) void this.#start();
  }

  async #start(): Promise<void> {
    const { Worker } = await importThreads();
    // Others may have started while this one waited for the import.
    if (this.#threads.size >= this.#settings.size || this.#disposed || this.#waiting.length === 0) return;
    const entry = this.#settings.entry ?? defaultEntry();
    const execArgv = entry.pathname.endsWith('.ts') ? ['--conditions=@enhanced-code/source'] : [];
    const worker = new Worker(entry, { workerData: this.#settings.worker, execArgv });
    const thread: Thread = { worker, task: undefined, timer: undefined, warm: false };
    this.#threads.add(thread);
    worker.on('message', (message: Answered) => this.#finish(thread, message));
    worker.on('error', (cause) => void this.#end(thread, (question) => failedAnswer(question, cause)));
    worker.on('exit', () => void this.#end(thread, (question) => failedAnswer(question)));
    this.#give(thread);
    this.#next();
  }

  #give(thread: Thread): void {
    const task = this.#waiting.shift();
    if (task === undefined) {
      thread.worker.unref();
      return;
    }
    const { timeLimitMs } = this.#settings.worker;
    const allowance = thread.warm ? 0 : (this.#settings.startAllowanceMs ?? 5_000);
    const limitMs = timeLimitMs * parses[task.question.ask] + allowance;
    thread.task = task;
    thread.timer = setTimeout(
      () => void this.#end(thread, (question) => lateAnswer(question, limitMs)),
      limitMs,
    );
    // An idle thread keeps no process alive; a busy one does, since somebody waits for it.
    thread.worker.ref();
    thread.worker.postMessage(task.question);
  }

  #finish(thread: Thread, message: Answered): void {
    clearTimeout(thread.timer);
    const task = thread.task;
    thread.task = undefined;
    thread.warm = true;
    task?.resolve(unpackAnswer(message));
    const isFull = (message.heldBytes ?? 0) > (this.#settings.mostBytes ?? mostBytes);
    if (isFull) void this.#end(thread, disposedAnswer);
    else this.#give(thread);
  }

  async #end(thread: Thread, answer: (question: Question) => object): Promise<void> {
    if (!this.#threads.delete(thread)) return;
    clearTimeout(thread.timer);
    thread.task?.resolve(answer(thread.task.question));
    await thread.worker.terminate();
    this.#next();
  }
}

function defaultEntry(): URL {
  const isSource = import.meta.url.endsWith('.ts');
  return isSource
    ? new URL('./worker-thread.ts', import.meta.url)
    : new URL('./worker-thread.js', import.meta.url);
}

const empty = {
  check: { diagnostics: [] },
  compare: { added: [] },
  outline: { definitions: [], references: [], imports: [] },
};

function unknownAnswer(question: Question, error: NonNullable<SyntaxVerdict['error']>): object {
  return { status: 'unknown', error, ...empty[question.ask] };
}

const disposedAnswer = (question: Question): object =>
  unknownAnswer(question, syntaxErrors.create('EC_SYNTAX_DISPOSED', {}));

const lateAnswer = (question: Question, limitMs: number): object =>
  unknownAnswer(question, syntaxErrors.create('EC_SYNTAX_TIMEOUT', { path: question.path, limitMs }));

const failedAnswer = (question: Question, cause?: unknown): object =>
  unknownAnswer(question, syntaxErrors.create('EC_SYNTAX_PARSER', { path: question.path }, { cause }));
