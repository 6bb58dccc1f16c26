import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gitHistory } from '../index.ts';
import { LOG_FORMAT, parseLog } from './parse-log.ts';

let folder = '';

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'commit.gpgsign=false', ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });

function commit(message: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  git('add', '--all');
  git('commit', '--quiet', '--message', message);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'context-git-'));
  git('init', '--quiet', '--initial-branch=main');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('gitHistory', () => {
  test('answers with messages and paths, newest first', async () => {
    commit('First\n\nwith a body', { 'a.txt': '1\n' });
    commit('Second', { 'a.txt': '2\n', 'sub/b.txt': '1\n' });
    const commits = await gitHistory(folder)();
    expect(commits.map(({ message }) => message.trim())).toEqual(['Second', 'First\n\nwith a body']);
    expect(commits.map(({ paths }) => paths)).toEqual([['a.txt', 'sub/b.txt'], ['a.txt']]);
    expect(commits[0]?.id).toBe(git('rev-parse', 'HEAD').trim());
  });

  test('names renames from the old to the new path', async () => {
    commit('Add', { 'old.txt': 'one\ntwo\nthree\nfour\n' });
    renameSync(join(folder, 'old.txt'), join(folder, 'new.txt'));
    commit('Move', {});
    const [move] = await gitHistory(folder)();
    expect(move).toMatchObject({ paths: ['new.txt'], renames: [{ from: 'old.txt', to: 'new.txt' }] });
  });

  test('sees only ancestors of HEAD', async () => {
    commit('Base', { 'a.txt': '1\n' });
    git('checkout', '--quiet', '-b', 'other');
    commit('Elsewhere', { 'b.txt': '1\n' });
    git('checkout', '--quiet', 'main');
    expect((await gitHistory(folder)()).map(({ message }) => message.trim())).toEqual(['Base']);
  });

  test('keeps strange names and messages apart', async () => {
    commit('Tab\tand "quotes" and é', { 'a\nb.txt': '1\n', 'ü "x".txt': '1\n' });
    const [only] = await gitHistory(folder)();
    expect(only?.message.trim()).toBe('Tab\tand "quotes" and é');
    expect([...(only?.paths ?? [])].sort()).toEqual(['a\nb.txt', 'ü "x".txt']);
  });

  test('paths are relative to a folder inside the repository', async () => {
    commit('Both', { 'outside.txt': '1\n', 'sub/inside.txt': '1\n' });
    const [both] = await gitHistory(join(folder, 'sub'))();
    expect(both?.paths).toEqual(['inside.txt']);
  });

  test('a move of HEAD is seen, and the same answer is given while it stays', async () => {
    commit('One', { 'a.txt': '1\n' });
    const history = gitHistory(folder);
    const first = await history();
    expect(await history()).toBe(first);
    commit('Two', { 'a.txt': '2\n' });
    expect((await history()).length).toBe(2);
    git('reset', '--quiet', '--hard', 'HEAD~1');
    expect((await history()).map(({ message }) => message.trim())).toEqual(['One']);
  });

  test('reads no more commits than asked for', async () => {
    for (const text of ['1', '2', '3']) commit(text, { 'a.txt': text });
    const commits = await gitHistory(folder, { maxCommits: 2 })();
    expect(commits.map(({ message }) => message.trim())).toEqual(['3', '2']);
  });

  test('a folder without a repository or without commits has no history', async () => {
    expect(await gitHistory(folder)()).toEqual([]);
    rmSync(join(folder, '.git'), { recursive: true });
    expect(await gitHistory(folder)()).toEqual([]);
    expect(await gitHistory(join(folder, 'missing'))()).toEqual([]);
  });

  test('runs nothing that the repository configures', async () => {
    commit('One', { 'a.txt': '1\n', '.gitattributes': '*.txt diff=evil filter=evil\n' });
    commit('Two', { 'a.txt': '2\n' });
    const trap = join(folder, 'ran');
    const script = join(folder, '.git', 'trap.sh');
    writeFileSync(script, `#!/bin/sh\ntouch '${trap}'\n`);
    chmodSync(script, 0o755);
    const keys =
      'core.fsmonitor core.pager pager.log core.sshCommand core.askPass diff.external diff.evil.command ' +
      'diff.evil.textconv filter.evil.clean filter.evil.smudge credential.helper gpg.program core.alternateRefsCommand';
    for (const key of keys.split(' ')) git('config', key, script);
    git('config', 'log.showSignature', 'true');
    mkdirSync(join(folder, 'hooks'));
    for (const hook of ['post-checkout', 'reference-transaction', 'post-index-change']) {
      writeFileSync(join(folder, 'hooks', hook), `#!/bin/sh\ntouch '${trap}'\n`, { mode: 0o755 });
    }
    git('config', 'core.hooksPath', join(folder, 'hooks'));
    rmSync(trap, { force: true });
    expect((await gitHistory(folder)()).length).toBe(2);
    expect(existsSync(trap)).toBe(false);
  });
});

