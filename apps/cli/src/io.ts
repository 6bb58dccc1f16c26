import type { Readable } from 'node:stream';

/** Everything of the process that a command may use; tests hand in their own. */
export interface Io {
  /** The result: nothing else is ever written here. */
  readonly stdout: (text: string) => void;
  /** Progress, warnings, questions and errors. */
  readonly stderr: (text: string) => void;
  readonly stdin: Readable;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly terminal: { readonly stdin: boolean; readonly stdout: boolean; readonly stderr: boolean };
  /** Width of the terminal in columns; 80 where there is none. */
  readonly columns: number;
  /** Aborts at the first interrupt. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The real process. The first interrupt cancels what runs, a second one ends the process at once. */
export function processIo(): Io {
  const interrupted = new AbortController();
  process.on('SIGINT', () => {
    if (interrupted.signal.aborted) process.exit(130);
    interrupted.abort();
  });
  process.on('SIGTERM', () => interrupted.abort());
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    stdin: process.stdin,
    env: process.env,
    cwd: process.cwd(),
    terminal: {
      stdin: process.stdin.isTTY === true,
      stdout: process.stdout.isTTY === true,
      stderr: process.stderr.isTTY === true,
    },
    columns: process.stdout.columns ?? 80,
    signal: interrupted.signal,
    now: Date.now,
  };
}
