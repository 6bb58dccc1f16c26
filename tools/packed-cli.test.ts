import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LLMock } from '@copilotkit/aimock';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { copyOf, type Ended, hashesOf, runPackedCli } from './packed-cli.ts';
import { root } from './workspace.ts';

const { folder: consumer } = inject('consumer');
const server = new LLMock({ port: 0, logLevel: 'silent' });
const instruction = 'Name the number of cents in the money module';
const sample = join(root, 'apps', 'cli', 'sample');
let project: string;

const reply = `Here it is.

src/money.ts
\`\`\`ts
<<<<<<< SEARCH
/** Adds amounts. */
=======
/** How many cents a unit of the currency has. */
export const CENTS = 100;

/** Adds amounts. */
>>>>>>> REPLACE
\`\`\`

src/cents.ts
\`\`\`ts
<<<<<<< SEARCH
=======
export { CENTS } from './money.ts';
>>>>>>> REPLACE
\`\`\`
`;

beforeAll(async () => {
  server.onMessage(/.*/s, { content: reply });
  await server.start();
});

afterAll(() => server.stop());

beforeEach(() => {
  project = copyOf(sample);
  server.resetMatchCounts();
});

afterEach(() => rmSync(dirname(project), { recursive: true, force: true }));

const wires = {
  'OpenAI Chat': () => ({ args: ['--base-url', `${server.url}/v1`, '--model', 'local'], env: {} }),
  'Anthropic Messages': () => ({
    args: [],
    env: { ANTHROPIC_API_KEY: 'key-for-tests', ANTHROPIC_BASE_URL: server.url },
  }),
};

function edit(
  wire: keyof typeof wires,
  words: readonly string[] = [instruction],
  more: readonly string[] = [],
): Promise<Ended> {
  const { args, env } = wires[wire]();
  return runPackedCli(consumer, ['edit', ...words, '--json', ...args, ...more], { cwd: project, env });
}

const bodyOf = ({ stdout }: Ended) => JSON.parse(stdout);

describe.each(Object.keys(wires) as (keyof typeof wires)[])('over %s', (wire) => {
  test('a change is applied, its patch fits the old tree, and undo gives every byte back', {
    timeout: 60_000,
  }, async () => {
    const before = hashesOf(project);
    const ended = await edit(wire);
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
    const body = bodyOf(ended);
    expect(body).toMatchObject({ schemaVersion: 1, ok: true, command: 'edit' });
    expect(body.data.outcome).toEqual({ kind: 'finished', result: 'committed' });
    const after = hashesOf(project);
    expect(Object.keys(after).filter((path) => after[path] !== before[path])).toEqual([
      'src/cents.ts',
      'src/money.ts',
    ]);

    const pristine = copyOf(sample);
    execFileSync('git', ['apply', '--check', '-'], { cwd: pristine, input: body.data.diff });
    rmSync(dirname(pristine), { recursive: true, force: true });

    const undone = await runPackedCli(consumer, ['undo', '--json'], { cwd: project });
    expect(undone.code, undone.stderr).toBe(0);
    expect(hashesOf(project)).toEqual(before);

    const again = await runPackedCli(consumer, ['undo', '--json'], { cwd: project });
    expect(again.code).not.toBe(0);
    expect(bodyOf(again).error.code).toMatch(/^EC_FILE_/);
    expect(bodyOf(again).error.hint).not.toBe('');
    expect(hashesOf(project)).toEqual(before);
  });

  test('a dry run shows the change and writes nothing', { timeout: 60_000 }, async () => {
    const before = hashesOf(project);
    const ended = await edit(wire, undefined, ['--dry-run']);
    expect(ended.code, ended.stderr).toBe(0);
    expect(bodyOf(ended).data.diff).toContain('+export const CENTS = 100;');
    expect(hashesOf(project)).toEqual(before);
  });

  test('429 is a typed error with its own exit code', { timeout: 60_000 }, async () => {
    const before = hashesOf(project);
    server.prependFixture({
      match: { userMessage: /.*/s },
      response: { error: { message: 'Slow down', type: 'rate_limit_error' }, status: 429 },
    });
    try {
      const ended = await edit(wire);
      expect(ended.code).toBe(9);
      expect(bodyOf(ended).error.code).toMatch(/^EC_LLM_RATE_LIMIT/);
      expect(hashesOf(project)).toEqual(before);
    } finally {
      server.clearFixtures();
      server.onMessage(/.*/s, { content: reply });
    }
  });

  test('a connection that breaks in the middle is a typed error', { timeout: 60_000 }, async () => {
    const before = hashesOf(project);
    server.prependFixture({
      match: { userMessage: /.*/s },
      response: { content: reply },
      chunkSize: 8,
      latency: 5,
      disconnectAfterMs: 120,
    });
    try {
      const ended = await edit(wire);
      expect(ended.code).toBe(9);
      expect(bodyOf(ended)).toMatchObject({ ok: false, error: { code: expect.stringMatching(/^EC_LLM_/) } });
      expect(hashesOf(project)).toEqual(before);
    } finally {
      server.clearFixtures();
      server.onMessage(/.*/s, { content: reply });
    }
  });
});

