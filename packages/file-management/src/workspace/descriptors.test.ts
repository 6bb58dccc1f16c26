import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { diskDriver } from '../driver/index.ts';
import { faultDriver } from '../testing/index.ts';
import { openWorkspace } from './open-workspace.ts';

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'file-open-')));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const FDS = '/proc/self/fd';

/** Paths below the scratch folder that this process holds open. */
function held(): readonly string[] {
  return readdirSync(FDS).flatMap((fd) => {
    try {
      const path = readlinkSync(join(FDS, fd));
      return path.startsWith(scratch) ? [path] : [];
    } catch {
      return [];
    }
  });
}

function ground(): { root: string; stateFolder: string } {
  const root = mkdtempSync(join(scratch, 'work-'));
  for (const name of ['a', 'b', 'c']) writeFileSync(join(root, `${name}.txt`), `${name}\n`);
  return { root, stateFolder: mkdtempSync(join(scratch, 'state-')) };
}

describe.runIf(existsSync(FDS))('no file or folder stays open', () => {
  test('after everything that a workspace does, and when it is disposed', async () => {
    const { root, stateFolder } = ground();
    const workspace = await openWorkspace(root, { stateFolder });
    const first = held().length;
    let settled = 0;
    for (let n = 0; n < 12; n++) {
      await workspace.list();
      const transaction = await workspace.begin();
      await transaction.read('c.txt');
      await transaction.write('a.txt', `${n}\n`);
      await transaction.write(`made${n}/new.txt`, 'new\n');
      await transaction.diff();
      await transaction.commit();
      await workspace.undo();
      await workspace.redo();
      await (await workspace.begin()).discard();
      await workspace.history();
      await workspace.pending();
      await workspace.recover();
      await workspace.collect();
      if (n === 0) settled = held().length;
      expect(held().length, `round ${n}`).toBe(settled);
    }
    // What the first change made is held: the parts of the state folder.
    expect(settled - first).toBeLessThan(8);
    await workspace[Symbol.asyncDispose]();
    expect(held()).toEqual([]);
  });

  test('after failures of any call of a commit', async () => {
    const { root, stateFolder } = ground();
    let failAt = Number.POSITIVE_INFINITY;
    let calls = 0;
    const driver = faultDriver(diskDriver(), () => (calls++ === failAt ? { error: 'EIO' } : undefined));
    const workspace = await openWorkspace(root, { stateFolder, driver });
    const attempt = async (n: number): Promise<void> => {
      const transaction = await workspace.begin().catch(() => undefined);
      if (transaction === undefined) return;
      try {
        await transaction.write('a.txt', `${n}\n`);
        await transaction.write('deep/er/new.txt', `${n}\n`);
        await transaction.delete('b.txt');
        await transaction.commit();
        await workspace.undo();
      } catch {
        await transaction.discard().catch(() => undefined);
      } finally {
        await transaction[Symbol.asyncDispose]();
      }
    };
    await attempt(0);
    const settled = held().length;
    for (let n = 1; n < 60; n++) {
      calls = 0;
      failAt = n * 3;
      await attempt(n);
      failAt = Number.POSITIVE_INFINITY;
      await workspace.recover();
      expect(held().length, `call ${n * 3}: ${held()}`).toBeLessThanOrEqual(settled);
    }
    await workspace[Symbol.asyncDispose]();
    expect(held()).toEqual([]);
  });

  test('after an opening that failed', async () => {
    const { root } = ground();
    writeFileSync(join(scratch, 'no-folder'), '');
    for (const stateFolder of [root, join(scratch, 'no-folder', 'state')])
      await expect(openWorkspace(root, { stateFolder }).then((one) => one.begin())).rejects.toMatchObject({
        code: 'EC_FILE_STATE_UNUSABLE',
      });
    expect(held().filter((path) => path !== root)).toEqual([]);
  });
});
