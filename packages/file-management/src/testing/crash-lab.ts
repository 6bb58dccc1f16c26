import { isEnhancedCodeError } from '@enhanced-code/errors';
import { type MemoryDriver, memoryDriver } from '../driver/memory-driver.ts';
import type { PowerLoss } from '../driver/memory-tree.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { openWorkspace } from '../workspace/open-workspace.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { type DriverCall, type Fault, type FaultDriver, faultDriver } from './fault-driver.ts';
import type { MemoryFiles } from './in-memory.ts';
import { type TestProcesses, testProcesses } from './process-table.ts';

/** A workspace and a change of it, to be interrupted everywhere. */
export interface CrashScenario {
  readonly name: string;
  readonly files: MemoryFiles;
  /** Makes the change pending. */
  change(transaction: Transaction): Promise<void>;
  /** The tree that the change leads to, once it is known: it is always the same. */
  result?: string;
}

/**
 * What is interrupted: the commit itself, the undo of it, the recovery of an interrupted commit, or the recovery
 * of an interrupted undo.
 */
export type CrashTarget = 'commit' | 'undo' | 'recovery' | 'undo-recovery';

/** One interruption: at which driver call, and how. */
export interface CrashPoint {
  readonly target: CrashTarget;
  readonly call: number;
  readonly fault: Fault;
  /** Whether the machine loses power as well, and what it keeps of what was not synced. */
  readonly power?: PowerLoss;
  /** For recoveries: the call at which the commit or undo was interrupted first. */
  readonly first?: number;
}

/** What one interruption led to. `wrong` tells what broke the promise. */
export interface CrashOutcome {
  readonly state: 'old' | 'new' | 'wrong';
  readonly wrong?: string;
}

interface World {
  readonly driver: MemoryDriver;
  readonly processes: TestProcesses;
  /** The tree before and after what is interrupted. */
  readonly before: string;
  readonly after: string;
}

const FAR_FUTURE = 10 ** 13;
const calm = (): undefined => undefined;

/** A scenario with every kind of change over a number of files. */
export function changeOfMany(count: number): CrashScenario {
  const files = Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`dir${n % 5}/file${n}.txt`, `line one of ${n}\nline two\n`]),
  );
  return {
    name: `${count} files`,
    files: { ...files, 'untouched.txt': 'not part of it\n' },
    async change(transaction) {
      for (let n = 0; n < count; n++) await changeOne(transaction, `dir${n % 5}/file${n}.txt`, n);
    },
  };
}

async function changeOne(transaction: Transaction, path: string, n: number): Promise<void> {
  const kind = n % 5;
  if (kind === 0) await transaction.write(path, `changed ${n}\n`);
  else if (kind === 1) await transaction.write(`new/deep${n}/created.txt`, `created ${n}\n`);
  else if (kind === 2) await transaction.delete(path);
  else if (kind === 3) await transaction.rename(path, `moved${n % 2}/file${n}.txt`);
  else await transaction.setMode(path, 0o755);
}

/** Driver calls that a target makes when nothing interrupts it. */
export async function countCalls(
  scenario: CrashScenario,
  target: CrashTarget,
  first?: number,
): Promise<readonly DriverCall[]> {
  const world = await build(scenario, target, first);
  const { calls } = await act(world, target, calm);
  return calls;
}

/** Interrupts a target at one point and judges what is left after recovery. */
export async function interrupt(scenario: CrashScenario, point: CrashPoint): Promise<CrashOutcome> {
  const world = await build(scenario, point.target, point.first);
  const { error, crashed } = await act(world, point.target, ({ index }) =>
    index === point.call ? point.fault : undefined,
  );
  if (point.power !== undefined) world.driver.losePower(point.power);
  const told = crashed || isRecovery(point.target) ? undefined : error === undefined ? 'new' : 'old';
  const settledNow = told === 'old' && !isUnfinished(error) ? snapshot(world.driver) : undefined;
  if (error !== undefined && !crashed && !isEnhancedCodeError(error))
    return wrong(`raw error ${String(error)}`);
  if (settledNow !== undefined && settledNow !== world.before) return wrong('refused, but the tree changed');
  return judge(world, point, isUnfinished(error) ? undefined : told);
}

async function judge(
  world: World,
  point: CrashPoint,
  told: 'old' | 'new' | undefined,
): Promise<CrashOutcome> {
  const workspace = await reopen(world);
  if (workspace.recovery.failure !== undefined)
    return wrong(`recovery failed: ${String(workspace.recovery.failure)}`);
  const tree = snapshot(world.driver);
  if (tree !== world.before && tree !== world.after) return wrong(`mixed tree:\n${tree}`);
  const state = tree === world.after && world.before !== world.after ? 'new' : 'old';
  if (told !== undefined && told !== state) return wrong(`told ${told}, found ${state}`);
  const history = await workspace.history();
  const expected = (undoes(point.target) ? 1 : 0) + (state === 'new' ? 1 : 0);
  if (history.length !== expected) return wrong(`history has ${history.length} changes, not ${expected}`);
  return (await litterOf(world, workspace)) ?? (await usable(workspace)) ?? { state };
}

