import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLab, type Lab } from '../testing/call-cli.ts';

const money = 'export function add(a: number, b: number): number {\n  return a + b;\n}\n';
let lab: Lab;
beforeEach(() => {
  lab = createLab({ 'src/money.ts': money, 'notes.txt': 'one\ntwo\nthree\n' });
});
afterEach(() => lab[Symbol.dispose]());

const read = (path: string) => readFileSync(join(lab.folder, path), 'utf8');

const block = (path: string, search: string, replace: string) =>
  `${path}\n\`\`\`\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n\`\`\`\n`;
const swap = block('src/money.ts', '  return a + b;', '  return b + a;');
const broken = block('src/money.ts', '  return a + b;', '  return (b + a;');

const replies: Readonly<Record<string, string>> = {
  'search-replace': `Sure! I swapped them.\n\n${swap}\nThat is all.`,
  'unified-diff':
    'Here:\n\n```diff\n--- a/src/money.ts\n+++ b/src/money.ts\n@@ -1,3 +1,3 @@\n export function add(a: number, b: number): number {\n-  return a + b;\n+  return b + a;\n }\n```\n',
  'apply-patch':
    '*** Begin Patch\n*** Update File: src/money.ts\n@@\n-  return a + b;\n+  return b + a;\n*** End Patch\n',
  'whole-file': `src/money.ts\n\`\`\`ts\n${money.replace('a + b', 'b + a')}\`\`\`\n`,
  'str-replace': JSON.stringify({
    path: 'src/money.ts',
    old_str: '  return a + b;',
    new_str: '  return b + a;',
  }),
};

describe('a reply in any format', () => {
  test.each(Object.entries(replies))(
    '%s is found out, applied and can be taken back',
    async (format, reply) => {
      const before = lab.hash();
      const { code, json } = await lab.pipe(reply, ['apply', '-', '--json']);
      expect(code).toBe(0);
      expect(json).toMatchObject({ ok: true, command: 'apply', exitCode: 0 });
      expect(json.data).toMatchObject({
        format: 'enhanced-code/apply',
        version: 1,
        status: 'applied',
        editFormat: format,
        edits: 1,
        files: [{ path: 'src/money.ts', kind: 'modify', added: 1, removed: 1 }],
        refusals: [],
        feedback: '',
        check: { status: 'passed', findings: [] },
      });
      expect(json.data?.transactionId).toMatch(/^tx_/);
      expect(read('src/money.ts')).toContain('return b + a');
      expect((await lab.call(['undo'])).code).toBe(0);
      expect(lab.hash()).toBe(before);
    },
  );

  test('a named format is taken instead of the one that it looks like', async () => {
    const { json, code } = await lab.pipe(swap, ['apply', '-', '--format', 'unified-diff', '--json']);
    expect(code).toBe(6);
    expect(json.data?.editFormat).toBe('unified-diff');
  });

  test('a file is read from where the command was called, the edits go into the folder', async () => {
    writeFileSync(join(lab.folder, '..', 'reply.md'), swap);
    const cwd = join(lab.folder, '..');
    const { code } = await lab.call(['apply', 'reply.md', '--folder', 'project'], { cwd });
    expect(code).toBe(0);
    expect(read('src/money.ts')).toContain('return b + a');
  });

  test('UTF-16, as PowerShell writes it, is read by its byte order mark', async () => {
    const utf16 = Buffer.from(`\ufeff${swap}`, 'utf16le');
    expect((await lab.pipe(utf16, ['apply', '-'])).code).toBe(0);
    expect(read('src/money.ts')).toContain('return b + a');
  });
});

describe('what a person sees', () => {
  test('the diff, how the place was found, the check, and the way back', async () => {
    const indented = block('src/money.ts', 'return a + b;', 'return b + a;');
    const { code, stdout, stderr } = await lab.pipe(indented, ['apply', '-']);
    expect(code).toBe(0);
    expect(stdout).toContain('-  return a + b;\n+  return b + a;\n');
    expect(stdout).toMatch(/src\/money\.ts +line 2 +indentation/);
    expect(stdout).toContain('Syntax: no new errors.');
    expect(stdout).toContain('Take it back with `enhanced-code undo`');
    expect(stderr).toBe('Format: search-replace, 1 edit.\n');
  });

  test('a file that nothing can check is named, never called right', async () => {
    const { stdout, json } = await lab.pipe(block('notes.txt', 'two', 'zwei'), ['apply', '-', '--json']);
    expect(json.data?.check).toMatchObject({ status: 'skipped', files: [{ path: 'notes.txt' }] });
    expect(stdout).not.toContain('passed');
  });
});

