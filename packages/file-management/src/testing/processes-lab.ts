import { spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWorkspace } from '../workspace/open-workspace.ts';
import { changeOfMany } from './crash-lab.ts';

/** A folder on the disk for one proof, with a workspace and a place for state. */
export interface Ground extends Disposable {
  readonly base: string;
  readonly root: string;
  readonly stateFolder: string;
}

/** Makes a new ground below the system's folder for temporary files. */
export function newGround(): Ground {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'file-proof-')));
  const root = join(base, 'work');
  mkdirSync(root);
  return {
    base,
    root,
    stateFolder: join(base, 'state'),
    [Symbol.dispose]: () => rmSync(base, { recursive: true, force: true }),
  };
}

interface Ended {
  readonly output: string;
  readonly errors: string;
  readonly signal: string | null;
}

/** The command that does a task of `child.ts`. */
export function childCommand(ground: Ground, task: string, ...rest: readonly string[]) {
  const options = ['--conditions=@enhanced-code/source', '--disable-warning=ExperimentalWarning'];
  const script = join(import.meta.dirname, 'child.ts');
  const args = [...options, script, task, ground.root, ground.stateFolder, ...rest];
  return { command: process.execPath, args };
}

/** Starts one child process with a task of `child.ts`. */
export function startChild(ground: Ground, task: string, ...rest: readonly string[]) {
  // One thread for files, so that whoever watches the process sees its calls in one order.
  const env = { ...process.env, UV_THREADPOOL_SIZE: '1', UV_USE_IO_URING: '0' };
  const { command, args } = childCommand(ground, task, ...rest);
  return spawn(command, args, task === 'commit-when-told' ? { env } : {});
}

/** Runs one child process to its end. */
export function child(ground: Ground, task: string, ...rest: readonly string[]): Promise<Ended> {
  const running = startChild(ground, task, ...rest);
  let output = '';
  let errors = '';
  running.stdout.on('data', (data) => (output += data));
  running.stderr.on('data', (data) => (errors += data));
  return new Promise((resolve) =>
    running.on('close', (_code, signal) => resolve({ output, errors, signal })),
  );
}

/** What several processes that edit the same files came to. */
export interface SharedEdits {
  readonly acknowledged: number;
  readonly refused: number;
  /** Acknowledged lines that are missing or there twice. */
  readonly lost: readonly string[];
  /** Lines that are there though nobody was told so. */
  readonly unexpected: number;
  readonly failures: readonly string[];
}

/** Has processes append lines to the same three files at the same time. */
export async function editTogether(ground: Ground, processes: number, edits: number): Promise<SharedEdits> {
  for (const n of [0, 1, 2]) writeFileSync(join(ground.root, `shared${n}.txt`), 'start\n');
  const names = Array.from({ length: processes }, (_, n) => `writer${n}`);
  const ended = await Promise.all(names.map((name) => child(ground, 'edit', name, `${edits}`)));
  const failures = ended.filter(({ output }) => output === '').map(({ errors }) => errors.slice(0, 2000));
  const reports = ended.filter(({ output }) => output !== '').map(({ output }) => JSON.parse(output));
  const acknowledged: string[] = reports.flatMap((report) => report.acknowledged);
  const present = [0, 1, 2].flatMap((n) => linesOf(ground, `shared${n}.txt`));
  const lost = acknowledged.filter((line) => present.filter((found) => found === line).length !== 1);
  const refused = reports.reduce((sum, report) => sum + report.refused, 0);
  return {
    acknowledged: acknowledged.length,
    refused,
    lost,
    unexpected: present.length - acknowledged.length,
    failures,
  };
}

function linesOf({ root }: Ground, path: string): readonly string[] {
  const lines = readFileSync(join(root, path), 'utf8').split('\n').slice(1, -1);
  return lines.map((line) => `${path} ${line}`);
}

/** What many writers in several processes that count up lines of their own came to. */
export interface SharedCounts {
  readonly acknowledged: number;
  readonly refused: number;
  /** Lines that do not hold what was acknowledged last. */
  readonly lost: readonly string[];
  readonly failures: readonly string[];
}

