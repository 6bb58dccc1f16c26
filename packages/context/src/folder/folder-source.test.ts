import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FolderSourceOptions, folderSource } from '../folder.ts';
import { createContext } from '../index.ts';

let root = '';

function write(path: string, text: string | Buffer): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const paths = async (options?: FolderSourceOptions) => {
  await using source = folderSource(root, { history: false, ...options });
  return (await source.list()).map(({ path }) => path).sort();
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'context-folder-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('the list', () => {
  test('leaves out what is ignored, and folders that hold no sources', async () => {
    write('.gitignore', '*.log\n/build/\n!keep.log\n');
    write('.git/info/exclude', 'private.txt\n');
    for (const path of ['a.ts', 'b.log', 'keep.log', 'build/out.ts', 'src/build/in.ts', 'private.txt'])
      write(path, 'x\n');
    write('src/.gitignore', 'gen/\n');
    write('src/gen/made.ts', 'x\n');
    write('node_modules/left/pad.js', 'x\n');
    expect(await paths()).toEqual(['.gitignore', 'a.ts', 'keep.log', 'src/.gitignore', 'src/build/in.ts']);
    expect(await paths({ ignore: false })).toContain('build/out.ts');
  });

  test('follows no link, so that loops and ways out lead nowhere', async () => {
    write('a.ts', 'x\n');
    mkdirSync(join(root, 'sub'));
    symlinkSync(root, join(root, 'sub', 'loop'));
    symlinkSync('/etc', join(root, 'out'));
    symlinkSync(join(root, 'a.ts'), join(root, 'b.ts'));
    symlinkSync('nowhere', join(root, 'dangling'));
    expect(await paths()).toEqual(['a.ts']);
  });

  test('passes over pipes and takes names with line ends', async () => {
    execFileSync('mkfifo', [join(root, 'pipe')]);
    write('a\nb.ts', 'x\n');
    expect(await paths()).toEqual(['a\nb.ts']);
    await using source = folderSource(root);
    expect(await source.read('a\nb.ts')).toBe('x\n');
    expect(await source.read('pipe')).toBeUndefined();
    expect(await source.read('../a.ts')).toBeUndefined();
  });

  test('is cut at a number of files, with a warning', async () => {
    for (let at = 0; at < 20; at += 1) write(`cart${at}.ts`, 'x\n');
    await using source = folderSource(root, { history: false, maxFiles: 7 });
    await using index = createContext({ source });
    const { warnings } = await index.select({ instruction: 'cart', budgetTokens: 1000 });
    expect(warnings).toEqual([{ kind: 'source-incomplete', detail: 'Only 7 files were listed.' }]);
  });

  test('of a folder that is not there is an error of the source', async () => {
    await using source = folderSource(join(root, 'gone'));
    await using index = createContext({ source });
    const failure = index.select({ instruction: 'cart', budgetTokens: 1000 });
    await expect(failure).rejects.toMatchObject({ code: 'EC_CONTEXT_SOURCE_FAILED' });
  });
});

describe('an index over a folder', () => {
  test('says which folders it could not read', () => {
    write('a.ts', 'x\n');
    write('secret/b.ts', 'x\n');
    chmodSync(root, 0o755);
    chmodSync(join(root, 'secret'), 0);
    const scan = new URL('./scan.ts', import.meta.url).href;
    // Nothing is closed to the superuser, so the walk is taken by nobody where the tests run as that.
    const program = `
      const { scanFolder } = await import(${JSON.stringify(scan)});
      if (process.getuid?.() === 0) process.setuid(65534);
      const scan = await scanFolder({ root: ${JSON.stringify(root)}, ignore: true, maxFiles: 9, onFolder() {} });
      process.stdout.write(JSON.stringify([scan.files.map(({ path }) => path), scan.unreadable]));`;
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
    });
    chmodSync(join(root, 'secret'), 0o700);
    expect(JSON.parse(printed)).toEqual([['a.ts'], ['secret']]);
  });

  test('knows a file of 200 MB by its name, without reading it', async () => {
    write('huge-cart.ts', '');
    truncateSync(join(root, 'huge-cart.ts'), 200_000_000);
    write('cart.ts', 'export const cart = 1;\n');
    await using index = createContext({ source: folderSource(root) });
    const before = process.memoryUsage().rss;
    const { entries, leftOut } = await index.select({ instruction: 'huge cart', budgetTokens: 20 });
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
    const all = [...entries, ...leftOut].map(({ path }) => path);
    expect(all).toContain('huge-cart.ts');
    const { skipped } = await index.search({ kind: 'literal', query: 'cart' });
    expect(skipped).toEqual([{ path: 'huge-cart.ts', reason: 'too large' }]);
  });

  test('sees an edit that keeps size and time', async () => {
    write('a.ts', 'const cart = 1;\n');
    await using index = createContext({ source: folderSource(root) });
    const find = async (query: string) => (await index.search({ kind: 'literal', query })).matches.length;
    expect(await find('cart')).toBe(1);
    const time = new Date(1_700_000_000_000);
    utimesSync(join(root, 'a.ts'), time, time);
    expect(await find('cart')).toBe(1);
    write('a.ts', 'const tart = 1;\n');
    utimesSync(join(root, 'a.ts'), time, time);
    expect([await find('cart'), await find('tart')]).toEqual([0, 1]);
  });

  test('reads the history of the repository around it', async () => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
        cwd: root,
        stdio: 'ignore',
      });
    git('init', '--quiet');
    write('src/basket.ts', 'export const x = 1;\n');
    git('add', '.');
    git('commit', '--quiet', '-m', 'Let the Warenkorb forget');
    await using index = createContext({ source: folderSource(root) });
    const { entries } = await index.select({ instruction: 'Warenkorb', budgetTokens: 200 });
    expect(entries[0]?.path).toBe('src/basket.ts');
    expect(entries[0]?.reasons.map(({ signal }) => signal)).toContain('history');
  });
});

