import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type MemoryDriver, memoryDriver } from '../driver/index.ts';
import { faultDriver, memoryWorkspace, testProcesses } from '../testing/index.ts';
import { openWorkspace } from '../workspace/open-workspace.ts';
import { takeLock } from './folder-lock.ts';
import { encodeRecord } from './records.ts';
import { stateBase } from './state-location.ts';

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'file-state-')));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Path and bytes of the one file of that name in the state folder. */
function stateFile(driver: MemoryDriver, name: string): { path: string; bytes: Uint8Array } {
  const [found] = [...driver.dump('/state')].filter(([path]) => path.endsWith(`/${name}`));
  if (found === undefined) return { path: '', bytes: new Uint8Array() };
  return { path: `/state/${found[0]}`, bytes: found[1].bytes };
}

async function withHistory(): Promise<MemoryDriver> {
  const { workspace, driver } = await memoryWorkspace({ 'a.txt': '0\n' });
  for (const text of ['1\n', '2\n', '3\n']) {
    const transaction = await workspace.begin();
    await transaction.write('a.txt', text);
    await transaction.commit();
  }
  await workspace[Symbol.asyncDispose]();
  return driver;
}

describe('the journal', () => {
  test('cut at each byte, keeps its good records, takes new ones and never lies', async () => {
    const whole = stateFile(await withHistory(), 'journal').bytes;
    const driver = await withHistory();
    const { path } = stateFile(driver, 'journal');
    for (
      let length = 0;
      length <= whole.length;
      length += length > 40 && length < whole.length - 40 ? 7 : 1
    ) {
      driver.put(path, whole.subarray(0, length));
      driver.put('/work/a.txt', '3\n');
      const workspace = await openWorkspace('/work', { driver, stateFolder: '/state' });
      const history = await workspace.history();
      const complete = Buffer.from(whole.subarray(0, length)).toString().split('\n').length - 2;
      expect(history).toHaveLength(Math.max(0, complete));
      const transaction = await workspace.begin();
      await transaction.write('a.txt', 'after\n');
      await transaction.commit();
      expect(await workspace.history()).toHaveLength(Math.max(0, complete) + 1);
      await workspace.undo();
      expect(await workspace.readText('a.txt')).toBe('3\n');
      await workspace[Symbol.asyncDispose]();
    }
  });

  test('damaged before its end, stops everything that would build on it and touches nothing', async () => {
    const driver = await withHistory();
    const { path, bytes } = stateFile(driver, 'journal');
    const damaged = Uint8Array.from(bytes);
    damaged[120] = (damaged[120] ?? 0) ^ 1;
    driver.put(path, damaged);
    const workspace = await openWorkspace('/work', { driver, stateFolder: '/state' });
    const code = 'EC_FILE_JOURNAL_CORRUPT';
    await expect(workspace.history()).rejects.toMatchObject({ code });
    await expect(workspace.undo()).rejects.toMatchObject({ code });
    const transaction = await workspace.begin();
    await transaction.write('a.txt', 'x\n');
    await expect(transaction.commit()).rejects.toMatchObject({ code });
    expect(await workspace.readText('a.txt')).toBe('3\n');
    expect(stateFile(driver, 'journal').bytes).toEqual(damaged);
  });

  test('of a newer version is refused by name', async () => {
    const driver = await withHistory();
    const header = encodeRecord({ format: 'enhanced-code/file-journal', version: 2 });
    driver.put(stateFile(driver, 'journal').path, header);
    const workspace = await openWorkspace('/work', { driver, stateFolder: '/state' });
    await expect(workspace.history()).rejects.toMatchObject({
      code: 'EC_FILE_FORMAT_NEWER',
      details: { version: 2, supported: 1 },
    });
  });
});

