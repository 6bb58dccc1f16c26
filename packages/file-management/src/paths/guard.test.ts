import { execFileSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { diskDriver } from '../driver/index.ts';
import { openWorkspace } from '../workspace/open-workspace.ts';
import type { Workspace } from '../workspace/workspace.ts';

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'file-guard-')));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Trap {
  readonly workspace: Workspace;
  readonly root: string;
  readonly outside: string;
}

/** A workspace with everything planted in it that leads out of it or never answers. */
async function trap(descriptorWalk: boolean): Promise<Trap> {
  const base = mkdtempSync(join(scratch, 'case-'));
  const root = join(base, 'ws');
  const outside = join(base, 'ws-evil');
  for (const folder of [root, outside, join(root, 'real')]) mkdirSync(folder);
  writeFileSync(join(outside, 'secret'), 'secret\n');
  writeFileSync(join(root, 'real', 'file'), 'mine\n');
  symlinkSync(join(outside, 'secret'), join(root, 'link'));
  symlinkSync('real/file', join(root, 'inner-link'));
  symlinkSync(join(outside, 'nothing'), join(root, 'dangling'));
  symlinkSync('loop', join(root, 'loop'));
  symlinkSync(outside, join(root, 'folder-link'));
  linkSync(join(outside, 'secret'), join(root, 'hard'));
  execFileSync('mkfifo', [join(root, 'pipe')]);
  const driver = diskDriver({ descriptorWalk });
  return {
    root,
    outside,
    workspace: await openWorkspace(root, { driver, stateFolder: join(base, 'state') }),
  };
}

describe.each([
  ['descriptors', true],
  ['verified paths', false],
])('by %s', (_name, descriptorWalk) => {
  test.each([
    ['link', 'EC_FILE_LINK'],
    ['inner-link', 'EC_FILE_LINK'],
    ['dangling', 'EC_FILE_LINK'],
    ['loop', 'EC_FILE_LINK'],
    ['folder-link/secret', 'EC_FILE_LINK'],
    ['folder-link/new', 'EC_FILE_LINK'],
    ['loop/x', 'EC_FILE_LINK'],
    ['hard', 'EC_FILE_HARD_LINK'],
    ['pipe', 'EC_FILE_SPECIAL'],
    ['real', 'EC_FILE_SPECIAL'],
  ])('%s is refused for every change with %s, and nothing waits', async (path, code) => {
    const { workspace, outside } = await trap(descriptorWalk);
    const started = performance.now();
    const transaction = await workspace.begin();
    await expect(transaction.write(path, 'x')).rejects.toMatchObject({ code });
    await expect(transaction.delete(path)).rejects.toMatchObject({ code });
    await expect(transaction.rename(path, 'b')).rejects.toMatchObject({ code });
    await expect(transaction.rename('real/file', path)).rejects.toMatchObject({ code });
    if (code !== 'EC_FILE_HARD_LINK') await expect(workspace.read(path)).rejects.toMatchObject({ code });
    expect(performance.now() - started).toBeLessThan(2000);
    expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('secret\n');
    await transaction.discard();
    await workspace[Symbol.asyncDispose]();
  });

  test('a link that takes the place of a file or folder after it was read is refused at the commit', async () => {
    for (const victim of ['real/file', 'real']) {
      const { workspace, root, outside } = await trap(descriptorWalk);
      const transaction = await workspace.begin();
      await transaction.write('real/file', 'changed\n');
      rmSync(join(root, victim), { recursive: true });
      writeFileSync(join(outside, 'file'), 'theirs\n');
      symlinkSync(victim === 'real' ? outside : join(outside, 'file'), join(root, victim));
      await expect(transaction.commit()).rejects.toMatchObject({ code: 'EC_FILE_LINK' });
      expect(readFileSync(join(outside, 'file'), 'utf8')).toBe('theirs\n');
      await workspace[Symbol.asyncDispose]();
    }
  });

  test('links and special files are no part of the listing', async () => {
    const { workspace } = await trap(descriptorWalk);
    expect((await workspace.list()).map(({ path }) => path)).toEqual(['hard', 'real/file']);
    await workspace[Symbol.asyncDispose]();
  });
});

test('opening and listing a hostile folder writes nothing in it and beside it', async () => {
  const { root, outside, workspace } = await trap(true);
  const names = (): string =>
    execFileSync('find', [join(root, '..'), '-newermt', '@0'], { encoding: 'utf8' });
  const before = names();
  expect(before.split('\n').length).toBeGreaterThan(10);
  await workspace.list();
  await workspace.history();
  await workspace[Symbol.asyncDispose]();
  await using again = await openWorkspace(root, { stateFolder: join(root, '..', 'state') });
  await again.readText('real/file');
  expect(names()).toBe(before);
  expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('secret\n');
});

test('a state folder inside the workspace is refused, also through a link', async () => {
  const root = mkdtempSync(join(scratch, 'inside-'));
  symlinkSync(root, join(scratch, 'way-in'));
  for (const stateFolder of [root, join(root, 'state'), join(scratch, 'way-in', 'a', 'b')]) {
    await expect(openWorkspace(root, { stateFolder })).rejects.toMatchObject({
      code: 'EC_FILE_STATE_UNUSABLE',
    });
  }
  await using sibling = await openWorkspace(root, { stateFolder: `${root}-state` });
  expect(sibling.stateFolder.startsWith(`${root}-state`)).toBe(true);
});

test.each([
  ['a missing folder', (base: string) => join(base, 'missing')],
  ['a file', (base: string) => join(base, 'file')],
  ['a loop', (base: string) => join(base, 'loop')],
])('%s cannot be opened, and the error says why', async (_name, place) => {
  const base = mkdtempSync(join(scratch, 'open-'));
  writeFileSync(join(base, 'file'), '');
  symlinkSync('loop', join(base, 'loop'));
  await expect(openWorkspace(place(base), { stateFolder: join(base, 's') })).rejects.toMatchObject({
    code: 'EC_FILE_FOLDER_UNUSABLE',
    exitCode: 2,
  });
});
