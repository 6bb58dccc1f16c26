import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openWorkspace } from '@enhanced-code/file-management';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLab, type Lab } from '../testing/call-cli.ts';
import { interruptCommit } from '../testing/interrupted-commit.ts';

const lines = Array.from({ length: 12 }, (_, n) => `line ${n}`);
let lab: Lab;
beforeEach(() => {
  lab = createLab({ 'a.txt': `${lines.join('\n')}\n`, 'b.txt': 'other\n' });
});
afterEach(() => lab[Symbol.dispose]());

const read = (path: string) => readFileSync(join(lab.folder, path), 'utf8');
const change = async (path: string, search: string, replace: string) => {
  const old = search === '' ? '' : `${search}\n`;
  const reply = `${path}\n\`\`\`\n<<<<<<< SEARCH\n${old}=======\n${replace}\n>>>>>>> REPLACE\n\`\`\`\n`;
  const { code, stderr, json } = await lab.pipe(reply, ['apply', '-', '--json']);
  expect(code, stderr).toBe(0);
  return String(json.data?.transactionId);
};
const data = async (...argv: string[]) => (await lab.call([...argv, '--json'])).json.data;
/** Another program writes, past the history. */
const scribble = (path: string, search: string, replace: string) =>
  writeFileSync(join(lab.folder, path), read(path).replace(search, replace));

