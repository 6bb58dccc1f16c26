import { isEnhancedCodeError } from '@enhanced-code/errors';
import { type MemoryDriver, memoryDriver } from '../src/driver/index.ts';
import { faultDriver } from '../src/testing/fault-driver.ts';
import { type TestProcesses, testProcesses } from '../src/testing/process-table.ts';
import { openWorkspace } from '../src/workspace/open-workspace.ts';
import type { Workspace } from '../src/workspace/workspace.ts';

/** What damaging one file of the state folder at many places led to. */
export interface DamageReport {
  readonly name: string;
  /** Damages tried. */
  readonly tried: number;
  /** How often what is good was still read, and how often it was refused by an error of the catalogue. */
  readonly read: number;
  readonly refused: number;
  /** What broke a promise. */
  readonly wrong: readonly string[];
}

type Harm = (whole: Uint8Array, at: number) => Uint8Array;

const cut: Harm = (whole, at) => whole.subarray(0, at);
const flip: Harm = (whole, at) => whole.map((byte, index) => (index === at ? byte ^ 4 : byte));

/** Damages every file of the state folder at each byte (or each n-th) by a cut and by a flipped bit. */
export async function damageEverywhere(stride = 1): Promise<readonly DamageReport[]> {
  const reports: DamageReport[] = [];
  for (const [harmName, harm] of [
    ['cut', cut],
    ['bit flipped', flip],
  ] as const) {
    for (const kind of ['journal', 'log', 'commit.json', 'workspace.json'] as const)
      reports.push(await damage(`${kind}, ${harmName}`, kind, harm, stride));
  }
  return reports;
}

type Kind = 'journal' | 'log' | 'commit.json' | 'workspace.json';

async function damage(name: string, kind: Kind, harm: Harm, stride: number): Promise<DamageReport> {
  const state = await withEverything();
  const { path, bytes } = fileOf(state.driver, kind);
  const truth = await readAll(state);
  const counts = { tried: 0, read: 0, refused: 0 };
  const wrong: string[] = [];
  for (let at = 0; at < bytes.length; at += stride) {
    const damaged = await withEverything();
    damaged.driver.put(path, harm(bytes, at));
    counts.tried++;
    const found = await readAll(damaged);
    if (found.refused) counts.refused++;
    else counts.read++;
    const problem = problemOf(found, truth);
    if (problem !== undefined) wrong.push(`byte ${at}: ${problem}`);
  }
  return { name, ...counts, wrong };
}

interface Scene {
  readonly driver: MemoryDriver;
  readonly processes: TestProcesses;
}

interface Found {
  readonly tree: string;
  readonly history: readonly string[];
  readonly pending: readonly string[];
  readonly refused: boolean;
  readonly raw?: string;
}

/** What may never happen: other files, entries that were never written, errors that nobody described. */
function problemOf(found: Found, truth: Found): string | undefined {
  if (found.raw !== undefined) return `raw error ${found.raw}`;
  if (!isPrefix(found.history, truth.history)) return `history ${found.history}`;
  if (!isPrefix(found.pending, truth.pending)) return `pending ${found.pending}`;
  return found.tree === OLD || found.tree === truth.tree ? undefined : `tree ${found.tree}`;
}

function isPrefix(found: readonly string[], truth: readonly string[]): boolean {
  return found.every((line, index) => line === truth[index]);
}

/** Opens the workspace, which settles the interrupted commit if that can be read, and reads all there is. */
async function readAll({ driver, processes }: Scene): Promise<Found> {
  const errors: unknown[] = [];
  const attempt = async <Result>(action: () => Promise<Result>): Promise<Result | undefined> =>
    action().catch((error: unknown) => {
      errors.push(error);
      return undefined;
    });
  const options = { driver, stateFolder: '/state', processes: processes.spawn(), lockTimeoutMs: 100 };
  const workspace = await attempt(() => openWorkspace('/work', options));
  if (workspace?.recovery.failure !== undefined) errors.push(workspace.recovery.failure);
  const history = workspace && (await attempt(() => workspace.history()));
  const pending = workspace && (await attempt(() => pendingTexts(workspace)));
  const raw = errors.find((error) => !isEnhancedCodeError(error));
  return {
    tree: treeOf(driver),
    // The interrupted commit may be carried out and noted behind whatever is left of the history.
    history: (history ?? [])
      .filter(({ id }) => id !== 'doomed')
      .map(({ id, files }) => `${id} ${files.map(({ after }) => after?.hash)}`),
    pending: pending ?? [],
    refused: errors.length > 0,
    ...(raw === undefined ? {} : { raw: String(raw) }),
  };
}

async function pendingTexts(workspace: Workspace): Promise<readonly string[]> {
  const transaction = await workspace.resume('open').catch((error: unknown) => {
    if (isEnhancedCodeError(error) && error.code === 'EC_FILE_TRANSACTION_UNKNOWN') return undefined;
    throw error;
  });
  const changes = (await transaction?.changes()) ?? [];
  return changes.map(({ path, after }) => `${path} ${after?.hash}`);
}

const OLD = 'a.txt old 2;b.txt old;';

/** State with a history, an open transaction and an interrupted commit, always the same bytes. */
async function withEverything(): Promise<Scene> {
  const driver = memoryDriver({ now: () => 1 });
  driver.put('/work/a.txt', 'old 0');
  driver.put('/work/b.txt', 'old');
  const processes = testProcesses();
  let count = 0;
  let names = 0;
  const ids = ['one', 'two', 'open', 'doomed'];
  const options = {
    stateFolder: '/state',
    clock: () => 1000,
    ids: () => ids[count++] ?? 'more',
    random: (size: number) => new Uint8Array(size).fill(++names),
  };
  const dying = processes.spawn();
  const faulty = faultDriver(driver, ({ operation, name }) =>
    operation === 'replace' && name.endsWith('/work/b.txt') ? 'crash-before' : undefined,
  );
  const workspace = await openWorkspace('/work', { ...options, driver: faulty, processes: dying });
  for (const n of [1, 2]) {
    const transaction = await workspace.begin();
    await transaction.write('a.txt', `old ${n}`);
    await transaction.commit();
  }
  const open = await workspace.begin();
  for (const name of ['x', 'y', 'z']) await open.write(`${name}.txt`, name);
  const doomed = await workspace.begin();
  await doomed.write('a.txt', 'new');
  await doomed.write('b.txt', 'new');
  await doomed.commit().catch(() => undefined);
  processes.kill(dying.identity);
  // The interrupted commit shall not have reached any file yet, so that both trees can be told apart.
  driver.put('/work/a.txt', 'old 2');
  return { driver, processes };
}

function fileOf(driver: MemoryDriver, name: string): { path: string; bytes: Uint8Array } {
  const files = [...driver.dump('/state')].filter(([path]) => path.endsWith(name));
  const [path, { bytes }] = files.find(([path]) => name !== 'log' || path.includes('/open/')) ?? [
    '',
    { bytes: new Uint8Array() },
  ];
  return { path: `/state/${path}`, bytes };
}

function treeOf(driver: MemoryDriver): string {
  const files = [...driver.dump('/work')].filter(([path]) => !path.endsWith('.tmp'));
  return files.map(([path, { bytes }]) => `${path} ${Buffer.from(bytes)};`).join('');
}
