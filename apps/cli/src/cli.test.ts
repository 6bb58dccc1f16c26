import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commands } from './commands.ts';
import type { Io } from './io.ts';
import { type Called, createLab, type Lab } from './testing/call-cli.ts';

let lab: Lab;
let home: string;
beforeEach(() => {
  lab = createLab();
  home = lab.folder;
});
afterEach(() => lab[Symbol.dispose]());

const call = (argv: readonly string[], changes: Partial<Io> = {}) => lab.call(argv, changes);

const json = ({ stdout }: Called) => JSON.parse(stdout);

describe('the frame', () => {
  test('shows class and stack of the errors that DEBUG names', async () => {
    const stderrWith = async (DEBUG: string) =>
      (await call(['edit', ''], { env: { ENHANCED_CODE_STATE: lab.state, DEBUG } })).stderr;
    for (const list of ['EC_CLI_*', 'enhanced-code', 'other,EC_CLI_EMPTY_INSTRUCTION'])
      expect(await stderrWith(list), list).toMatch(/\n\s+at /);
    for (const list of ['', 'EC_EDIT_*', 'EC_CLI_*,-EC_CLI_EMPTY_INSTRUCTION'])
      expect(await stderrWith(list), list).not.toMatch(/\n\s+at /);
  });

  test.each([
    [['--version'], /^\d+\.\d+\.\d+\n$/],
    [['--help'], /Usage: enhanced-code/],
    [['edit', '--help'], /--dry-run/],
    [['undo', '--help'], /byte for byte/],
  ])('%s answers on stdout with exit code 0', async (argv, expected) => {
    const { code, stdout, stderr } = await call(argv);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(expected);
  });

  test.each([
    [['edit', 'x', '--dry-rum'], 'EC_CLI_UNKNOWN_OPTION', '--dry-run'],
    [['edti', 'x'], 'EC_CLI_UNKNOWN_COMMAND', 'edit'],
    [['explain', 'EC_CLI_NO_MODLE'], 'EC_CLI_UNKNOWN_CODE', 'EC_CLI_NO_MODEL'],
  ])('%s is answered with what was probably meant', async (argv, code, meant) => {
    const { error, exitCode, ok } = json(await call([...argv, '--json']));
    expect({ code: error.code, exitCode, ok }).toEqual({ code, exitCode: 2, ok: false });
    expect(error.hint).toContain(`Did you mean ${meant}?`);
  });

  test.each([
    [['edit'], 'EC_CLI_USAGE'],
    [['edit', ''], 'EC_CLI_EMPTY_INSTRUCTION'],
    [['edit', 'x', '--format', 'poem'], 'EC_CLI_USAGE'],
    [['edit', 'x', '--budget', 'many'], 'EC_CLI_USAGE'],
    [['edit', 'x', '--max-steps', '0'], 'EC_CLI_USAGE'],
    [['edit', 'x'], 'EC_CLI_NO_MODEL'],
    [['edit', 'x', '--base-url', 'http://127.0.0.1:1'], 'EC_CLI_MODEL_NAME_MISSING'],
    [['edit', 'x', '--base-url', 'file:///etc', '--model', 'm'], 'EC_CLI_USAGE'],
    [['edit', 'x', '--cwd', 'absent'], 'EC_FILE_FOLDER_UNUSABLE'],
    [['undo'], 'EC_FILE_NOTHING_TO_UNDO'],
  ])('%s has an error that says what to do', async (argv, code) => {
    const called = await call(argv);
    expect(called.code).toBeGreaterThan(0);
    expect(called.stdout).toBe('');
    expect(called.stderr).toContain(`[${code}]`);
    expect(called.stderr).toContain('fix:');
    const machine = argv.includes('--jsonl') ? undefined : json(await call([...argv, '--json']));
    if (machine)
      expect(machine).toMatchObject({ schemaVersion: 1, ok: false, exitCode: called.code, error: { code } });
  });

  test('two kinds of output at once are refused', async () => {
    const { code, stdout } = await call(['--json', '--jsonl', 'undo']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: 'EC_CLI_USAGE' } });
  });

  test('a provider that is asked for without its key names the variable', async () => {
    const { error, exitCode } = json(await call(['edit', 'x', '--provider', 'openai', '--json']));
    expect({ code: error.code, exitCode }).toEqual({ code: 'EC_CLI_NO_KEY', exitCode: 4 });
    expect(error.message).toContain('OPENAI_API_KEY');
  });

  test('whatever is typed, there is an exit code, and stdout is empty or one document', async () => {
    const words = [
      ...commands.map(({ name }) => name),
      '--cwd',
      '--yes',
      '--dry-run',
      '-',
      '--',
      '',
      'ö',
      '--model=x',
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...words), { maxLength: 5 }), async (argv) => {
        fc.pre(!argv.includes('demo') && argv.some((word) => word !== '' && !word.startsWith('-')));
        const called = await call(['--json', ...argv]);
        expect(called.code).toBeGreaterThanOrEqual(0);
        if (called.stdout !== '')
          expect(json(called)).toMatchObject({ schemaVersion: 1, exitCode: called.code });
      }),
      { numRuns: 60 },
    );
  });
});

