import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openWorkspace } from '../workspace/open-workspace.ts';
import { type Ground, newGround, prepareCommit, startChild, treeOf } from './processes-lab.ts';

/** What a commit that was killed at some moment left after recoveries that were killed too. */
export interface RandomKill {
  readonly state: 'old' | 'new' | 'wrong';
  /** Whether the commit, and each recovery, was really killed before its end. */
  readonly killed: readonly boolean[];
  readonly detail: string;
}

/**
 * Kills a commit of many files after a time in ms, then as many recoveries as there are further times, and then
 * recovers in peace. Nobody knows where the moment falls, so nothing can be arranged for it.
 */
export async function killAtMoments(
  files: number,
  moments: readonly number[],
  knownAfter?: string,
): Promise<RandomKill> {
  using ground = newGround();
  const { before, after } = await prepareCommit(ground, files, knownAfter);
  const [first = 0, ...rest] = moments;
  const killed = [await killAfter(ground, 'commit-when-told', first)];
  for (const moment of rest) killed.push(await killAfter(ground, 'recover-when-told', moment));
  await using workspace = await openWorkspace(ground.root, { stateFolder: ground.stateFolder });
  const { failure } = workspace.recovery;
  if (failure !== undefined) return { state: 'wrong', killed, detail: String(failure) };
  const tree = treeOf(ground.root);
  const litter = readdirSync(ground.root, { recursive: true }).filter((name) => `${name}`.endsWith('.tmp'));
  const known = await workspace.history();
  const state = litter.length > 0 ? 'wrong' : tree === before ? 'old' : tree === after ? 'new' : 'wrong';
  if (state === 'new' ? known.length !== 1 : known.length !== 0)
    return { state: 'wrong', killed, detail: `tree ${state}, history ${known.length}` };
  // What was acknowledged to the caller has to be there.
  if (killed[0] === false && state === 'old')
    return { state: 'wrong', killed, detail: 'acknowledged and lost' };
  return { state, killed, detail: `${litter.map((name) => join(ground.root, `${name}`))}` };
}

/** How long a commit of many files takes here, in ms, and the tree that it leads to. */
export async function tryCommit(files: number): Promise<{ readonly ms: number; readonly after: string }> {
  using ground = newGround();
  const { after } = await prepareCommit(ground, files);
  await using workspace = await openWorkspace(ground.root, { stateFolder: ground.stateFolder });
  const transaction = await workspace.resume(workspace.recovery.open[0] ?? '');
  const start = performance.now();
  await transaction.commit();
  return { ms: performance.now() - start, after };
}

/** Gives the word and kills the child after a time; whether it was killed before it was done. */
async function killAfter(ground: Ground, task: string, moment: number): Promise<boolean> {
  const running = startChild(ground, task);
  let told = '';
  running.stdout.on('data', (data) => (told += data));
  await once(running.stdout, 'data');
  running.stdin.write('go\n');
  const closed = once(running, 'close');
  await Promise.race([sleep(moment), closed]);
  running.kill('SIGKILL');
  await closed;
  return !/done|outcomes/.test(told);
}
