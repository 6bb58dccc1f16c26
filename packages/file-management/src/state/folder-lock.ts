import { setTimeout as sleep } from 'node:timers/promises';
import type { Folder } from '../driver/driver.ts';
import { errnoOf } from '../driver/driver.ts';
import type { ProcessIdentity, ProcessTable } from '../driver/processes.ts';
import { fileErrors } from '../file-errors.ts';
import { readIfPresent, removeQuietly, writeNewFile } from './write-file.ts';

/** What taking the lock needs. */
export interface LockOptions {
  readonly processes: ProcessTable;
  readonly temporaryName: () => string;
  /** A random number from 0 to less than 1: waiters that came at once must not come again at once. */
  readonly fraction: () => number;
  /** Milliseconds after which waiting for the lock is given up. */
  readonly timeoutMs: number;
  /** Present time in milliseconds since 1970. */
  readonly now: () => number;
  /** When the waiting began, by the same clock. Default: now. */
  readonly since?: number;
  readonly signal?: AbortSignal;
}

const SHORTEST_WAIT_MS = 2;
const LONGEST_WAIT_MS = 40;
const RELEASE_TRIES = 3;
/** Holders name themselves `lock.<n>`; one that is done becomes `free.<n>`. */
const NAME = /^(lock|free)\.(\d+)$/;

/**
 * Takes the lock of a folder; dispose the result to give it back.
 *
 * Numbers only grow, and the highest name is never removed, so a slow process that acts on an old listing
 * cannot take what another has taken since: it finds a higher number, or its own marked free, and starts again.
 * A holder whose process is gone counts as free.
 */
export async function takeLock(folder: Folder, options: LockOptions): Promise<AsyncDisposable> {
  const start = options.since ?? options.now();
  const token = options.temporaryName();
  const self = Buffer.from(JSON.stringify({ ...options.processes.self(), token }));
  await writeNewFile(folder, token, self, { durable: false });
  try {
    for (let wait = SHORTEST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      const attempt = await tryLock(folder, token, options.processes);
      if (typeof attempt === 'number') return await held(folder, attempt);
      checkPatience(attempt, options.now() - start, options);
      await sleep(wait * (0.5 + options.fraction()));
    }
  } finally {
    await removeQuietly(folder, token);
  }
}

type Attempt = number | ProcessIdentity | undefined;

async function tryLock(folder: Folder, token: string, processes: ProcessTable): Promise<Attempt> {
  const { highest, free } = await survey(folder);
  if (!free) {
    const owner = await ownerOf(folder, highest);
    if (owner === undefined) return undefined;
    if (owner !== 'lost' && processes.alive(owner)) return owner;
  }
  const mine = highest + 1;
  if (!(await claim(folder, token, mine))) return undefined;
  const after = await survey(folder);
  if (after.highest === mine && !after.free) return mine;
  await removeQuietly(folder, `lock.${mine}`);
  return undefined;
}

async function survey(folder: Folder): Promise<{ highest: number; free: boolean }> {
  let highest = 0;
  let free = true;
  for (const { name } of await folder.entries()) {
    const [, kind, digits] = NAME.exec(name) ?? [];
    const number = Number(digits ?? -1);
    if (number < highest) continue;
    free = kind === 'free' || (number === highest && free);
    highest = number;
  }
  return { highest, free };
}

async function claim(folder: Folder, token: string, number: number): Promise<boolean> {
  try {
    await folder.link(token, folder, `lock.${number}`);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Who holds a lock; `lost` when only a loss of power can have left it so; undefined when it was just given back. */
async function ownerOf(folder: Folder, number: number): Promise<ProcessIdentity | 'lost' | undefined> {
  const bytes = await readIfPresent(folder, `lock.${number}`);
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(bytes).toString()) as ProcessIdentity;
  } catch {
    return 'lost';
  }
}

async function held(folder: Folder, number: number): Promise<AsyncDisposable> {
  await removeLower(folder, number);
  return {
    [Symbol.asyncDispose]: () => release(folder, number, RELEASE_TRIES),
  };
}

/** A lock that cannot be given back would stop everyone until this process ends: one failure is not the last word. */
async function release(folder: Folder, number: number, tries: number): Promise<void> {
  try {
    await folder.replace(`lock.${number}`, folder, `free.${number}`);
  } catch {
    if (tries > 1) await release(folder, number, tries - 1);
  }
}

async function removeLower(folder: Folder, number: number): Promise<void> {
  for (const { name } of await folder.entries()) {
    const digits = NAME.exec(name)?.[2];
    if (digits !== undefined && Number(digits) < number) await removeQuietly(folder, name);
  }
}

function checkPatience(owner: ProcessIdentity | undefined, waitedMs: number, options: LockOptions): void {
  if (options.signal?.aborted)
    throw fileErrors.create('EC_FILE_CANCELLED', {}, { cause: options.signal.reason });
  if (waitedMs < options.timeoutMs) return;
  const { pid = 0, host = 'unknown' } = owner ?? {};
  throw fileErrors.create('EC_FILE_LOCKED', { pid, host, waitedMs });
}