describe('the demonstration', () => {
  test('shows context, diff, receipts, usage and an undo that is proven', async () => {
    const { code, stdout, stderr } = await call(['demo']);
    expect(code).toBe(0);
    for (const part of [
      'Instruction',
      'Context',
      'diff --git',
      'Edits',
      'Usage',
      'every byte is back',
      'undo --cwd',
    ]) {
      expect(stdout).toContain(part);
    }
    expect(stdout).toContain('indentation');
    expect(stderr).toContain('Model: scripted');
  });

  test('with --jsonl every line is JSON, events first, the result last', async () => {
    const { stdout } = await call(['--jsonl']);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.at(-1)).toMatchObject({ type: 'result', schemaVersion: 1, ok: true, exitCode: 0 });
    expect(
      lines.slice(0, -1).every(({ type, schemaVersion }) => type === 'event' && schemaVersion === 1),
    ).toBe(true);
    expect(lines.length).toBeGreaterThan(20);
  });

  test('is quiet on stderr when it is asked to be', async () => {
    expect((await call(['demo', '--quiet'])).stderr).toBe('');
  });

  test('names the command as it was called', async () => {
    expect((await call(['demo'])).stdout).toContain('  enhanced-code edit');
    expect((await call(['demo'], { env: { npm_lifecycle_event: 'start' } })).stdout).toContain(
      '  npm start -- edit',
    );
  });
});

describe('colour', () => {
  const terminal = { stdin: false, stdout: true, stderr: true };
  test.each([
    ['a terminal', [], {}, true],
    ['NO_COLOR', [], { NO_COLOR: '1' }, false],
    ['an empty NO_COLOR', [], { NO_COLOR: '' }, true],
    ['TERM=dumb', [], { TERM: 'dumb' }, false],
    ['CLICOLOR=0', [], { CLICOLOR: '0' }, false],
    ['FORCE_COLOR=0', [], { FORCE_COLOR: '0' }, false],
    ['--color never', ['--color', 'never'], { FORCE_COLOR: '1' }, false],
    ['--color always against NO_COLOR', ['--color', 'always'], { NO_COLOR: '1' }, true],
  ])('with %s', async (_name, argv, env, painted) => {
    const { stdout } = await call(['demo', ...argv], { env, terminal });
    expect(stdout.includes('\u001b[')).toBe(painted);
  });

  test.each([
    ['no terminal', {}, false],
    ['FORCE_COLOR', { FORCE_COLOR: '1' }, true],
    ['CLICOLOR_FORCE', { CLICOLOR_FORCE: '1' }, true],
  ])('in a pipe with %s', async (_name, env, painted) => {
    const { stdout } = await call(['demo'], { env });
    expect(stdout.includes('\u001b[')).toBe(painted);
  });
});

describe('explain', () => {
  test('says what a code means and what to do', async () => {
    const { code, stdout } = await call(['explain', 'ec_cli_no_model']);
    expect(code).toBe(0);
    expect(stdout).toContain('EC_CLI_NO_MODEL');
    expect(stdout).toContain('ANTHROPIC_API_KEY');
  });

  test('without a code lists every code of every package once', async () => {
    const codes = json(await call(['explain', '--json'])).data.codes.map(
      ({ code }: { code: string }) => code,
    );
    expect(new Set(codes).size).toBe(codes.length);
    for (const area of ['CLI', 'CONTEXT', 'CORE', 'EDIT', 'FILE', 'LLM', 'STREAM', 'SYNTAX']) {
      expect(codes.some((code: string) => code.startsWith(`EC_${area}_`))).toBe(true);
    }
  });
});

test('an instruction can come from stdin', async () => {
  const { stderr } = await call(['edit', '-'], { stdin: Readable.from(['rename everything']) });
  expect(stderr).toContain('EC_CLI_NO_MODEL');
  expect((await call(['edit', '-'])).stderr).toContain('EC_CLI_EMPTY_INSTRUCTION');
});

test('undo in a folder without a history says why there is nothing to undo', async () => {
  writeFileSync(join(home, 'a.txt'), 'a');
  const { error } = json(await call(['undo', '--json']));
  expect(error.code).toBe('EC_FILE_NOTHING_TO_UNDO');
  expect(error.message).toContain('no change');
});
