import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from '../driver/driver.ts';
import { child, type Ground } from './processes-lab.ts';

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
