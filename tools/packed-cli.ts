import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** How a child process ended. */
export interface Ended {
  /** Exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and how the command line is called. */
export interface CallOptions {
  readonly cwd: string;
  /** Added to an environment that holds only what is needed. */
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
  /** Text for stdin; without it stdin holds nothing. */
  readonly input?: string;
  /** Sent as soon as the program has read its input, which then stays open. */
  readonly interrupt?: NodeJS.Signals;
}

/** Runs the installed command line without a terminal, in an environment that holds only what is given. */
export function runPackedCli(
  consumer: string,
  args: readonly string[],
  options: CallOptions,
): Promise<Ended> {
  return end(process.execPath, [mainOf(consumer), ...args], options);
}

/** Runs a line of bash in which `$CLI` stands for the installed command line, with pipes and redirections. */
export function runPackedShell(consumer: string, line: string, options: CallOptions): Promise<Ended> {
  const script = line.replaceAll('$CLI', `'${process.execPath}' '${mainOf(consumer)}'`);
  return end('bash', ['-c', script], options);
}

function mainOf(consumer: string): string {
  return join(consumer, 'node_modules', 'enhanced-code', 'dist', 'main.js');
}

function end(program: string, args: readonly string[], options: CallOptions): Promise<Ended> {
  const { cwd, env, uid, input = '', interrupt } = options;
  const child = spawn(program, args, {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, XDG_STATE_HOME: join(cwd, '..', 'state'), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid }),
  });
  // A program that never reads its input closes it.
  child.stdin.on('error', () => {});
  if (interrupt === undefined) child.stdin.end(input);
  else child.stdin.write(input, () => child.kill(interrupt));
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** A copy of a folder in a temporary place of its own; its parent also takes the state folder. */
export function copyOf(source: string): string {
  const target = join(mkdtempSync(join(tmpdir(), 'enhanced-code-e2e-')), 'project');
  cpSync(source, target, {
    recursive: true,
    filter: (path) => !/node_modules|dist$|\.reports|\.readme/.test(path),
  });
  return target;
}

/** SHA-256 of every file below a folder, by path. */
export function hashesOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [relative(folder, path), createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );
}