describe('a move of HEAD', () => {
  const messages = async (read: () => Promise<readonly { message: string }[]>) =>
    (await read()).map(({ message }) => message.trim());

  test('is seen whatever moved it', async () => {
    const read = gitHistory(folder);
    expect(await messages(read)).toEqual([]);
    commit('One', { 'a.txt': '1\n' });
    expect(await messages(read)).toEqual(['One']);
    git('checkout', '--quiet', '-b', 'other');
    commit('Two', { 'a.txt': '2\n' });
    expect(await messages(read)).toEqual(['Two', 'One']);
    git('commit', '--quiet', '--amend', '--message', 'Two again');
    expect(await messages(read)).toEqual(['Two again', 'One']);
    git('pack-refs', '--all');
    expect(await messages(read)).toEqual(['Two again', 'One']);
    git('reset', '--quiet', '--hard', 'HEAD~1');
    expect(await messages(read)).toEqual(['One']);
    git('checkout', '--quiet', '--detach', 'HEAD@{1}');
    expect(await messages(read)).toEqual(['Two again', 'One']);
    git('checkout', '--quiet', '--orphan', 'empty');
    expect(await messages(read)).toEqual([]);
  });

  test('is seen in a work tree of its own and in a folder inside', async () => {
    commit('One', { 'sub/a.txt': '1\n' });
    const other = `${folder}-tree`;
    git('worktree', 'add', '--quiet', '-b', 'side', other);
    const read = gitHistory(join(other, 'sub'));
    expect(await messages(read)).toEqual(['One']);
    writeFileSync(join(other, 'sub', 'a.txt'), '2\n');
    execFileSync(
      'git',
      ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '-a', '-m', 'Side'],
      {
        cwd: other,
        stdio: 'ignore',
      },
    );
    expect(await messages(read)).toEqual(['Side', 'One']);
    expect(await messages(gitHistory(folder))).toEqual(['One']);
    rmSync(other, { recursive: true, force: true });
  });

  test('costs no process when there was none', async () => {
    commit('One', { 'a.txt': '1\n' });
    const read = gitHistory(folder);
    const first = await read();
    const { PATH } = process.env;
    process.env.PATH = '/nowhere';
    try {
      expect(await read()).toBe(first);
    } finally {
      process.env.PATH = PATH;
    }
  });
});

describe('kept details', () => {
  test('spare the next process the reading, cut or changed ones are asked for again', async () => {
    for (let at = 0; at < 55; at += 1) commit(`Change ${at}`, { 'a.txt': `${at}\n` });
    const stateFolder = join(folder, '.git', 'state');
    const expected = await gitHistory(folder, { stateFolder })();
    const path = join(stateFolder, 'context-history.json');
    const kept = readFileSync(path, 'utf8');
    expect(kept).toContain('Change 7');
    expect(await gitHistory(folder, { stateFolder })()).toEqual(expected);
    for (const text of ['', kept.slice(0, 64), kept.slice(0, -1), kept.replace('Change 7', 'Change 8')]) {
      writeFileSync(path, text);
      expect(await gitHistory(folder, { stateFolder })()).toEqual(expected);
    }
    rmSync(stateFolder, { recursive: true });
    writeFileSync(stateFolder, 'a file in the way');
    expect(await gitHistory(folder, { stateFolder })()).toEqual(expected);
  });
});

describe('parseLog', () => {
  const id = 'a'.repeat(40);

  test('reads what git prints', () => {
    const output = `\u0001${id}\0Subject\n\nBody\n\0\nM\0a.txt\0R087\0b.txt\0c.txt\0A\0d.txt\0`;
    expect(parseLog(output)).toEqual([
      {
        id,
        message: 'Subject\n\nBody\n',
        paths: ['a.txt', 'c.txt', 'd.txt'],
        renames: [{ from: 'b.txt', to: 'c.txt' }],
      },
    ]);
  });

  test('leaves out what is no commit', () => {
    expect(parseLog('')).toEqual([]);
    expect(parseLog('warning\u0001nothing\0x\0')).toEqual([]);
  });

  test('a mark inside a message costs nothing but that message', () => {
    const parsed = parseLog(
      `\u0001${id}\0odd \u0001 message\0\nM\0a\0\u0001${'b'.repeat(40)}\0next\0\nM\0b\0`,
    );
    expect(parsed.map(({ message }) => message)).toContain('next');
  });

  test('asks git to run neither an external diff nor a text conversion', () => {
    expect(LOG_FORMAT).toEqual(expect.arrayContaining(['--no-ext-diff', '--no-textconv']));
  });
});
