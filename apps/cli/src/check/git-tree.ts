import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { devNull } from 'node:os';
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
  const { PATH, HOME, SystemRoot } = env;
  const child = spawn('git', [...HARMLESS, 'ls-tree', '-r', '-z', '--end-of-options', ref], {
    cwd: folder,
    env: {
      PATH,
      HOME,
      SystemRoot,
      LC_ALL: 'C',
      GIT_NO_LAZY_FETCH: '1',
      GIT_TERMINAL_PROMPT: '0',
      GIT_ALLOW_PROTOCOL: '',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    signal,
  });
  const chunks: Buffer[] = [];
  let [size, said] = [0, ''];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(0, 1000);
  });
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MOST_BYTES) child.kill('SIGKILL');
    else chunks.push(chunk);
  });
  return new Promise((resolve) => {
    child.on('error', ({ code }: NodeJS.ErrnoException) =>
      resolve({ reason: code === 'ENOENT' ? 'git is not installed' : (code ?? 'git cannot be started') }),
    );
    child.on('close', (code) =>
      resolve(
        code === 0 ? { output: Buffer.concat(chunks).toString(), reason: '' } : { reason: reasonIn(said) },
      ),
    );
  });
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