test('a patch that cannot be written does not hide what became of the change', {
  timeout: 60_000,
}, async () => {
  const ended = await edit('OpenAI Chat', undefined, ['--patch', 'no/such/folder/change.patch']);
  const { data, error } = bodyOf(ended);
  expect({ code: ended.code, error: error.code }).toEqual({ code: 1, error: 'EC_CLI_PATCH_UNWRITABLE' });
  expect(error.message).toContain('Take it back with');
  expect(data.outcome).toEqual({ kind: 'finished', result: 'committed' });
});

describe('bad input', () => {
  const cases: { name: string; args: () => readonly string[]; code: number; error: RegExp }[] = [
    {
      name: 'an unknown flag',
      args: () => ['edit', instruction, '--dry-rum'],
      code: 2,
      error: /^EC_CLI_UNKNOWN_OPTION$/,
    },
    { name: 'an unknown command', args: () => ['edti'], code: 2, error: /^EC_CLI_UNKNOWN_COMMAND$/ },
    { name: 'a missing instruction', args: () => ['edit'], code: 2, error: /^EC_CLI_USAGE$/ },
    {
      name: 'an empty instruction',
      args: () => ['edit', '  '],
      code: 2,
      error: /^EC_CLI_EMPTY_INSTRUCTION$/,
    },
    {
      name: 'a folder that does not exist',
      args: () => ['edit', instruction, '--cwd', 'nowhere'],
      code: 2,
      error: /^EC_FILE_FOLDER_UNUSABLE$/,
    },
    {
      name: 'a file in the place of a folder',
      args: () => ['edit', instruction, '--cwd', 'package.json'],
      code: 2,
      error: /^EC_FILE_FOLDER_UNUSABLE$/,
    },
    { name: 'no model', args: () => ['edit', instruction], code: 2, error: /^EC_CLI_NO_MODEL$/ },
    {
      name: 'a server without a model name',
      args: () => ['edit', instruction, '--base-url', server.url],
      code: 2,
      error: /^EC_CLI_MODEL_NAME_MISSING$/,
    },
    {
      name: 'a path outside the folder',
      args: () => ['edit', instruction, '../secret.txt', '--base-url', `${server.url}/v1`, '--model', 'm'],
      code: 5,
      error: /^EC_FILE_/,
    },
    {
      name: 'a binary file',
      args: () => ['edit', instruction, 'picture.bin', '--base-url', `${server.url}/v1`, '--model', 'm'],
      code: 6,
      error: /^EC_FILE_/,
    },
    {
      name: 'a file that is not there',
      args: () => ['edit', instruction, 'absent.ts', '--base-url', `${server.url}/v1`, '--model', 'm'],
      code: 2,
      error: /^EC_FILE_/,
    },
  ];

  test.each(cases)(
    '$name has its error, its exit code and leaves the folder alone',
    { timeout: 60_000 },
    async ({ args, code, error }) => {
      writeFileSync(join(project, 'picture.bin'), Buffer.from([0, 1, 2, 255, 0, 9]));
      writeFileSync(join(project, '..', 'secret.txt'), 'secret');
      const before = hashesOf(project);
      const ended = await runPackedCli(consumer, [...args(), '--json'], { cwd: project });
      expect(ended.stdout, ended.stderr).not.toBe('');
      const body = bodyOf(ended);
      expect(body.error.code).toMatch(error);
      expect(ended.code).toBe(code);
      expect(body.exitCode).toBe(code);
      expect(body.error.hint.length).toBeGreaterThan(10);
      expect(ended.stdout).not.toContain('secret.txt: secret');
      expect(hashesOf(project)).toEqual(before);
    },
  );

  test('without a model the error names all three ways', async () => {
    const ended = await runPackedCli(consumer, ['edit', instruction], { cwd: project });
    for (const way of ['ANTHROPIC_API_KEY', 'OPENAI_API_KEY', '--base-url'])
      expect(ended.stderr).toContain(way);
    expect(ended.stdout).toBe('');
  });

  test('an answer without edits is refused after the steps it had', { timeout: 60_000 }, async () => {
    const before = hashesOf(project);
    server.prependFixture({
      match: { userMessage: /.*/s },
      response: { content: 'I would change the template.\n```ts\nfoo(\n' },
    });
    try {
      const ended = await edit('OpenAI Chat', undefined, ['--max-steps', '2']);
      expect(ended.code).toBe(6);
      expect(bodyOf(ended).error.code).toMatch(/^EC_(CORE|EDIT|STREAM)_/);
      expect(hashesOf(project)).toEqual(before);
    } finally {
      server.clearFixtures();
      server.onMessage(/.*/s, { content: reply });
    }
  });

  test.runIf(process.getuid?.() === 0)('a folder that cannot be read', async () => {
    const closed = join(project, 'closed');
    mkdirSync(closed);
    chmodSync(closed, 0o000);
    chmodSync(dirname(project), 0o755);
    const ended = await runPackedCli(consumer, ['edit', instruction, '--cwd', 'closed', '--json'], {
      cwd: project,
      uid: 65534,
    });
    expect(ended.code).toBe(2);
    expect(bodyOf(ended).error.code).toBe('EC_FILE_FOLDER_UNUSABLE');
  });
});

test('the demonstration changes three files and takes them back', { timeout: 60_000 }, async () => {
  const ended = await runPackedCli(consumer, ['demo', '--json'], { cwd: project });
  expect(ended.code, ended.stderr).toBe(0);
  const { data } = bodyOf(ended);
  expect(data.undo).toMatchObject({
    identical: true,
    changed: ['src/format.ts', 'src/line-item.ts', 'test/invoice.test.ts'],
  });
  expect(data.undo.before).toBe(data.undo.restored);
});

test('output without a terminal holds no escape sequence', { timeout: 60_000 }, async () => {
  const ended = await runPackedCli(consumer, ['demo'], { cwd: project });
  expect(ended.stdout + ended.stderr).not.toContain('\u001b');
  const forced = await runPackedCli(consumer, ['demo', '--color', 'always'], { cwd: project });
  expect(forced.stdout).toContain('\u001b[32m+');
});

test('--version and --help answer with exit code 0', async () => {
  expect((await runPackedCli(consumer, ['--version'], { cwd: project })).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  const help = await runPackedCli(consumer, ['--help'], { cwd: project });
  expect(help.code).toBe(0);
  expect(help.stdout).toContain('edit');
});