describe('the state folder', () => {
  test.each([
    [{ HOME: '/home/u' }, 'linux', '/home/u/.local/state/enhanced-code'],
    [{ HOME: '/home/u', XDG_STATE_HOME: '/xdg' }, 'linux', '/xdg/enhanced-code'],
    [{ HOME: '/home/u', XDG_STATE_HOME: 'relative' }, 'linux', '/home/u/.local/state/enhanced-code'],
    [{ HOME: '/Users/u' }, 'darwin', '/Users/u/Library/Application Support/enhanced-code'],
    [{ HOME: '/c', LOCALAPPDATA: '/local' }, 'win32', '/local/enhanced-code'],
    [{ HOME: '/home/u', ENHANCED_CODE_STATE: '/chosen' }, 'linux', '/chosen'],
  ] as const)('for %j on %s is %s', (environment, platform, expected) => {
    expect(stateBase(undefined, environment, platform)).toBe(expected);
    expect(stateBase('/option', environment, platform)).toBe('/option');
  });

  test('is made only when something is to be kept, for its owner alone', async () => {
    const root = mkdtempSync(join(scratch, 'private-'));
    const stateFolder = `${root}-state`;
    await using workspace = await openWorkspace(root, { stateFolder });
    await workspace.list();
    expect(() => statSync(stateFolder)).toThrow();
    const transaction = await workspace.begin();
    await transaction.write('a.txt', 'a\n');
    expect(statSync(workspace.stateFolder).mode & 0o777).toBe(0o700);
    const [blob] = readdirSync(join(workspace.stateFolder, 'blobs'));
    expect(statSync(join(workspace.stateFolder, 'blobs', blob ?? '')).mode & 0o777).toBe(0o600);
    chmodSync(workspace.stateFolder, 0o755);
    const code = 'EC_FILE_STATE_UNUSABLE';
    await expect(openWorkspace(root, { stateFolder })).rejects.toMatchObject({ code, exitCode: 2 });
    chmodSync(workspace.stateFolder, 0o700);
  });

  test.each([
    ['a file', 'file.txt', 'a file stands where a folder is needed'],
    ['below a file', 'file.txt/below/it', 'a file stands where a folder is needed'],
    ['a link that leads in a circle', 'circle', 'its links lead in a circle'],
    ['of a path that is too long', 'x'.repeat(300), 'its path is too long'],
  ])('that is %s is named as unusable, not the workspace', async (_name, place, reason) => {
    const base = mkdtempSync(join(scratch, 'unusable-'));
    const root = join(base, 'work');
    mkdirSync(root);
    writeFileSync(join(base, 'file.txt'), 'x');
    symlinkSync('circle', join(base, 'circle'));
    const begin = async (): Promise<void> => {
      await using workspace = await openWorkspace(root, { stateFolder: join(base, place) });
      await workspace.begin();
    };
    await expect(begin()).rejects.toMatchObject({
      code: 'EC_FILE_STATE_UNUSABLE',
      details: { reason, folder: expect.stringContaining(join(base, place)) },
    });
    expect(readdirSync(root)).toEqual([]);
  });

  test.each(['EACCES', 'EROFS'])('that cannot be made (%s) is named as unusable', async (error) => {
    const memory = memoryDriver();
    memory.put('/work/a.txt', 'a');
    const failing = faultDriver(memory, ({ operation }) =>
      operation === 'makeFolders' ? { error } : undefined,
    );
    const workspace = await openWorkspace('/work', { driver: failing, stateFolder: '/state' });
    expect(await workspace.readText('a.txt')).toBe('a');
    await expect(workspace.begin()).rejects.toMatchObject({
      code: 'EC_FILE_STATE_UNUSABLE',
      details: { folder: expect.stringMatching(/^\/state/) },
    });
  });

  test('is found again when the folder was moved, or is reached by another path', async () => {
    const root = join(mkdtempSync(join(scratch, 'moved-')), 'one');
    mkdirSync(root);
    writeFileSync(join(root, 'a.txt'), 'old\n');
    const stateFolder = join(scratch, 'moved-state');
    const first = await openWorkspace(root, { stateFolder });
    const transaction = await first.begin();
    await transaction.write('a.txt', 'new\n');
    await transaction.commit();
    await first[Symbol.asyncDispose]();
    symlinkSync(root, `${root}-link`);
    const second = await openWorkspace(`${root}-link`, { stateFolder });
    expect(await second.history()).toHaveLength(1);
    await second[Symbol.asyncDispose]();
    renameSync(root, `${root}-moved`);
    await using third = await openWorkspace(`${root}-moved`, { stateFolder });
    expect(await third.history()).toHaveLength(1);
    await third.undo();
    expect(await third.readText('a.txt')).toBe('old\n');
  });

  test('is not found by a copy of the folder: a copy is another workspace', async () => {
    const root = mkdtempSync(join(scratch, 'copied-'));
    const stateFolder = join(scratch, 'copied-state');
    const first = await openWorkspace(root, { stateFolder });
    const transaction = await first.begin();
    await transaction.write('a.txt', 'new\n');
    await transaction.commit();
    await first[Symbol.asyncDispose]();
    mkdirSync(`${root}-copy`);
    await using copy = await openWorkspace(`${root}-copy`, { stateFolder });
    expect(await copy.history()).toEqual([]);
  });
});