describe('a dry run', () => {
  test.each([
    ['--dry-run', 0],
    ['--check', 3],
  ])('%s shows the change, writes nothing and ends with %i', async (flag, expected) => {
    const before = lab.hash();
    const { code, json } = await lab.pipe(swap, ['apply', '-', flag, '--json']);
    expect(code).toBe(expected);
    expect(json).toMatchObject({ ok: true, data: { status: 'preview', transactionId: null } });
    expect(json.data?.diff).toContain('+  return b + a;');
    expect(lab.hash()).toBe(before);
    expect((await lab.call(['history', '--json'])).json.data?.total).toBe(0);
  });

  test('ends as the real run would where that is refused', async () => {
    expect((await lab.pipe(broken, ['apply', '-', '--check'])).code).toBe(6);
  });
});

describe('a refused edit', () => {
  test('names the first line that differs, for a person and for a model', async () => {
    const before = lab.hash();
    const reply = block('src/money.ts', `${money.split('\n')[0]}\n  return a - b;`, '  return 0;');
    const text = await lab.pipe(reply, ['apply', '-']);
    expect(text).toMatchObject({ code: 6, stdout: '' });
    expect(text.stderr).toContain('Edit 1 refused, nothing was changed.');
    expect(text.stderr).toContain('error[EC_EDIT_NO_MATCH]');
    const { json } = await lab.pipe(reply, ['apply', '-', '--json']);
    expect(json).toMatchObject({ ok: false, exitCode: 6, error: { code: 'EC_EDIT_NO_MATCH' } });
    expect(json.data).toMatchObject({ status: 'refused', diff: '', files: [], transactionId: null });
    const refusal = json.data?.refusals?.[0];
    expect(refusal).toMatchObject({ code: 'EC_EDIT_NO_MATCH', path: 'src/money.ts', alreadyApplied: false });
    expect(refusal?.nearest?.[0]).toMatchObject({ line: expect.any(Number), total: 2 });
    expect(json.data?.feedback).toContain(refusal?.feedback ?? '?');
    expect(lab.hash()).toBe(before);
  });

  test('an edit that the file holds already says so', async () => {
    await lab.pipe(swap, ['apply', '-']);
    const { json } = await lab.pipe(swap, ['apply', '-', '--json']);
    expect(json.data?.refusals?.[0]).toMatchObject({ code: 'EC_EDIT_ALREADY_APPLIED', alreadyApplied: true });
  });

  test('one bad edit keeps the good one out as well', async () => {
    const before = lab.hash();
    const { code } = await lab.pipe(swap + block('notes.txt', 'four', 'vier'), ['apply', '-']);
    expect(code).toBe(6);
    expect(lab.hash()).toBe(before);
  });

  test('a reply that stops in the middle is not applied up to there', async () => {
    const before = lab.hash();
    const { json } = await lab.pipe(swap + swap.slice(0, 60), ['apply', '-', '--json']);
    expect(json).toMatchObject({ exitCode: 6, error: { code: 'EC_EDIT_TRUNCATED' } });
    expect(lab.hash()).toBe(before);
  });

  test('text without an edit is not taken for one', async () => {
    const { json } = await lab.pipe('I would not change anything.', ['apply', '-', '--json']);
    expect(json).toMatchObject({ exitCode: 6, error: { code: 'EC_EDIT_EMPTY' } });
  });

  test('leaves no open transaction behind', async () => {
    await lab.pipe(block('notes.txt', 'four', 'vier'), ['apply', '-']);
    expect((await lab.call(['recover', '--json'])).json.data?.pending).toEqual([]);
  });
});