describe('undo and redo', () => {
  test('go back and forth byte for byte, each as a change of its own', async () => {
    const before = lab.hash();
    const id = await change('a.txt', 'line 3', 'third');
    const after = lab.hash();
    expect(await data('undo')).toMatchObject({
      format: 'enhanced-code/undo',
      version: 1,
      status: 'done',
      of: [id],
      paths: ['a.txt'],
      obstacles: [],
      merged: false,
      transactionId: expect.stringMatching(/^tx_/),
    });
    expect(lab.hash()).toBe(before);
    expect(await data('redo')).toMatchObject({ format: 'enhanced-code/redo', status: 'done' });
    expect(lab.hash()).toBe(after);
    const kinds = [{ kind: 'redo' }, { kind: 'undo' }, { kind: 'commit' }];
    expect((await data('history'))?.entries).toMatchObject(kinds);
  });

  test('a change is named by number, by id, by the start of its id, or by its undo', async () => {
    const first = await change('a.txt', 'line 3', 'third');
    await change('b.txt', 'other', 'another');
    for (const name of ['1', first, first.slice(0, -3)]) {
      expect(await data('undo', name, '--dry-run')).toMatchObject({ status: 'preview', of: [first] });
    }
    const undo = await data('undo', '1');
    expect((await lab.call(['redo', String(undo?.transactionId)])).code).toBe(0);
    expect(read('a.txt')).toContain('third');
  });

  test.each([
    ['undo', '--dry-run', 0],
    ['undo', '--check', 3],
  ])('%s %s writes nothing and ends with %i', async (command, flag, expected) => {
    await change('a.txt', 'line 3', 'third');
    const before = lab.hash();
    const { code, stdout } = await lab.call([command, flag]);
    expect(code).toBe(expected);
    expect(stdout).toContain('-third\n+line 3\n');
    expect(stdout).toContain('nothing was written');
    expect(lab.hash()).toBe(before);
    expect((await data('history'))?.total).toBe(1);
  });

  test('what somebody else wrote since is not overwritten: the merged inverse is offered, and taken on request', async () => {
    await change('a.txt', 'line 3', 'third');
    scribble('a.txt', 'line 10', 'tenth');
    const before = lab.hash();
    const blocked = await lab.call(['undo', '--json']);
    expect(blocked.json).toMatchObject({
      exitCode: 7,
      error: { code: 'EC_CLI_UNDO_BLOCKED', details: { paths: ['a.txt'] } },
      data: { status: 'refused', obstacles: [{ path: 'a.txt', merged: true }] },
    });
    const text = await lab.call(['undo']);
    expect(text).toMatchObject({ code: 7, stdout: '' });
    expect(text.stderr).toContain('+line 3');
    expect(text.stderr).toContain('--merge');
    expect((await lab.call(['undo', '--dry-run'])).code).toBe(7);
    expect((await lab.call(['undo', '--dry-run', '--merge'])).code).toBe(0);
    expect(lab.hash()).toBe(before);
    expect((await data('recover'))?.pending).toEqual([]);
    expect(await data('undo', '--merge')).toMatchObject({ status: 'done', merged: true });
    expect(read('a.txt')).toContain('line 3');
    expect(read('a.txt')).toContain('tenth');
    expect((await data('history'))?.entries?.[0]).toMatchObject({ kind: 'undo' });
  });

  test('what cannot be merged is refused with --merge, too', async () => {
    await change('a.txt', 'line 3', 'third');
    scribble('a.txt', 'third', '3rd');
    const before = lab.hash();
    const { json } = await lab.call(['undo', '--merge', '--json']);
    expect(json).toMatchObject({ exitCode: 7, error: { code: 'EC_CLI_UNDO_CONFLICT' } });
    expect(lab.hash()).toBe(before);
  });

  test('a merged inverse that breaks the syntax is refused unless that is allowed', async () => {
    lab.write({ 'c.mjs': `{\n${lines.map((line) => `// ${line}\n`).join('')}}\n` });
    const flat = read('c.mjs').replace('{', '// open').replace('}', '// close');
    expect((await lab.pipe(`c.mjs\n\`\`\`\n${flat}\`\`\`\n`, ['apply', '-'])).code).toBe(0);
    // In the block that the undo puts back, an export is wrong.
    scribble('c.mjs', '// line 6', 'export const six = 6;');
    const before = lab.hash();
    const { json } = await lab.call(['undo', '--merge', '--json']);
    expect(json).toMatchObject({ exitCode: 6, error: { code: 'EC_CLI_CHECK_FAILED' } });
    expect(lab.hash()).toBe(before);
    expect((await lab.call(['undo', '--merge', '--allow-errors'])).code).toBe(0);
  });

  test.each([
    [['undo'], 'EC_FILE_NOTHING_TO_UNDO', 1],
    [['redo'], 'EC_FILE_NOTHING_TO_REDO', 1],
    [['undo', 'tx_nothing'], 'EC_CLI_POINT_UNKNOWN', 2],
    [['redo', '7'], 'EC_CLI_POINT_UNKNOWN', 2],
    [['restore', '7'], 'EC_CLI_POINT_UNKNOWN', 2],
    [['restore'], 'EC_CLI_USAGE', 2],
    [['diff'], 'EC_CLI_HISTORY_EMPTY', 2],
    [['history', '--limit', 'all'], 'EC_CLI_USAGE', 2],
    [['recover', '--settle', 'somehow'], 'EC_CLI_USAGE', 2],
  ])('%j in a folder without a history has an error', async (argv, code, exit) => {
    const { json } = await lab.call([...argv, '--json']);
    expect({ code: json.error?.code, exit: json.exitCode }).toEqual({ code, exit });
  });

  test('the start of more than one id is not enough', async () => {
    await change('a.txt', 'line 3', 'third');
    await change('a.txt', 'line 4', 'fourth');
    const { json } = await lab.call(['undo', 'tx_', '--json']);
    expect(json.error).toMatchObject({ code: 'EC_CLI_POINT_AMBIGUOUS' });
    expect(json.error?.details?.ids).toHaveLength(2);
  });
});

describe('history', () => {
  test('lists the newest first, with what each change did', async () => {
    const first = await change('a.txt', 'line 3', 'third');
    const second = await change('new.txt', '', 'new');
    const told = await data('history');
    expect(told).toMatchObject({ format: 'enhanced-code/history', version: 1, total: 2 });
    expect(told?.entries).toMatchObject([
      { seq: 2, id: second, kind: 'commit', state: 'live', files: [{ path: 'new.txt', kind: 'create' }] },
      { seq: 1, id: first, label: 'apply stdin', files: [{ path: 'a.txt', kind: 'modify' }] },
    ]);
    const { stdout } = await lab.call(['history', '--limit', '1']);
    expect(stdout).toContain(second);
    expect(stdout).not.toContain(first);
    expect(stdout).toContain('1 older change');
  });

  test('an untouched folder has none, and that is no error', async () => {
    expect(await lab.call(['history'])).toMatchObject({ code: 0, stdout: 'No change was made here yet.\n' });
  });
});

describe('diff', () => {
  test('prints what the last change did, as a patch that git takes', async () => {
    await change('b.txt', 'other', 'another');
    await change('a.txt', 'line 3', 'third');
    const { stdout } = await lab.call(['diff']);
    execFileSync('git', ['apply', '--check', '-R', '-'], { cwd: lab.folder, input: stdout });
    expect(stdout).toContain('-line 3\n+third\n');
    expect(stdout).not.toContain('b.txt');
    expect(await data('diff', '1')).toMatchObject({
      format: 'enhanced-code/diff',
      since: false,
      point: { kind: 'commit' },
      files: [{ path: 'b.txt', kind: 'modify', added: 1, removed: 1, binary: false }],
    });
  });

  test('--since prints what changed after a point until now', async () => {
    await change('a.txt', 'line 3', 'third');
    await change('a.txt', 'third', '3rd');
    await change('new.txt', '', 'new');
    const { stdout } = await lab.call(['diff', '1', '--since']);
    expect(stdout).toContain('-third\n+3rd\n');
    expect(stdout).toContain('new file mode 100644');
    execFileSync('git', ['apply', '--check', '-R', '-'], { cwd: lab.folder, input: stdout });
    expect((await lab.call(['diff', '3', '--since'])).stdout).toBe('');
  });

  test('for a checkpoint prints what changed since', async () => {
    const checkpoint = String((await data('checkpoint', 'before'))?.id);
    await change('a.txt', 'line 3', 'third');
    expect(await data('diff', checkpoint)).toMatchObject({
      since: true,
      point: { kind: 'checkpoint', label: 'before' },
    });
    expect((await lab.call(['diff', checkpoint, '--stat'])).stdout).toBe(
      'a.txt  modify  +1 -1\n1 file, +1 -1\n',
    );
  });

  test('says what it cannot tell from what others wrote', async () => {
    await change('b.txt', 'other', 'another');
    await change('a.txt', 'line 3', 'third');
    scribble('a.txt', 'third', '3rd');
    const { json } = await lab.call(['diff', '1', '--since', '--json']);
    expect(json).toMatchObject({
      exitCode: 7,
      error: { code: 'EC_CLI_DIFF_INCOMPLETE' },
      data: { missing: ['a.txt'] },
    });
  });
});

describe('restore', () => {
  test('goes back to a point, and an undo goes forth again', async () => {
    await change('a.txt', 'line 3', 'third');
    const point = lab.hash();
    await change('a.txt', 'line 4', 'fourth');
    await change('b.txt', 'other', 'another');
    const latest = lab.hash();
    const preview = await lab.call(['restore', '1', '--dry-run']);
    expect(preview.code).toBe(0);
    expect(preview.stdout).toContain('-fourth\n+line 4\n');
    expect(lab.hash()).toBe(latest);
    expect(await data('restore', '1')).toMatchObject({ status: 'done', paths: ['a.txt', 'b.txt'] });
    expect(lab.hash()).toBe(point);
    await lab.call(['undo']);
    expect(lab.hash()).toBe(latest);
  });

  test('goes back to a checkpoint, which is a point of its own in the history', async () => {
    await change('a.txt', 'line 3', 'third');
    const point = lab.hash();
    const { stdout } = await lab.call(['checkpoint', 'before the rest']);
    expect(stdout).toMatch(/^Checkpoint \S+: before the rest\. Go back to it with/);
    await change('b.txt', 'other', 'another');
    expect((await lab.call(['history'])).stdout).toMatch(/2 +\S+ \S+ +checkpoint .*before the rest/);
    expect((await lab.call(['restore', '2'])).code).toBe(0);
    expect(lab.hash()).toBe(point);
    expect((await lab.call(['checkpoint', ' ', '--json'])).json).toMatchObject({ exitCode: 2 });
  });

  test('with paths touches only these; with --before goes behind the point itself', async () => {
    await change('a.txt', 'line 3', 'third');
    await change('b.txt', 'other', 'another');
    expect(await data('restore', '1', './b.txt')).toMatchObject({ paths: ['b.txt'] });
    expect(read('a.txt')).toContain('third');
    expect((await lab.call(['restore', '1', '--before'])).code).toBe(0);
    expect(read('a.txt')).toContain('line 3');
    const { json } = await lab.call(['restore', '1', 'absent.txt', '--json']);
    expect(json.error).toMatchObject({ code: 'EC_FILE_NOTHING_TO_UNDO' });
  });

  test('a file that was deleted comes back, a folder that was made goes', async () => {
    const before = lab.hash();
    await lab.pipe('*** Begin Patch\n*** Delete File: b.txt\n*** End Patch\n', ['apply', '-']);
    await change('deep/er/new.txt', '', 'new');
    expect((await lab.call(['restore', '1', '--before'])).code).toBe(0);
    expect(lab.hash()).toBe(before);
  });
});

describe('recover', () => {
  const files = { 'a.txt': 'new a\n', 'b.txt': 'new b\n' };

  test('a folder in order has nothing to recover', async () => {
    expect(await data('recover')).toMatchObject({
      format: 'enhanced-code/recover',
      status: 'nothing-to-do',
      commits: [],
    });
  });

  test('a killed commit is looked at without touching it, then carried out', async () => {
    await interruptCommit(lab, files, { path: 'b.txt', when: 'crash-before' });
    expect(read('b.txt')).toBe('other\n');
    const half = lab.hash();
    expect(await data('recover', '--dry-run')).toMatchObject({
      status: 'preview',
      commits: [{ outcome: 'finished' }],
    });
    expect((await lab.call(['recover', '--check'])).code).toBe(3);
    expect(lab.hash()).toBe(half);
    const { stdout, code } = await lab.call(['recover']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/interrupted commit tx_\S+ was carried out/);
    expect([read('a.txt'), read('b.txt')]).toEqual(['new a\n', 'new b\n']);
    expect(await data('recover')).toMatchObject({ status: 'nothing-to-do' });
    expect((await lab.call(['undo'])).code).toBe(0);
    expect(read('b.txt')).toBe('other\n');
  });

  test('any other command settles it first and says so', async () => {
    await interruptCommit(lab, files, { path: 'b.txt', when: 'crash-before' });
    const { stderr, stdout } = await lab.call(['history']);
    expect(stderr).toContain('was carried out');
    expect(stdout).toContain('interrupted');
  });

  test.each([
    ['forward', 'new a\n'],
    ['back', `${lines.join('\n')}\n`],
  ])('bytes of somebody else in between are never overwritten: --settle %s', async (how, restOf) => {
    await interruptCommit(lab, files, { path: 'b.txt', when: 'crash-before' });
    writeFileSync(join(lab.folder, 'b.txt'), 'theirs\n');
    const { json, stderr } = await lab.call(['recover', '--json']);
    expect(json).toMatchObject({
      exitCode: 7,
      error: { code: 'EC_CLI_RECOVERY_BLOCKED', details: { paths: ['b.txt'] } },
      data: { status: 'refused' },
    });
    expect(json.error?.hint).toContain('--settle');
    expect(stderr).toBe('');
    expect((await lab.pipe('x', ['history'])).stderr).toContain('enhanced-code recover');
    const edit = 'new.txt\n```\nx\n```\n';
    const blocked = await lab.pipe(edit, ['apply', '-', '--json']);
    expect(blocked.json).toMatchObject({ exitCode: 7, error: { code: 'EC_CLI_RECOVERY_BLOCKED' } });
    expect((await lab.call(['recover', '--settle', how])).code).toBe(0);
    expect([read('a.txt'), read('b.txt')]).toEqual([restOf, 'theirs\n']);
  });

  test('names changes that were begun and never committed', async () => {
    await using workspace = await openWorkspace(lab.folder, { stateFolder: lab.state });
    const transaction = await workspace.begin({ label: 'half' });
    await transaction.write('a.txt', 'x');
    const { stdout } = await lab.call(['recover']);
    expect(stdout).toContain(transaction.id);
    expect(await data('recover')).toMatchObject({ pending: [{ id: transaction.id, paths: ['a.txt'] }] });
  });
});

test('a history that was damaged is an error that says so, and nothing is written', async () => {
  await change('a.txt', 'line 3', 'third');
  await using workspace = await openWorkspace(lab.folder, { stateFolder: lab.state });
  rmSync(join(workspace.stateFolder, 'blobs'), { recursive: true, force: true });
  const before = lab.hash();
  const { code, json } = await lab.call(['undo', '--json']);
  expect(code).toBeGreaterThan(0);
  expect(json.error?.code).toMatch(/^EC_FILE_/);
  expect(lab.hash()).toBe(before);
});