describe('a watched folder', () => {
  async function watched(options: FolderSourceOptions = {}) {
    write('src/cart.ts', 'const cart = 1;\n');
    write('src/price.ts', 'const price = 1;\n');
    const source = folderSource(root, { history: false, watch: true, ...options });
    const lists = { count: 0 };
    const list = () => {
      lists.count += 1;
      return source.list();
    };
    const index = createContext({ source: { ...source, list } });
    const find = async (query: string) =>
      (await index.search({ kind: 'literal', query })).matches.map(({ path }) => path);
    await find('warm');
    return { index, find, lists, source };
  }

  test('is walked through once when nothing changes', async () => {
    const { find, lists, source } = await watched();
    expect(await find('cart')).toEqual(['src/cart.ts']);
    expect(await find('price')).toEqual(['src/price.ts']);
    expect(lists.count).toBe(1);
    await source[Symbol.asyncDispose]();
  });

  test('tells of edits, also those made by replacing the file, without a walk', async () => {
    const { find, lists, source } = await watched();
    write('src/cart.ts', 'const basket = 1;\n');
    expect(await find('basket')).toEqual(['src/cart.ts']);
    write('src/.price.tmp', 'const tax = 1;\n');
    renameSync(join(root, 'src/.price.tmp'), join(root, 'src/price.ts'));
    expect(await find('tax')).toEqual(['src/price.ts']);
    rmSync(join(root, 'src/price.ts'));
    expect(await find('tax')).toEqual([]);
    expect(lists.count).toBe(1);
    await source[Symbol.asyncDispose]();
  });

  test('tells of new, moved and removed folders', async () => {
    const { find, source } = await watched();
    write('lib/deep/new.ts', 'const fresh = 1;\n');
    expect(await find('fresh')).toEqual(['lib/deep/new.ts']);
    renameSync(join(root, 'lib'), join(root, 'moved'));
    expect(await find('fresh')).toEqual(['moved/deep/new.ts']);
    write('moved/deep/new.ts', 'const fresher = 1;\n');
    expect(await find('fresher')).toEqual(['moved/deep/new.ts']);
    rmSync(join(root, 'moved'), { recursive: true });
    expect(await find('fresh')).toEqual([]);
    await source[Symbol.asyncDispose]();
  });

  test('follows changed ignore rules', async () => {
    const { find, source } = await watched();
    write('.gitignore', 'src/cart.ts\n');
    expect(await find('cart')).toEqual(['.gitignore']);
    await source[Symbol.asyncDispose]();
  });

  test('is walked through again after a while, and when watching ended', async () => {
    let time = 0;
    const { find, lists, source } = await watched({ now: () => time, rescanMs: 1000 });
    time = 999;
    await find('cart');
    expect(lists.count).toBe(1);
    time = 1000;
    await find('cart');
    expect(lists.count).toBe(2);
    await source[Symbol.asyncDispose]();
    write('src/cart.ts', 'const late = 1;\n');
    expect(await find('late')).toEqual(['src/cart.ts']);
  });
});