describe('the lock', () => {
  const setUp = async () => {
    const { driver } = await memoryWorkspace({});
    driver.put('/locks/.keep', '');
    driver.drop('/locks/.keep');
    let names = 0;
    let clock = 0;
    const folder = await driver.open('/locks');
    const options = (processes: ReturnType<ReturnType<typeof testProcesses>['spawn']>, timeoutMs = 1000) => ({
      processes,
      timeoutMs,
      now: () => (clock += 10),
      temporaryName: () => `.enhanced-code-${++names}.tmp`,
      fraction: () => 0.5,
    });
    return { driver, folder, options, machine: testProcesses() };
  };

  test('is held by one at a time, whoever comes', async () => {
    const { folder, options, machine } = await setUp();
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      await using _lock = await takeLock(folder, options(machine.spawn(), 1_000_000));
      most = Math.max(most, ++inside);
      await new Promise(setImmediate);
      inside--;
    };
    await Promise.all(Array.from({ length: 25 }, work));
    expect({ most, inside }).toEqual({ most: 1, inside: 0 });
  });

  test('of a dead process is taken over', async () => {
    const { folder, options, machine } = await setUp();
    const dying = machine.spawn();
    await takeLock(folder, options(dying));
    const next = options(machine.spawn(), 100);
    await expect(takeLock(folder, next)).rejects.toMatchObject({
      code: 'EC_FILE_LOCKED',
      details: { pid: dying.identity.pid },
    });
    machine.kill(dying.identity);
    await using lock = await takeLock(folder, next);
    expect(lock).toBeDefined();
  });

  test('of a dead process goes to exactly one of many', async () => {
    const { folder, options, machine } = await setUp();
    const dying = machine.spawn();
    await takeLock(folder, options(dying));
    machine.kill(dying.identity);
    const tries = await Promise.allSettled(
      Array.from({ length: 10 }, () => takeLock(folder, options(machine.spawn(), 200))),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('waiting for it can be cancelled', async () => {
    const { folder, options, machine } = await setUp();
    await using _held = await takeLock(folder, options(machine.spawn()));
    const waiting = takeLock(folder, { ...options(machine.spawn(), 1_000_000), signal: AbortSignal.abort() });
    await expect(waiting).rejects.toMatchObject({ code: 'EC_FILE_CANCELLED' });
  });

  test('leaves one small file behind', async () => {
    const { driver, folder, options, machine } = await setUp();
    for (let n = 0; n < 5; n++)
      await (await takeLock(folder, options(machine.spawn())))[Symbol.asyncDispose]();
    expect([...driver.dump('/locks').keys()]).toEqual(['free.5']);
  });
});