describe('guards', () => {
  test('an edit that adds a syntax error is refused with its line, unless that is allowed', async () => {
    const before = lab.hash();
    const { json } = await lab.pipe(broken, ['apply', '-', '--json']);
    expect(json).toMatchObject({ exitCode: 6, error: { code: 'EC_CLI_CHECK_FAILED', details: { line: 2 } } });
    expect(json.data).toMatchObject({ status: 'refused', check: { status: 'failed' } });
    expect(json.data?.feedback).toContain('src/money.ts:2:');
    expect(lab.hash()).toBe(before);
    const allowed = await lab.pipe(broken, ['apply', '-', '--allow-errors', '--json']);
    expect(allowed.json.data).toMatchObject({ status: 'applied', check: { status: 'failed' } });
  });

  test('an error that was there before does not stop an edit', async () => {
    lab.write({ 'src/old.ts': 'const a = (1;\nconst b = 2;\n' });
    expect((await lab.pipe(block('src/old.ts', 'const b = 2;', 'const b = 3;'), ['apply', '-'])).code).toBe(
      0,
    );
  });

  test.each(['--allow-protected', '--approve'])('a protected file needs leave by name: %s', async (flag) => {
    const reply = '.github/workflows/ci.yml\n```yml\non: push\n```\n';
    const before = lab.hash();
    const { json } = await lab.pipe(reply, ['apply', '-', '--json']);
    expect(json).toMatchObject({
      exitCode: 5,
      error: { code: 'EC_CLI_APPROVAL_NEEDED', details: { paths: ['.github/workflows/ci.yml'] } },
      data: { protected: ['.github/workflows/ci.yml'] },
    });
    expect((await lab.pipe(reply, ['apply', '-', flag, 'other.yml'])).code).toBe(5);
    expect(lab.hash()).toBe(before);
    expect((await lab.pipe(reply, ['apply', '-', flag, '.github/workflows/ci.yml'])).code).toBe(0);
    expect(read('.github/workflows/ci.yml')).toBe('on: push\n');
  });

  test.each([
    ['create', '*** Begin Patch\n*** Add File: notes.txt\n+new\n*** End Patch\n', 'EC_EDIT_FILE_EXISTS'],
    [
      'a whole file without a hash',
      JSON.stringify({ files: [{ path: 'notes.txt', content: 'new\n' }] }),
      'EC_EDIT_HASH_REQUIRED',
    ],
  ])('%s replaces a file only with --allow-overwrite', async (_name, reply, code) => {
    expect((await lab.pipe(reply, ['apply', '-', '--json'])).json.error?.code).toBe(code);
    expect((await lab.pipe(reply, ['apply', '-', '--allow-overwrite'])).code).toBe(0);
    expect(read('notes.txt')).toBe('new\n');
  });

  test('edits that name no file go where --path says', async () => {
    const bare = '<<<<<<< SEARCH\ntwo\n=======\nzwei\n>>>>>>> REPLACE\n';
    expect((await lab.pipe(bare, ['apply', '-', '--json'])).json.error?.code).toBe('EC_EDIT_NO_PATH');
    expect((await lab.pipe(bare + swap, ['apply', '-', '--path', 'notes.txt'])).code).toBe(0);
    expect(read('notes.txt')).toBe('one\nzwei\nthree\n');
    expect(read('src/money.ts')).toContain('b + a');
  });

  test('a path that leads out of the folder is refused by policy', async () => {
    const { json } = await lab.pipe('../evil.txt\n```\nx\n```\n', ['apply', '-', '--json']);
    expect(json).toMatchObject({ exitCode: 5, error: { code: 'EC_FILE_PATH_REFUSED' } });
    expect(existsSync(join(lab.folder, '..', 'evil.txt'))).toBe(false);
  });

  test('a link is not followed', async () => {
    writeFileSync(join(lab.folder, '..', 'outside.txt'), 'one\ntwo\n');
    symlinkSync('../outside.txt', join(lab.folder, 'link.txt'));
    expect((await lab.pipe(block('link.txt', 'two', 'zwei'), ['apply', '-'])).code).not.toBe(0);
    expect(readFileSync(join(lab.folder, '..', 'outside.txt'), 'utf8')).toBe('one\ntwo\n');
  });
});