async function build(scenario: CrashScenario, target: CrashTarget, first?: number): Promise<World> {
  const driver = memoryDriver();
  for (const [path, content] of Object.entries(scenario.files)) driver.put(`/work/${path}`, content);
  const processes = testProcesses();
  const original = snapshot(driver);
  const process = processes.spawn();
  const workspace = await openWorkspace('/work', { driver, stateFolder: '/state', processes: process });
  const transaction = await workspace.begin();
  await scenario.change(transaction);
  if (undoes(target)) await transaction.commit();
  const before = undoes(target) ? snapshot(driver) : original;
  scenario.result ??= undoes(target) ? before : await resultOf(scenario);
  const after = undoes(target) ? original : scenario.result;
  processes.kill(process.identity);
  const world = { driver, processes, before, after };
  if (isRecovery(target))
    await act(world, undoes(target) ? 'undo' : 'commit', ({ index }) =>
      index === first ? 'crash-after' : undefined,
    );
  return world;
}

async function resultOf(scenario: CrashScenario): Promise<string> {
  const driver = memoryDriver();
  for (const [path, content] of Object.entries(scenario.files)) driver.put(`/work/${path}`, content);
  const workspace = await openWorkspace('/work', { driver, stateFolder: '/state' });
  const transaction = await workspace.begin();
  await scenario.change(transaction);
  await transaction.commit();
  return snapshot(driver);
}

interface Acted {
  readonly calls: readonly DriverCall[];
  readonly error: unknown;
  readonly crashed: boolean;
}

/** Lets a new process do what is to be interrupted; its calls are counted from where that begins. */
async function act(
  world: World,
  target: CrashTarget,
  decide: (call: DriverCall) => Fault | undefined,
): Promise<Acted> {
  let begins = 0;
  const driver: FaultDriver = faultDriver(world.driver, (call) => {
    return isRecovery(target) || begins > 0 ? decide({ ...call, index: call.index - begins }) : undefined;
  });
  const process = world.processes.spawn();
  const options = { driver, stateFolder: '/state', processes: process };
  const error = await (async () => {
    const workspace = await openWorkspace('/work', options);
    if (isRecovery(target)) {
      if (workspace.recovery.failure !== undefined) throw workspace.recovery.failure;
      return;
    }
    const transaction =
      target === 'commit' ? await workspace.resume(workspace.recovery.open[0] ?? '') : undefined;
    begins = driver.calls.length;
    await (transaction === undefined ? workspace.undo() : transaction.commit());
  })().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  world.processes.kill(process.identity);
  return { calls: driver.calls.slice(begins), error, crashed: driver.crashed };
}

async function reopen(world: World): Promise<Workspace> {
  const processes = world.processes.spawn();
  return openWorkspace('/work', {
    driver: world.driver,
    stateFolder: '/state',
    processes,
    clock: () => FAR_FUTURE,
  });
}

/** The tree without empty folders that a deletion left, which are no bytes. */
function snapshot(driver: MemoryDriver): string {
  const lines: string[] = [];
  for (const [path, { bytes, mode }] of driver.dump('/work')) {
    if (!path.endsWith('/')) lines.push(`${path} ${mode.toString(8)} ${Buffer.from(bytes).toString()}`);
  }
  return lines.join('\n');
}

async function litterOf(world: World, workspace: Workspace): Promise<CrashOutcome | undefined> {
  await workspace.collect({ maxAgeMs: Number.POSITIVE_INFINITY });
  const left = [...world.driver.dump('/work').keys(), ...world.driver.dump('/state').keys()];
  const litter = left.filter((path) => path.endsWith('.tmp') || path.endsWith('commit.json'));
  return litter.length === 0 ? undefined : wrong(`litter: ${litter.join(', ')}`);
}

/** After any interruption the workspace takes a change and its undo. */
async function usable(workspace: Workspace): Promise<CrashOutcome | undefined> {
  const before = await workspace.readText('untouched.txt');
  const transaction = await workspace.begin();
  await transaction.write('untouched.txt', 'changed later\n');
  await transaction.commit();
  await workspace.undo();
  return (await workspace.readText('untouched.txt')) === before
    ? undefined
    : wrong('a later change and its undo failed');
}

function isRecovery(target: CrashTarget): boolean {
  return target === 'recovery' || target === 'undo-recovery';
}

function undoes(target: CrashTarget): boolean {
  return target === 'undo' || target === 'undo-recovery';
}

function isUnfinished(error: unknown): boolean {
  return isEnhancedCodeError(error) && error.code === 'EC_FILE_COMMIT_UNFINISHED';
}

function wrong(what: string): CrashOutcome {
  return { state: 'wrong', wrong: what };
}
