import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openWorkspace } from '../workspace/open-workspace.ts';
import { childCommand, type Ground, newGround, prepareCommit, startChild, treeOf } from './processes-lab.ts';

/** System calls of a commit that are tampered with. */
export const SYSTEM_CALLS = [
  ...[
    'openat',
    'write',
    'fsync',
    'rename',
    'link',
    'unlink',
    'mkdir',
    'rmdir',
    'fchmod',
    'ftruncate',
    'read',
  ],
] as const;

/** What happens to the n-th call of one kind: the process is killed at it, or it fails with an error. */
export interface Tampering {
  readonly call: string;
  /** Counted from 1. */
  readonly at: number;
  /** POSIX name of the error, or `KILL`. */
  readonly fault: string;
}

/** What a commit that was tampered with left after a recovery in peace. */
export interface Tampered {
  readonly state: 'old' | 'new' | 'wrong';
  /** Whether the fault has happened at all. */
  readonly happened: boolean;
  readonly detail: string;
}

/** Whether strace is there and may trace. */
export function canTrace(): boolean {
  return spawnSync('strace', ['-qq', '-o', '/dev/null', 'true']).status === 0;
}

/** System calls of a process that only looks at a folder, as strace writes them. */
export interface Looked {
  /** Paths of the files that it listed. */
  readonly files: readonly string[];
  /** Programs it started beside itself, and processes it split off. */
  readonly processes: readonly string[];
  /** Connections it made or waited for. */
  readonly connections: readonly string[];
  /** Changes of the file system anywhere. */
  readonly writes: readonly string[];
}

const CHANGING = [
  'mkdir',
  'mkdirat',
  'unlink',
  'unlinkat',
  'rename',
  'renameat',
  'renameat2',
  'link',
  'linkat',
];
const CHANGING_TOO = [
  'symlink',
  'symlinkat',
  'rmdir',
  'truncate',
  'ftruncate',
  'chmod',
  'fchmod',
  'fchmodat',
];
const CONNECTING = ['connect', 'bind', 'listen', 'sendto', 'sendmsg'];

/** Opens, lists and reads a workspace in a process whose system calls are written down. */
export function traceLook(ground: Ground): Looked {
  const trace = join(ground.base, 'looked');
  const calls = ['execve', 'fork', 'vfork', 'clone', 'clone3', 'openat', 'open', 'creat'];
  const wanted = [...calls, ...CHANGING, ...CHANGING_TOO, ...CONNECTING];
  const { command, args } = childCommand(ground, 'look');
  const traced = ['-f', '-qq', '-s', '500', '-o', trace, '-e', `trace=${wanted}`, command, ...args];
  const { stdout } = spawnSync('strace', traced, { encoding: 'utf8' });
  const lines = readFileSync(trace, 'utf8').split('\n');
  const of = (names: readonly string[]): string[] =>
    lines.filter((line) => new RegExp(`^\\d+ +(${names.join('|')})\\(`).test(line) && !line.includes('= -1'));
  const forks = of(['fork', 'vfork', 'clone', 'clone3']).filter((line) => !line.includes('CLONE_THREAD'));
  const opened = of(['openat', 'open', 'creat']).filter((line) =>
    /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|creat\(/.test(line),
  );
  return {
    files: JSON.parse(stdout),
    processes: [...of(['execve']).slice(1), ...forks],
    connections: of(CONNECTING),
    writes: [...of([...CHANGING, ...CHANGING_TOO]), ...opened.filter((line) => !line.includes('"/dev/'))],
  };
}

/** How many calls of each kind a commit of some files makes. */
export async function countSystemCalls(files: number): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  await commitTraced(files, undefined, (trace) => {
    for (const call of SYSTEM_CALLS) {
      counts.set(call, trace.split('\n').filter((line) => new RegExp(`^\\d+ +${call}\\(`).test(line)).length);
    }
  });
  return counts;
}

/** Commits a change of some files in a process whose system calls are tampered with, and recovers after it. */
export async function tamper(files: number, tampering: Tampering): Promise<Tampered> {
  return commitTraced(files, tampering, () => undefined);
}

async function commitTraced(
  files: number,
  tampering: Tampering | undefined,
  look: (trace: string) => void,
): Promise<Tampered> {
  using ground = newGround();
  const { before, after } = await prepareCommit(ground, files);
  const trace = join(ground.base, 'trace');
  const running = startChild(ground, 'commit-when-told');
  let told = '';
  running.stdout.on('data', (data) => (told += data));
  await once(running.stdout, 'data');
  const closed = once(running, 'close');
  const args = ['-f', '-p', `${running.pid}`, '-o', trace, '-e', `trace=${SYSTEM_CALLS}`];
  const strace = spawn('strace', [...args, ...injection(tampering)]);
  const traced = once(strace, 'close');
  await Promise.race([once(strace.stderr, 'data'), traced]);
  running.stdin.write('go\n');
  await closed;
  await traced;
  const text = readFileSync(trace, 'utf8');
  look(text);
  await using workspace = await openWorkspace(ground.root, { stateFolder: ground.stateFolder });
  const tree = treeOf(ground.root);
  const state = tree === before ? 'old' : tree === after ? 'new' : 'wrong';
  const happened = /INJECTED|killed by SIGKILL/.test(text);
  const failure = workspace.recovery.failure;
  if (failure !== undefined) return { state: 'wrong', happened, detail: String(failure) };
  const lost = told.includes('done') && state === 'old';
  return { state: lost ? 'wrong' : state, happened, detail: lost ? 'acknowledged and lost' : '' };
}

function injection(tampering: Tampering | undefined): readonly string[] {
  if (tampering === undefined) return [];
  const { call, at, fault } = tampering;
  return ['-e', `inject=${call}:${fault === 'KILL' ? 'signal=KILL' : `error=${fault}`}:when=${at}`];
}