describe('bad input', () => {
  test.each([
    ['a missing file', ['apply', 'absent.md'], 'EC_CLI_INPUT_UNREADABLE', 'there is no such file'],
    ['a folder', ['apply', 'src'], 'EC_CLI_INPUT_UNREADABLE', 'it is a folder'],
    ['an empty file', ['apply', 'empty'], 'EC_CLI_INPUT_EMPTY', 'empty'],
    ['nothing on stdin', ['apply', '-'], 'EC_CLI_INPUT_EMPTY', 'stdin'],
    ['a binary file', ['apply', 'binary'], 'EC_CLI_INPUT_NOT_TEXT', 'UTF-8'],
    ['NUL characters', ['apply', 'nul'], 'EC_CLI_INPUT_NOT_TEXT', 'NUL'],
    ['no argument', ['apply'], 'EC_CLI_USAGE', 'missing required argument'],
    ['an unknown format', ['apply', 'empty', '--format', 'poem'], 'EC_CLI_USAGE', 'search-replace'],
    ['a folder that is not there', ['apply', 'notes.txt', '--folder', 'no'], 'EC_FILE_FOLDER_UNUSABLE', 'no'],
  ])('%s has its error and exit code 2, and nothing is written', async (_name, argv, code, says) => {
    lab.write({ empty: ' \n', binary: Uint8Array.of(0x89, 0x50, 0xff, 0xfe), nul: 'a\0b' });
    const before = lab.hash();
    const { code: exit, json, stderr } = await lab.call([...argv, '--json']);
    expect(exit).toBe(2);
    expect(json.error?.code).toBe(code);
    expect(`${json.error?.message} ${json.error?.hint}`.toLowerCase()).toContain(says.toLowerCase());
    expect(stderr).not.toContain('    at ');
    expect(lab.hash()).toBe(before);
  });

  test.skipIf(process.getuid?.() === 0)('a file that may not be read', async () => {
    lab.write({ secret: 'x' });
    chmodSync(join(lab.folder, 'secret'), 0);
    expect((await lab.call(['apply', 'secret'])).stderr).toContain('you may not read it');
  });

  test('an edit of 10 MB is applied or refused in bounded time', async () => {
    const huge = `big.txt\n\`\`\`\n${'A line of no interest at all, again and again.\n'.repeat(220_000)}\`\`\`\n`;
    expect(huge.length).toBeGreaterThan(10_000_000);
    const { code, json } = await lab.pipe(huge, ['apply', '-', '--json']);
    expect(code).toBe(0);
    expect(json.data?.files).toMatchObject([{ path: 'big.txt', kind: 'create', added: 220_000 }]);
  });

  test('more than 64 MiB is not even read to the end', async () => {
    let sent = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          sent += 1 << 20;
          yield Buffer.alloc(1 << 20, 0x61);
        }
      })(),
    );
    const { json } = await lab.call(['apply', '-', '--json'], { stdin: endless });
    expect(json.error).toMatchObject({ code: 'EC_CLI_INPUT_TOO_LARGE' });
    expect(sent).toBeLessThan(80 << 20);
  });

  test('an interrupt while waiting for stdin ends with 130', async () => {
    const interrupt = new AbortController();
    const stdin = new Readable({ read: () => interrupt.abort() });
    const { code, json } = await lab.call(['apply', '-', '--json'], { stdin, signal: interrupt.signal });
    expect(code).toBe(130);
    expect(json.error).toMatchObject({ code: 'EC_CLI_INTERRUPTED' });
  });

  test('an interrupt before the commit writes nothing', async () => {
    const before = lab.hash();
    const { code } = await lab.pipe(swap, ['apply', '-'], { signal: AbortSignal.abort() });
    expect(code).toBe(130);
    expect(lab.hash()).toBe(before);
  });

  test('escape sequences of a reply do not reach a terminal', async () => {
    const terminal = { stdin: false, stdout: true, stderr: true };
    const reply = block('notes.txt', 'two', 'zwei \u001b]0;title\u0007');
    const { stdout } = await lab.pipe(reply, ['apply', '-'], { terminal });
    expect(stdout).not.toContain('\u001b]');
  });
});

test('a terminal on stdin is told how to end the input', async () => {
  const terminal = { stdin: true, stdout: false, stderr: true };
  expect((await lab.pipe(swap, ['apply', '-'], { terminal })).stderr).toContain('Ctrl-D');
});

test('a folder inside a repository is changed without git being asked', async () => {
  mkdirSync(join(lab.folder, '.git'));
  writeFileSync(join(lab.folder, '.git', 'config'), '[core]\n\tfsmonitor = touch pwned\n');
  expect((await lab.pipe(swap, ['apply', '-'])).code).toBe(0);
  expect(existsSync(join(lab.folder, 'pwned'))).toBe(false);
});