/** Has writers of several processes change the same three files at once, each of them its own line. */
export async function countTogether(
  ground: Ground,
  processes: number,
  writers: number,
  edits: number,
): Promise<SharedCounts> {
  const all = Array.from({ length: processes * writers }, (_, n) => n);
  const text = all.map((n) => `writer ${n}: 0\n\n-- ${n} --\n`).join('');
  for (const n of [0, 1, 2]) writeFileSync(join(ground.root, `shared${n}.txt`), text);
  const first = Array.from({ length: processes }, (_, n) => n * writers);
  const ended = await Promise.all(first.map((n) => child(ground, 'count', `${n}`, `${writers}`, `${edits}`)));
  const failures = ended.filter(({ output }) => output === '').map(({ errors }) => errors.slice(0, 2000));
  const reports = ended.filter(({ output }) => output !== '').map(({ output }) => JSON.parse(output));
  const acknowledged: string[] = reports.flatMap((report) => report.acknowledged);
  const last = new Map(acknowledged.map((line) => [line.slice(0, line.lastIndexOf(':')), line]));
  const present = new Set([0, 1, 2].flatMap((n) => linesOf(ground, `shared${n}.txt`)));
  for (const n of [0, 1, 2]) present.add(`shared${n}.txt ${firstLineOf(ground, `shared${n}.txt`)}`);
  const refused = reports.reduce((sum, report) => sum + report.refused, 0);
  return {
    acknowledged: acknowledged.length,
    refused,
    lost: [...last.values()].filter((line) => !present.has(line)),
    failures,
  };
}

function firstLineOf({ root }: Ground, path: string): string {
  return readFileSync(join(root, path), 'utf8').split('\n')[0] ?? '';
}

/** What one killed commit left after recovery by two processes at once. */
export interface KilledCommit {
  readonly state: 'old' | 'new' | 'wrong';
  readonly killed: boolean;
  readonly detail: string;
}

/** Kills a real process at one driver call of a commit of many files, then lets two recover at the same time. */
export async function killCommit(files: number, call: number): Promise<KilledCommit> {
  using ground = newGround();
  const { before, after } = await prepareCommit(ground, files);
  const { signal, errors } = await child(ground, 'kill', `${call}`);
  const recovered = await Promise.all([child(ground, 'recover'), child(ground, 'recover')]);
  const tree = treeOf(ground.root);
  const state = tree === before ? 'old' : tree === after ? 'new' : 'wrong';
  const complaints = recovered.map(
    (one) => one.errors + (one.output.includes('"failure"') ? one.output : ''),
  );
  const failed = complaints.join('') !== '';
  return { state: failed ? 'wrong' : state, killed: signal === 'SIGKILL', detail: `${errors}${complaints}` };
}

/**
 * Makes a tree and a pending change of it; gives the tree before and after that change. The latter is the same
 * for the same number of files, so it need not be made again where it is known.
 */
export async function prepareCommit(
  ground: Ground,
  files: number,
  knownAfter?: string,
): Promise<{ readonly before: string; readonly after: string }> {
  const scenario = changeOfMany(files);
  for (const [path, content] of Object.entries(scenario.files)) {
    mkdirSync(join(ground.root, path, '..'), { recursive: true });
    writeFileSync(join(ground.root, path), content);
  }
  const before = treeOf(ground.root);
  await using workspace = await openWorkspace(ground.root, { stateFolder: ground.stateFolder });
  const transaction = await workspace.begin();
  await scenario.change(transaction);
  return { before, after: knownAfter ?? (await afterOf(scenario, ground)) };
}

/** The same change made without any trouble, elsewhere. */
async function afterOf(scenario: ReturnType<typeof changeOfMany>, ground: Ground): Promise<string> {
  const twin: Ground = { ...ground, root: join(ground.base, 'twin') };
  for (const [path, content] of Object.entries(scenario.files)) {
    mkdirSync(join(twin.root, path, '..'), { recursive: true });
    writeFileSync(join(twin.root, path), content);
  }
  await using workspace = await openWorkspace(twin.root, { stateFolder: join(ground.base, 'twin-state') });
  const transaction = await workspace.begin();
  await scenario.change(transaction);
  await transaction.commit();
  return treeOf(twin.root);
}

/** All files below a folder with their content, as one text. */
export function treeOf(root: string): string {
  const names = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = names.map((entry) => join(entry.parentPath, entry.name)).sort();
  return paths.map((path) => `${path.slice(root.length)}\n${readFileSync(path, 'utf8')}`).join('\n');
}
