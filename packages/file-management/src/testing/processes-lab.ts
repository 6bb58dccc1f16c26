import { spawn } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errnoOf } from '../driver/driver.ts';
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

/** Runs one child process to its end. */
function child(ground: Ground, task: string, ...rest: readonly string[]): Promise<Ended> {
  const options = ['--conditions=@enhanced-code/source', '--disable-warning=ExperimentalWarning'];
  const script = join(import.meta.dirname, 'child.ts');
  const running = spawn(process.execPath, [
    ...options,
    script,
    task,
    ground.root,
    ground.stateFolder,
    ...rest,
  ]);
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

/** What one killed commit left after recovery by two processes at once. */
export interface KilledCommit {
  readonly state: 'old' | 'new' | 'wrong';
  readonly killed: boolean;
  readonly detail: string;
}

/** Kills a real process at one driver call of a commit of many files, then lets two recover at the same time. */
export async function killCommit(files: number, call: number): Promise<KilledCommit> {
  using ground = newGround();
  const scenario = changeOfMany(files);
  for (const [path, content] of Object.entries(scenario.files)) {
    mkdirSync(join(ground.root, path, '..'), { recursive: true });
    writeFileSync(join(ground.root, path), content);
  }
  const before = treeOf(ground.root);
  const workspace = await openWorkspace(ground.root, { stateFolder: ground.stateFolder });
  const transaction = await workspace.begin();
  await scenario.change(transaction);
  const after = await afterOf(scenario, ground);
  await workspace[Symbol.asyncDispose]();
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

function treeOf(root: string): string {
  const names = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = names.map((entry) => join(entry.parentPath, entry.name)).sort();
  return paths.map((path) => `${path.slice(root.length)}\n${readFileSync(path, 'utf8')}`).join('\n');
}

/** What a writer did while folders on its way were exchanged for links all the time. */
export interface SwapRace {
  readonly swaps: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Files that appeared outside the workspace, or were changed there: must be none. */
  readonly outside: readonly string[];
}

/** Exchanges a folder and a file for links to the outside and back, while processes write through them. */
export async function swapRace(ground: Ground, forMs: number, writers: number): Promise<SwapRace> {
  const outside = join(ground.base, 'outside');
  for (const folder of [outside, join(ground.root, 'dir')]) mkdirSync(folder);
  for (const folder of [outside, join(ground.root, 'dir')])
    writeFileSync(join(folder, 'file.txt'), 'original\n');
  symlinkSync(outside, join(ground.base, 'to-folder'));
  let done = false;
  const paths = Array.from({ length: writers }, (_, n) => `dir/${n === 0 ? 'file' : `new${n}`}.txt`);
  const running = Promise.all(paths.map((path) => child(ground, 'write', path, `${forMs}`))).finally(
    () => (done = true),
  );
  let swaps = 0;
  for (; !done; swaps++) {
    swap(ground);
    if (swaps % 50 === 0) await new Promise(setImmediate);
  }
  const outcomes: Record<string, number> = {};
  for (const { output, errors } of await running) {
    if (output === '') outcomes[`failed: ${errors.slice(0, 500)}`] = 1;
    else
      for (const [name, count] of Object.entries(JSON.parse(output)))
        outcomes[name] = (outcomes[name] ?? 0) + Number(count);
  }
  const intact = readFileSync(join(outside, 'file.txt'), 'utf8') === 'original\n' ? ['file.txt'] : [];
  return { swaps, outcomes, outside: readdirSync(outside).filter((name) => !intact.includes(name)) };
}

/** A writer may make the folder anew while it is away: that one then has to give way, at once or the next time. */
function swap({ base, root }: Ground): void {
  const dir = join(root, 'dir');
  const aside = join(base, 'aside');
  const link = join(base, 'to-folder');
  try {
    if (lstatSync(dir, { throwIfNoEntry: false })?.isSymbolicLink()) renameSync(dir, link);
    if (existsSync(aside)) rmSync(dir, { recursive: true, force: true });
    if (existsSync(aside)) renameSync(aside, dir);
    renameSync(dir, aside);
    renameSync(link, dir);
    renameSync(dir, link);
    renameSync(aside, dir);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
  }
}
