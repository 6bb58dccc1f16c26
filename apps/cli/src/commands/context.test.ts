import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contextEntryCost } from '@enhanced-code/llm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLab, type Lab } from '../testing/call-cli.ts';
import { interruptCommit } from '../testing/interrupted-commit.ts';

const files = {
  'src/cart.ts':
    "import { priceOf } from './price.ts';\n\n/** Adds an item. */\nexport function addToCart(item: string) {\n  return priceOf(item);\n}\n",
  'src/price.ts': 'export function priceOf(item: string) {\n  return item.length;\n}\n',
  'src/report.ts': 'export const title = "Sales of the year";\n',
  'test/cart.test.ts': "import { addToCart } from '../src/cart.ts';\naddToCart('x');\n",
  'photo.bin': Uint8Array.of(0, 1, 2, 255),
};
let lab: Lab;
beforeEach(() => {
  lab = createLab(files);
});
afterEach(() => lab[Symbol.dispose]());

const data = async (...argv: string[]) => {
  const { json, stderr } = await lab.call([...argv, '--json']);
  expect(json.ok, stderr).toBe(true);
  return json.data;
};

describe('context', () => {
  test('chooses what the instruction is about, within the budget', async () => {
    const selection = await data('context', 'addToCart must refuse an empty item', '--budget', '80');
    expect(selection).toMatchObject({
      format: 'enhanced-code/context',
      version: 1,
      budgetTokens: 80,
      warnings: [],
      entries: [{ path: 'src/cart.ts', tokens: expect.any(Number) }, {}],
    });
    expect(Number(selection?.usedTokens)).toBeLessThanOrEqual(80);
    expect(selection?.entries?.[0]?.reasons?.[0]).toMatchObject({
      signal: expect.any(String),
      score: expect.any(Number),
    });
    expect(selection?.entries?.[0]?.passages?.[0]).toMatchObject({ startLine: 1, text: expect.any(String) });
  });

  test('counts what a prompt would take', async () => {
    const { stdout } = await lab.call(['context', 'addToCart', '--json']);
    const { entries, usedTokens } = JSON.parse(stdout).data;
    const costs = entries.map((entry: Parameters<typeof contextEntryCost>[0]) => contextEntryCost(entry));
    expect(costs.reduce((sum: number, cost: number) => sum + cost, 0)).toBe(usedTokens);
  });

  test('is a table for a person; --why has each reason and what was left out', async () => {
    const short = await lab.call(['context', 'addToCart', '--budget', '60']);
    expect(short.stdout).toMatch(/Context: \d+ files?, \d+ of 60 tokens/);
    expect(short.stdout).not.toContain('Left out');
    const { stdout } = await lab.call(['context', 'addToCart priceOf', '--budget', '60', '--why']);
    expect(stdout).toMatch(/src\/cart\.ts: \w+.*, \d+ tokens, score \d\.\d{3}\n +\d\.\d{3} +\w+ +\S/);
    expect(stdout).toMatch(/Left out\n.*over budget/s);
  });

  test('--render prints the texts as they go into a prompt', async () => {
    const { stdout } = await lab.call(['context', 'addToCart', '--render']);
    expect(stdout).toContain('<file path="src/cart.ts"');
    expect(stdout).toContain('return priceOf(item);');
  });

  test('takes an error with its stack from stdin', async () => {
    const trace = 'TypeError: x\n    at priceOf (src/price.ts:2:15)\n';
    const { json } = await lab.pipe(trace, ['context', '-', '--json']);
    expect(json.data?.ranking?.[0]).toBe('src/price.ts');
  });

  test('named files come first', async () => {
    const selection = await data('context', 'addToCart', './src/report.ts');
    expect(selection?.entries?.[0]?.path).toBe('src/report.ts');
    expect(selection?.entries?.[0]?.reasons?.[0]).toMatchObject({ signal: 'pinned' });
  });

  test('two calls answer byte for byte the same, the second from the kept index', async () => {
    const call = () => lab.call(['context', 'addToCart', '--json']);
    const first = await call();
    expect(existsSync(lab.state)).toBe(true);
    expect((await call()).stdout).toBe(first.stdout);
  });

  test('a damaged index is rebuilt, and that is said', async () => {
    await lab.call(['context', 'addToCart']);
    const index = execFileSync('find', [lab.state, '-path', '*/index/*', '-type', 'f'], { encoding: 'utf8' });
    for (const file of index.trim().split('\n')) writeFileSync(file, 'damaged');
    const { stderr, code } = await lab.call(['context', 'addToCart']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('index-rebuilt') });
  });

  test('changes nothing in the folder, also in a git repository', async () => {
    execFileSync('git', ['init', '-q'], { cwd: lab.folder });
    execFileSync('git', ['config', 'core.fsmonitor', 'touch pwned; false'], { cwd: lab.folder });
    const before = lab.hash();
    expect((await lab.call(['context', 'addToCart'])).code).toBe(0);
    expect(lab.hash()).toBe(before);
  });

  test('past commits vote', async () => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
        cwd: lab.folder,
      });
    git('init', '-q');
    git('add', '-A');
    git('commit', '-q', '-m', 'start');
    lab.write({ 'src/report.ts': 'export const title = "Sales";\n' });
    git('commit', '-qam', 'Correct the flibbertigibbet');
    const selection = await data('context', 'the flibbertigibbet again');
    expect(selection?.ranking?.[0]).toBe('src/report.ts');
  });

  test('nothing to choose from is no error', async () => {
    for (const path of Object.keys(files)) rmSync(join(lab.folder, path));
    expect(await lab.call(['context', 'anything'])).toMatchObject({ code: 0, stdout: 'No file matches.\n' });
  });

  test.each([
    [['context'], 'EC_CLI_USAGE', 2],
    [['context', ' '], 'EC_CLI_EMPTY_INSTRUCTION', 2],
    [['context', '-'], 'EC_CLI_EMPTY_INSTRUCTION', 2],
    [['context', 'x', '--budget', '0'], 'EC_CLI_USAGE', 2],
    [['context', 'x', '--budget', '1e99'], 'EC_CLI_USAGE', 2],
    [['context', 'x', 'absent.ts'], 'EC_FILE_NOT_FOUND', 2],
    [['context', 'x', '../outside.ts'], 'EC_FILE_PATH_REFUSED', 5],
    [['context', 'x', 'link.ts'], 'EC_FILE_LINK', 5],
    [['context', 'x', '--folder', 'absent'], 'EC_FILE_FOLDER_UNUSABLE', 2],
    [['search'], 'EC_CLI_USAGE', 2],
    [['search', ''], 'EC_CONTEXT_PATTERN_INVALID', 2],
    [['search', '(', '--kind', 'regex'], 'EC_CONTEXT_PATTERN_INVALID', 2],
    [['search', 'x', '--kind', 'poem'], 'EC_CLI_USAGE', 2],
    [['search', 'x', '--limit', '1001'], 'EC_CLI_USAGE', 2],
    [['search', 'x', 'absent'], 'EC_FILE_NOT_FOUND', 2],
    [['search', 'absent.ts', '--kind', 'outline'], 'EC_FILE_NOT_FOUND', 2],
    [['search', 'photo.bin', '--kind', 'outline'], 'EC_FILE_BINARY', 6],
  ])('%j has an error that says what to do', async (argv, code, exitCode) => {
    symlinkSync('src/cart.ts', join(lab.folder, 'link.ts'));
    const { json, code: exit } = await lab.call([...argv, '--json']);
    expect({ code: json.error?.code, exit }).toEqual({ code, exit: exitCode });
    expect(String(json.error?.hint).length).toBeGreaterThan(10);
  });

  test.each([
    ['context', 'x'],
    ['search', 'x'],
    ['search', 'src/cart.ts', '--kind', 'outline'],
  ])('an interrupt ends %s with 130', async (...argv) => {
    const { code, json } = await lab.call([...argv, '--json'], { signal: AbortSignal.abort() });
    expect({ code, error: json.error?.code }).toEqual({ code: 130, error: 'EC_CLI_INTERRUPTED' });
  });
});

