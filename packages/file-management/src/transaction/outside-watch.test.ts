import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { memoryWorkspace } from '../testing/index.ts';
import { openWorkspace } from '../workspace/open-workspace.ts';
import type { StaleRead } from './transaction.ts';

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'file-watch-')));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('a change from outside of a file that was read or written is told, others are not', async () => {
  const root = join(scratch, 'work');
  mkdirSync(join(root, 'src'), { recursive: true });
  for (const path of ['a.txt', 'src/b.txt', 'src/other.txt']) writeFileSync(join(root, path), 'old\n');
  await using workspace = await openWorkspace(root, { stateFolder: join(scratch, 'state') });
  const transaction = await workspace.begin();
  await transaction.read('a.txt');
  await transaction.write('src/b.txt', 'mine\n');
  const told: StaleRead[][] = [];
  let heard: () => void = () => {};
  const next = (): Promise<void> => new Promise((resolve) => (heard = resolve));
  const watch = await transaction.watch((changes) => {
    told.push([...changes]);
    heard();
  });
  const first = next();
  writeFileSync(join(root, 'src', 'other.txt'), 'changed\n');
  writeFileSync(join(root, 'src', 'b.txt'), 'theirs\n');
  await first;
  expect(told.at(-1)?.map(({ path }) => path)).toEqual(['src/b.txt']);
  const second = next();
  rmSync(join(root, 'a.txt'));
  await second;
  expect(told.at(-1)?.map(({ path, presentHash }) => [path, presentHash === undefined])).toEqual([
    ['src/b.txt', false],
    ['a.txt', true],
  ]);
  watch[Symbol.dispose]();
});

test('a driver that cannot watch tells nothing, and the commit finds the change all the same', async () => {
  const { workspace, driver } = await memoryWorkspace({ 'a.txt': 'old\n' });
  const transaction = await workspace.begin();
  await transaction.write('a.txt', 'mine\n');
  using watch = await transaction.watch(() => expect.unreachable());
  expect(watch).toBeDefined();
  driver.put('/work/a.txt', 'theirs\n');
  await expect(transaction.commit()).rejects.toMatchObject({ code: 'EC_FILE_CONFLICT' });
});
