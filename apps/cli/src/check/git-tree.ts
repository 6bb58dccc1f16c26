import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { devNull } from 'node:os';
import type { Readable } from 'node:stream';
import { cliErrors } from '../cli-errors.ts';
import type { Io } from '../io.ts';

/** What a repository configures runs nothing here: git only reads its objects. */
const HARMLESS = [
  '--no-pager',
  '--no-optional-locks',
  '--no-replace-objects',
  ...[
    `core.hooksPath=${devNull}`,
    'core.fsmonitor=false',
    'core.sshCommand=false',
    'credential.helper=',
    'protocol.allow=never',
  ].flatMap((setting) => ['-c', setting]),
];

/** Output after which git is stopped: about a million files. */
const MOST_BYTES = 128 * 1024 * 1024;

/**
 * The files below a folder at a commit, each with the id of its content. Only the object database is read: not the
 * index, and no content of a file, so that no filter and no file-system monitor is ever asked.
 * @throws `EC_CLI_SINCE_UNREADABLE`.
 */
export async function filesAt(folder: string, ref: string, io: Io): Promise<ReadonlyMap<string, string>> {
  const { output, reason } = await lsTree(folder, ref, io);
  if (output === undefined) throw cliErrors.create('EC_CLI_SINCE_UNREADABLE', { ref, reason });
  const entries = output.split('\0').flatMap((line) => {
    const [about = '', path] = line.split('\t', 2);
    const id = about.split(' ')[2];
    return path === undefined || id === undefined ? [] : [[path, id] as const];
  });
  return new Map(entries);
}

interface Listed {
  readonly output?: string;
  readonly reason: string;
}

function lsTree(folder: string, ref: string, { env, signal }: Io): Promise<Listed> {
  const child = spawn('git', [...HARMLESS, 'ls-tree', '-r', '-z', '--end-of-options', ref], {
    cwd: folder,
    env: environmentOf(env),
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    signal,
  });
  const said = collect(child.stderr, 1000, () => {});
  const listed = collect(child.stdout, MOST_BYTES, () => child.kill('SIGKILL'));
  return new Promise((resolve) => {
    child.on('error', ({ code }: NodeJS.ErrnoException) =>
      resolve({ reason: code === 'ENOENT' ? 'git is not installed' : (code ?? 'git cannot be started') }),
    );
    child.on('close', (code) =>
      resolve(code === 0 ? { output: listed(), reason: '' } : { reason: reasonIn(said()) }),
    );
  });
}

/** Of the caller's settings only those get through that find git and what the user allows it to read. */
function environmentOf({ PATH, HOME, SystemRoot }: Io['env']): NodeJS.ProcessEnv {
  const off = { GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0', GIT_ALLOW_PROTOCOL: '' };
  return { PATH, HOME, SystemRoot, LC_ALL: 'C', ...off };
}

/** Keeps what a stream says up to a size; gives it as text when asked. */
function collect(stream: Readable, most: number, onTooMuch: () => void): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > most) onTooMuch();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString();
}

/** Git's own words, in one line. */
function reasonIn(said: string): string {
  const line = said.split('\n').find((text) => text.startsWith('fatal: '));
  return line?.slice('fatal: '.length) ?? 'git failed without a word';
}

/** The id that git gives to a content; the length of a known id tells which hash the repository uses. */
export function blobId(bytes: Uint8Array, like: string): string {
  const hash = createHash(like.length === 64 ? 'sha256' : 'sha1');
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
