import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLab, type Lab } from '../testing/call-cli.ts';

const good = 'export const a = 1;\n';
const bad = 'export const a = (1;\n';
let lab: Lab;
beforeEach(() => {
  lab = createLab({ 'src/good.ts': good, 'README.md': '# Title\n' });
});
afterEach(() => lab[Symbol.dispose]());

const json = async (...argv: string[]) => (await lab.call(['check', ...argv, '--json'])).json;
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
    cwd: lab.folder,
    encoding: 'utf8',
  });
const commitAll = () => {
  if (!existsSync(join(lab.folder, '.git'))) git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'x');
};

describe('a folder', () => {
  test('that parses ends with 0 and a summary by language', async () => {
    const { code, stdout, stderr } = await lab.call(['check']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Checking 2 files.\n' });
    expect(stdout).toMatch(/typescript +1 +1 +0 +0/);
    expect(stdout).toMatch(/2 files in .* s.*: 2 parse, none has errors\./);
  });

  test('with an error ends with 1 and says where, as compilers do', async () => {
    lab.write({ 'src/bad.ts': `${good}${bad}` });
    const { code, stdout, stderr } = await lab.call(['check']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^src\/bad\.ts:2:\d+: error: .+ \[\S+ \S+\]$/m);
    expect(stdout).toContain('1 with 1 finding');
    expect(stderr).toContain('EC_CLI_SYNTAX_ERRORS');
  });

  test('is one document with --json', async () => {
    lab.write({ 'src/bad.ts': bad, 'data.bin': Uint8Array.of(0, 1, 255), 'poem.xyz': 'words\n' });
    const document = await json();
    expect(document).toMatchObject({
      ok: false,
      exitCode: 1,
      error: { code: 'EC_CLI_SYNTAX_ERRORS', details: { files: 1, findings: 1 } },
      data: {
        format: 'enhanced-code/check',
        version: 1,
        status: 'failed',
        counts: { files: 5, ok: 2, errors: 1, unsupported: 1, unknown: 0, binary: 1 },
        unchecked: [],
      },
    });
    expect(document.data?.findings?.[0]).toMatchObject({
      path: 'src/bad.ts',
      language: 'typescript',
      severity: 'error',
      confidence: expect.stringMatching(/^(block|advise)$/),
      range: { start: { line: 0, character: expect.any(Number) } },
    });
    expect(document.data?.languages?.[0]).toMatchObject({
      language: 'typescript',
      files: 2,
      ok: 1,
      errors: 1,
    });
  });

  test('is left as it is, and nothing is kept of the look', async () => {
    const before = lab.hash();
    await lab.call(['check']);
    expect(lab.hash()).toBe(before);
    expect(existsSync(lab.state)).toBe(false);
  });

  test('is read by its ignore rules, but what is named is checked', async () => {
    lab.write({ '.gitignore': 'out/\n', 'out/bad.ts': bad, 'node_modules/x/bad.js': bad });
    expect((await json()).exitCode).toBe(0);
    expect((await json('out/bad.ts')).data?.findings?.[0]).toMatchObject({ path: 'out/bad.ts' });
  });

  test('without files has nothing wrong', async () => {
    rmSync(join(lab.folder, 'src'), { recursive: true });
    rmSync(join(lab.folder, 'README.md'));
    expect(await json()).toMatchObject({ exitCode: 0, data: { status: 'passed', counts: { files: 0 } } });
  });
});

describe('named paths', () => {
  test('are files and folders, each once', async () => {
    lab.write({ 'src/deep/bad.ts': bad, 'other.ts': bad });
    const document = await json('src', './src/good.ts', join(lab.folder, 'src'));
    expect(document.data).toMatchObject({ counts: { files: 2 }, findings: [{ path: 'src/deep/bad.ts' }] });
  });

  test.each([
    ['absent.ts', 'EC_FILE_NOT_FOUND', 2],
    ['../outside.ts', 'EC_FILE_PATH_REFUSED', 5],
    ['link.ts', 'EC_FILE_LINK', 5],
  ])('%s is refused', async (path, code, exitCode) => {
    writeFileSync(join(lab.folder, '..', 'outside.ts'), good);
    symlinkSync('../outside.ts', join(lab.folder, 'link.ts'));
    expect(await json(path)).toMatchObject({ exitCode, error: { code } });
  });
});

describe('no verdict', () => {
  const long = `[${'1,'.repeat(5_000_000)}1]`;

  test('is told of, never called right, and fails with --strict', async () => {
    lab.write({ 'long.json': long });
    expect(await json()).toMatchObject({
      ok: true,
      exitCode: 0,
      data: { status: 'incomplete', counts: { unknown: 1 }, unchecked: [{ path: 'long.json' }] },
    });
    expect((await lab.call(['check'])).stdout).toContain('long.json: not checked: ');
    expect(await json('--strict')).toMatchObject({ exitCode: 1, error: { code: 'EC_CLI_CHECK_INCOMPLETE' } });
  });

  test('--certain leaves out what a parser says that is sometimes wrong', async () => {
    lab.write({ 'bad.ts': bad });
    const all = (await json()).data?.findings?.[0];
    const certain = (await json('--certain')).data;
    expect(certain?.counts).toMatchObject(
      String(all?.confidence) === 'block' ? { errors: 1 } : { errors: 0 },
    );
  });

  test.runIf(process.getuid?.() !== 0)('a file that may not be read has none', async () => {
    chmodSync(join(lab.folder, 'src/good.ts'), 0);
    expect((await json()).data).toMatchObject({ status: 'incomplete', unchecked: [{ path: 'src/good.ts' }] });
  });
});

describe('--since', () => {
  test('checks what is new or different since a commit, and nothing else', async () => {
    lab.write({ 'src/old-bad.ts': bad });
    commitAll();
    lab.write({ 'src/new.ts': bad, 'src/good.ts': `${good}let b = (;\n` });
    expect((await json('--since', 'HEAD')).data).toMatchObject({
      since: 'HEAD',
      counts: { files: 2 },
      findings: [{ path: 'src/good.ts' }, { path: 'src/new.ts' }],
    });
    expect((await json('--since', 'main', 'src/new.ts')).data).toMatchObject({ counts: { files: 1 } });
    commitAll();
    expect((await json('--since', 'HEAD')).data).toMatchObject({ status: 'passed', counts: { files: 0 } });
    expect((await json('--since', 'HEAD~1')).data).toMatchObject({ counts: { files: 2 } });
  });

  test('works in a folder below the top of the repository', async () => {
    commitAll();
    lab.write({ 'src/new.ts': bad });
    const { json: document } = await lab.call(['check', '--since', 'HEAD', '--folder', 'src', '--json']);
    expect(document.data).toMatchObject({ counts: { files: 1 }, findings: [{ path: 'new.ts' }] });
  });

  test('works in a repository that names its objects by SHA-256', async () => {
    git('init', '-q', '--object-format=sha256');
    commitAll();
    expect((await json('--since', 'HEAD')).data).toMatchObject({ counts: { files: 0 } });
  });

  test.each(['no-such-branch', '--output=pwned', ''])(
    'a ref that git does not know has an error: "%s"',
    async (ref) => {
      commitAll();
      expect(await json(`--since=${ref}`)).toMatchObject({
        exitCode: 2,
        error: { code: 'EC_CLI_SINCE_UNREADABLE' },
      });
      expect(existsSync(join(lab.folder, 'pwned'))).toBe(false);
    },
  );

  test('a folder without a repository has an error that says so', async () => {
    const { error } = await json('--since', 'HEAD');
    expect(error?.message).toContain('not a git repository');
  });

  test('without git the error says that', async () => {
    const { json: document } = await lab.call(['check', '--since', 'HEAD', '--json'], {
      env: { PATH: '/nowhere' },
    });
    expect(document.error?.message).toContain('git is not installed');
  });

  test('nothing that the repository configures is run', async () => {
    lab.write({ '.gitattributes': '* filter=evil diff=evil\n' });
    commitAll();
    const touch = `touch '${join(lab.folder, '..', 'pwned')}'; cat`;
    for (const name of ['core.fsmonitor', 'filter.evil.clean', 'filter.evil.process', 'diff.external'])
      git('config', name, touch);
    for (const name of ['diff.evil.command', 'diff.evil.textconv', 'core.sshCommand', 'core.pager'])
      git('config', name, touch);
    mkdirSync(join(lab.folder, '.git', 'hooks'), { recursive: true });
    writeFileSync(join(lab.folder, '.git', 'hooks', 'post-index-change'), `#!/bin/sh\n${touch}\n`, {
      mode: 0o755,
    });
    lab.write({ 'src/good.ts': bad });
    const index = readFileSync(join(lab.folder, '.git', 'index'));
    expect((await json('--since', 'HEAD')).data).toMatchObject({ counts: { errors: 1 } });
    expect(existsSync(join(lab.folder, '..', 'pwned'))).toBe(false);
    expect(readFileSync(join(lab.folder, '.git', 'index'))).toEqual(index);
  });
});

describe('--sarif', () => {
  const schema = JSON.parse(
    readFileSync(join(import.meta.dirname, '..', '..', 'test', 'sarif-schema-2.1.0.json'), 'utf8'),
  );
  // The schema is of draft 4, whose `id` became `$id`; nothing else that it uses changed.
  const { id: _id, $schema: _draft, ...current } = schema;
  const ajv = new Ajv.default({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const isSarif = ajv.compile(current);

  const sarif = async (...argv: string[]) => {
    const { stdout, code } = await lab.call(['check', '--sarif', ...argv]);
    const log = JSON.parse(stdout);
    expect(isSarif(log), JSON.stringify(isSarif.errors)).toBe(true);
    return { code, run: log.runs[0] };
  };

  test('is a valid log, also with odd names, markers and files without a verdict', async () => {
    lab.write({
      'src/bad.ts': `${good}${bad}`,
      'a b/ü#%.ts': bad,
      'conflict.ts': '<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n',
      'long.json': `[${'1,'.repeat(5_000_000)}1]`,
    });
    const { code, run } = await sarif();
    expect(code).toBe(1);
    expect(run.tool.driver.name).toBe('enhanced-code');
    const result = run.results.find(
      ({
        locations: [{ physicalLocation }],
      }: {
        locations: [{ physicalLocation: { artifactLocation: { uri: string } } }];
      }) => physicalLocation.artifactLocation.uri === 'src/bad.ts',
    );
    expect(result.locations[0].physicalLocation.region).toMatchObject({ startLine: 2 });
    expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
    expect(JSON.stringify(run)).toContain('"a%20b/%C3%BC%23%25.ts"');
    expect(JSON.stringify(run)).toContain('"conflict-marker"');
    expect(run.invocations[0].toolExecutionNotifications).toHaveLength(1);
  });

  test('is a valid log without results', async () => {
    const { code, run } = await sarif();
    expect({ code, results: run.results }).toEqual({ code: 0, results: [] });
  });

  test('the check of the log can fail', () => {
    expect(isSarif({ version: '2.1.0', runs: [{ results: [{}] }] })).toBe(false);
  });

  test('cannot be joined with --json', async () => {
    expect(await json('--sarif')).toMatchObject({ exitCode: 2, error: { code: 'EC_CLI_USAGE' } });
  });
});

test('many findings are cut for a person and whole for a machine', async () => {
  lab.write(Object.fromEntries(Array.from({ length: 250 }, (_, n) => [`bad${n}.json`, '{'])));
  expect((await lab.call(['check'])).stdout).toContain('… and 50 more findings');
  expect((await json()).data?.findings).toHaveLength(250);
});

test('an interrupt ends it with 130', async () => {
  const { code } = await lab.call(['check'], { signal: AbortSignal.abort() });
  expect(code).toBe(130);
});
