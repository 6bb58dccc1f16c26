import type { MemoryDriver } from '../src/driver/index.ts';
import { memoryWorkspace } from '../src/testing/in-memory.ts';
import type { Transaction } from '../src/transaction/transaction.ts';
import type { Workspace } from '../src/workspace/workspace.ts';
import type { Random } from './line-cases.ts';

const PATHS = ['a.txt', 'b.sh', 'dir/c.txt', 'dir/deep/d.bin', 'new.txt', 'made/by/e.txt'];
const MODES = [0o644, 0o755, 0o600];

/** What a random sequence of changes, undos and redos did. */
export interface SequenceReport {
  /** Changes that were committed, taken back and made again. */
  readonly steps: { committed: number; undone: number; redone: number };
  /** What broke the promise that every state comes back byte for byte, with its permission bits. */
  readonly wrong: string | undefined;
}

/**
 * Commits random changes, takes some back, makes some again and at the end takes back all. Every state that was
 * seen must come back, a file beside them must keep what its user writes all the time, and nothing may be left over.
 */
export async function randomSequence(random: Random, moves: number): Promise<SequenceReport> {
  const { workspace, driver } = await memoryWorkspace({
    'a.txt': 'a\n',
    'b.sh': 'b\n',
    'dir/c.txt': 'c\r\n',
    'dir/deep/d.bin': Uint8Array.of(0, 255, 1),
  });
  driver.put('/work/b.sh', 'b\n', 0o755);
  const steps = { committed: 0, undone: 0, redone: 0 };
  const states = [treeOf(driver)];
  const undone: string[] = [];
  const check = (what: string): string | undefined =>
    treeOf(driver) === states.at(-1) ? undefined : `${what}: ${treeOf(driver)} instead of ${states.at(-1)}`;
  for (let move = 0; move < moves; move++) {
    const kind = random(5);
    if (kind === 0 && states.length > 1) {
      await workspace.undo();
      undone.push(states.pop() ?? '');
      steps.undone++;
    } else if (kind === 1 && undone.length > 0) {
      await workspace.redo();
      states.push(undone.pop() ?? '');
      steps.redone++;
    } else if (await change(workspace, random)) {
      undone.length = 0;
      states.push(treeOf(driver));
      steps.committed++;
    }
    driver.put('/work/users.txt', `version ${move}\n`);
    const wrong = check(`move ${move}`);
    if (wrong !== undefined) return { steps, wrong };
  }
  while (states.length > 1) {
    await workspace.undo();
    states.pop();
    steps.undone++;
    const wrong = check('at the end');
    if (wrong !== undefined) return { steps, wrong };
  }
  const mine = await workspace.readText('users.txt');
  return { steps, wrong: mine === `version ${moves - 1}\n` ? undefined : `the user's file is ${mine}` };
}

/** One transaction of a few random steps; whether it changed anything. */
async function change(workspace: Workspace, random: Random): Promise<boolean> {
  const transaction = await workspace.begin();
  for (let n = 1 + random(4); n > 0; n--) await step(transaction, random);
  return (await transaction.commit()).status === 'committed';
}

async function step(transaction: Transaction, random: Random): Promise<void> {
  const pick = <Item>(from: readonly Item[]): Item => from[random(from.length)] as Item;
  const path = pick(PATHS);
  const present = (await transaction.changes()).find((one) => one.path === path)?.after;
  const exists = present === undefined ? await isThere(transaction, path) : present !== null;
  const kind = random(5);
  if (!exists || kind <= 1) await transaction.write(path, content(random));
  else if (kind === 2) await transaction.delete(path);
  else if (kind === 3) await transaction.setMode(path, pick(MODES));
  else {
    const to = pick(PATHS);
    if (to !== path && !(await isThere(transaction, to))) await transaction.rename(path, to);
  }
}

async function isThere(transaction: Transaction, path: string): Promise<boolean> {
  return transaction.read(path).then(
    () => true,
    () => false,
  );
}

function content(random: Random): string | Uint8Array {
  const lines = Array.from(
    { length: random(6) },
    () => `line ${random(4)}${random(2) === 0 ? '\n' : '\r\n'}`,
  );
  return random(4) === 0 ? Uint8Array.from({ length: random(20) }, () => random(256)) : lines.join('');
}

/** Files with their bytes and permission bits; the user's own file is left out. */
function treeOf(driver: MemoryDriver): string {
  const files = [...driver.dump('/work')].filter(([path]) => !path.endsWith('/') && path !== 'users.txt');
  return files
    .map(([path, { bytes, mode }]) => `${path} ${mode.toString(8)} ${Buffer.from(bytes).toString('hex')}`)
    .join('\n');
}
