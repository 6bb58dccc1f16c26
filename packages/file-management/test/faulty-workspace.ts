import { type MemoryDriver, memoryDriver } from '../src/driver/index.ts';
import { type DriverCall, type Fault, type FaultDriver, faultDriver } from '../src/testing/fault-driver.ts';
import { testProcesses } from '../src/testing/process-table.ts';
import type { Transaction } from '../src/transaction/transaction.ts';
import { openWorkspace, type WorkspaceOptions } from '../src/workspace/open-workspace.ts';
import type { Workspace } from '../src/workspace/workspace.ts';

/** Says for each call whether a fault happens; may also change what is in memory at that very moment. */
export type Decide = (call: DriverCall, memory: MemoryDriver) => Fault | undefined;

/** A workspace whose calls to the file system can fail. */
export interface FaultyWorkspace {
  readonly memory: MemoryDriver;
  readonly driver: FaultDriver;
  readonly workspace: Workspace;
  /** The process counts as dead from now on; the next one opens the workspace without faults. */
  reopen(options?: WorkspaceOptions): Promise<Workspace>;
}

/** Opens a workspace in memory behind a driver with faults. */
export async function faultyWorkspace(
  files: Readonly<Record<string, string>>,
  decide: Decide = () => undefined,
  options: WorkspaceOptions = {},
): Promise<FaultyWorkspace> {
  const memory = memoryDriver();
  for (const [path, text] of Object.entries(files)) memory.put(`/work/${path}`, text);
  const machine = testProcesses();
  const process = machine.spawn();
  const driver = faultDriver(options.driver ?? memory, (call) => decide(call, memory));
  const common = { stateFolder: '/state', ...options };
  return {
    memory,
    driver,
    workspace: await openWorkspace('/work', { ...common, driver, processes: process }),
    reopen(later = {}) {
      machine.kill(process.identity);
      return openWorkspace('/work', { ...common, driver: memory, processes: machine.spawn(), ...later });
    },
  };
}

/** Whether a call changes a name in the workspace, not in the state folder. */
export function isInTree({ name }: DriverCall): boolean {
  return name.startsWith('/work/');
}

/** A fault that happens at the first call that fits, and never again. */
export function once(fits: (call: DriverCall) => boolean, fault: Fault): Decide {
  let done = false;
  return (call) => {
    if (done || !fits(call)) return undefined;
    done = true;
    return fault;
  };
}

/** The files of the workspace with their texts; folders end with a slash. */
export function treeOf(driver: MemoryDriver): Record<string, string> {
  const files = [...driver.dump('/work')];
  return Object.fromEntries(files.map(([path, { bytes }]) => [path, Buffer.from(bytes).toString()]));
}

/** Names of files on their way that are left in the workspace. */
export function litterOf(driver: MemoryDriver): readonly string[] {
  return Object.keys(treeOf(driver)).filter((path) => path.endsWith('.tmp'));
}

/** Path and content of the record of the unfinished commit, as it lies in the state folder. */
export function recordOf(driver: MemoryDriver): { readonly path: string; readonly record: CommitView } {
  const [found] = [...driver.dump('/')].filter(([path]) => path.endsWith('.commit.json'));
  if (found === undefined) return { path: '', record: { phase: 'none', staged: [], entry: {}, emptied: [] } };
  const [, line = ''] = Buffer.from(found[1].bytes).toString().split('\n');
  return { path: `/${found[0]}`, record: JSON.parse(line.slice(line.indexOf('{'))) as CommitView };
}

/** What tests look at of a record. */
export interface CommitView {
  readonly phase: string;
  readonly staged: readonly { readonly path: string; readonly folder: string; readonly name: string }[];
  readonly entry: { readonly folders?: readonly string[]; readonly files?: readonly { path: string }[] };
  readonly emptied: readonly string[];
}

/** Writes and deletes (null) files in one commit; gives the code of the error, or the status. */
export async function commitFiles(
  workspace: Workspace,
  files: Readonly<Record<string, string | null>>,
): Promise<{ readonly outcome: string; readonly transaction: Transaction; readonly error?: unknown }> {
  const transaction = await workspace.begin();
  for (const [path, text] of Object.entries(files)) {
    if (text === null) await transaction.delete(path);
    else await transaction.write(path, text);
  }
  return transaction.commit().then(
    ({ status }) => ({ outcome: status, transaction }),
    (error: { code: string }) => ({ outcome: error.code, transaction, error }),
  );
}
