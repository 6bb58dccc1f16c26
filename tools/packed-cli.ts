import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** How a child process ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the installed command line without a terminal, in an environment that holds only what is given. */
export function runPackedCli(
  consumer: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>>; readonly uid?: number },
): Promise<Ended> {
  const main = join(consumer, 'node_modules', 'enhanced-code', 'dist', 'main.js');
  const env = {
    PATH: process.env.PATH,
    HOME: options.cwd,
    XDG_STATE_HOME: join(options.cwd, '..', 'state'),
    ...options.env,
  };
  const child = spawn(process.execPath, [main, ...args], {
    cwd: options.cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.uid === undefined ? {} : { uid: options.uid }),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
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