describe('search', () => {
  test('finds a text with its place, sources before tests', async () => {
    const { stdout, stderr, code } = await lab.call(['search', 'addToCart']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^Not searched: 1 file/) });
    expect(stdout).toMatch(/^src\/cart\.ts:4:17: export function addToCart/);
    expect(stdout.trim().split('\n')).toHaveLength(3);
  });

  test('is one document with --json', async () => {
    expect(await data('search', 'addToCart', '--limit', '1')).toMatchObject({
      format: 'enhanced-code/search',
      version: 1,
      kind: 'literal',
      isTruncated: true,
      matches: [{ path: 'src/cart.ts', line: 4, character: 16, defines: 'addToCart' }],
    });
  });

  test.each([
    ['regex', 'add\\w+Cart\\b', ['src/cart.ts:4', 'test/cart.test.ts:1', 'test/cart.test.ts:2']],
    ['symbol', 'addtocart', ['src/cart.ts:4']],
    ['references', 'priceOf', ['src/cart.ts:1', 'src/cart.ts:5', 'src/price.ts:1']],
  ])('--kind %s', async (kind, query, places) => {
    const { stdout } = await lab.call(['search', query, '--kind', kind]);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.split(':').slice(0, 2).join(':')),
    ).toEqual(places);
  });

  test('--kind outline lists what a file defines', async () => {
    const outline = await data('search', './src/cart.ts', '--kind', 'outline');
    expect(outline).toMatchObject({
      path: 'src/cart.ts',
      definitions: [{ name: 'addToCart', startLine: 3, endLine: 6 }],
    });
    expect((await lab.call(['search', 'src/cart.ts', '--kind', 'outline'])).stdout).toMatch(
      /^3-6: export function/,
    );
  });

  test('looks only where it is told to', async () => {
    const { stdout } = await lab.call(['search', 'addToCart', 'test', 'src/price.ts']);
    expect(stdout).toMatch(/^test\/cart\.test\.ts:1:/);
    expect(stdout).not.toContain('src/cart.ts:');
    expect((await lab.call(['search', 'addToCart', '.'])).stdout).toContain('src/cart.ts:4');
  });

  test('tells upper and lower case apart unless it is told not to', async () => {
    expect(await lab.call(['search', 'ADDTOCART'])).toMatchObject({ code: 0, stdout: '' });
    expect((await lab.call(['search', 'ADDTOCART', '--ignore-case'])).stdout).toContain('src/cart.ts:4');
  });

  test('nothing found is said and no failure', async () => {
    expect((await lab.call(['search', 'nowhere', 'src'])).stderr).toContain('No match.');
  });

  test('a pattern that never ends is stopped', async () => {
    lab.write({ 'long.txt': `${'a'.repeat(5000)}!\n` });
    const { json } = await lab.call(['search', '(a+)+$', '--kind', 'regex', '--json']);
    expect(json).toMatchObject({ exitCode: 8, error: { code: 'EC_CONTEXT_PATTERN_SLOW' } });
  });

  test('what a file holds cannot steer a terminal', async () => {
    lab.write({ 'evil.txt': 'needle \u001b]0;owned\u0007\n' });
    expect((await lab.call(['search', 'needle'])).stdout).not.toContain('\u001b');
  });

  test('a folder in which a commit was interrupted is searched as it is', async () => {
    const texts = { 'src/cart.ts': 'half written\n', 'src/price.ts': 'half written\n' };
    await interruptCommit(lab, texts, { path: 'src/price.ts', when: 'crash-before' });
    const before = lab.hash();
    for (const command of ['search', 'context']) expect((await lab.call([command, 'half'])).code).toBe(0);
    expect(lab.hash()).toBe(before);
    expect((await lab.call(['recover', '--check'])).code).toBe(3);
  });
});
