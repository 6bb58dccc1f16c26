// Each case is a way in which another tool has lost work of its users, and what must happen here instead.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { all, change, files, git, lay, repository } from '../../test/repositories.ts';
import { openWorkspace } from '../workspace/open-workspace.ts';
import type { Workspace } from '../workspace/workspace.ts';

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'file-loss-')));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const kinds: Readonly<Record<string, (base: string) => string>> = {
  'a repository'(base) {
    repository(join(base, 'repo'));
    return join(base, 'repo');
  },
  'a worktree of a repository'(base) {
    repository(join(base, 'main'));
    git(join(base, 'main'), 'worktree', 'add', '-q', join(base, 'tree'));
    lay(join(base, 'tree'), files);
    return join(base, 'tree');
  },
  'a repository with another one in it'(base) {
    repository(join(base, 'outer'));
    repository(join(base, 'outer', 'inner'));
    return join(base, 'outer');
  },
  'a repository in the middle of a merge'(base) {
    const root = join(base, 'merging');
    repository(root);
    git(root, 'checkout', '-qb', 'other');
    lay(root, { 'm.txt': 'theirs\n' });
    git(root, 'add', 'm.txt');
    git(root, 'commit', '-qm', 'theirs');
    git(root, 'checkout', '-q', 'main');
    lay(root, { 'm.txt': 'ours\n' });
    git(root, 'add', 'm.txt');
    git(root, 'commit', '-qm', 'ours');
    try {
      git(root, 'merge', '-q', 'other');
    } catch {
      // The conflict is what is wanted.
    }
    return root;
  },
  'a folder without version control'(base) {
    lay(join(base, 'plain'), files);
    return join(base, 'plain');
  },
};

describe.each(Object.entries(kinds))('in %s', (_kind, make) => {
  test('commit, undo, redo and restore touch nothing but the files of the change', async () => {
    const base = mkdtempSync(join(scratch, 'kind-'));
    const root = make(base);
    const before = all(base);
    await using workspace = await openWorkspace(root, { stateFolder: join(scratch, 'state') });
    const to = await workspace.checkpoint('start');
    await change(workspace, 'a.txt', 'changed\n');
    await change(workspace, 'new/b.txt', 'new\n');
    await change(workspace, 'untracked.txt', null);
    await workspace.undo();
    await workspace.redo();
    expect(existsSync(join(root, 'untracked.txt'))).toBe(false);
    expect((await workspace.restore({ to })).status).toBe('done');
    expect(all(base)).toEqual(before);
    expect(existsSync(join(root, 'new'))).toBe(false);
  });
});

describe('what somebody did meanwhile stays', () => {
  const setUp = async (): Promise<{ root: string; workspace: Workspace }> => {
    const root = mkdtempSync(join(scratch, 'meanwhile-'));
    lay(root, files);
    return { root, workspace: await openWorkspace(root, { stateFolder: join(scratch, 'state') }) };
  };

  test('a commit of the user between change and undo is not taken back', async () => {
    const root = mkdtempSync(join(scratch, 'commit-'));
    repository(root);
    await using workspace = await openWorkspace(root, { stateFolder: join(scratch, 'state') });
    await change(workspace, 'a.txt', 'changed\n');
    git(root, 'add', '-A');
    git(root, 'commit', '-qm', 'second');
    const head = git(root, 'rev-parse', 'HEAD');
    await workspace.undo();
    expect(git(root, 'rev-parse', 'HEAD')).toBe(head);
    expect(git(root, 'stash', 'list')).toBe('');
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('committed\n');
  });

  test('a file that was deleted since is not brought back behind the back of the user', async () => {
    const { root, workspace } = await setUp();
    await change(workspace, 'a.txt', 'changed\n');
    unlinkSync(join(root, 'a.txt'));
    expect((await workspace.undo()).status).toBe('needs-review');
    expect(existsSync(join(root, 'a.txt'))).toBe(false);
    await workspace[Symbol.asyncDispose]();
  });

  test('a file that was moved since is not brought back at its old place', async () => {
    const { root, workspace } = await setUp();
    await change(workspace, 'a.txt', 'changed\n');
    execFileSync('mv', ['a.txt', 'moved.txt'], { cwd: root });
    expect((await workspace.undo()).obstacles).toEqual([{ path: 'a.txt', merged: false }]);
    expect(readFileSync(join(root, 'moved.txt'), 'utf8')).toBe('changed\n');
    expect(existsSync(join(root, 'a.txt'))).toBe(false);
    await workspace[Symbol.asyncDispose]();
  });

  test('a created file that was edited since is not deleted by the undo of its creation', async () => {
    const { root, workspace } = await setUp();
    await change(workspace, 'new.txt', 'new\n');
    writeFileSync(join(root, 'new.txt'), 'new\nand more of mine\n');
    expect((await workspace.undo()).status).toBe('needs-review');
    expect(readFileSync(join(root, 'new.txt'), 'utf8')).toBe('new\nand more of mine\n');
    await workspace[Symbol.asyncDispose]();
  });

  test('files that somebody put into a created folder keep that folder', async () => {
    const { root, workspace } = await setUp();
    await change(workspace, 'made/by/tool.txt', 'new\n');
    lay(root, { 'made/mine.txt': 'mine\n' });
    expect((await workspace.undo()).status).toBe('done');
    expect(readdirSync(join(root, 'made'))).toEqual(['mine.txt']);
    await workspace[Symbol.asyncDispose]();
  });

  test('one file in the way keeps all files of the undo as they are: never a half restore', async () => {
    const { root, workspace } = await setUp();
    const transaction = await workspace.begin();
    for (const path of ['a.txt', 'untracked.txt', 'debug.log']) await transaction.write(path, 'changed\n');
    await transaction.commit();
    writeFileSync(join(root, 'untracked.txt'), 'mine again\n');
    const result = await workspace.undo();
    expect(result).toMatchObject({ status: 'needs-review', obstacles: [{ path: 'untracked.txt' }] });
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('changed\n');
    expect(readFileSync(join(root, 'untracked.txt'), 'utf8')).toBe('mine again\n');
    await workspace[Symbol.asyncDispose]();
  });

  test('a restored session does not put old content over newer edits', async () => {
    const { root, workspace } = await setUp();
    const transaction = await workspace.begin();
    await transaction.write('a.txt', 'from the old session\n');
    await workspace[Symbol.asyncDispose]();
    writeFileSync(join(root, 'a.txt'), 'edited since\n');
    await using later = await openWorkspace(root, { stateFolder: join(scratch, 'state') });
    const resumed = await later.resume(transaction.id);
    await expect(resumed.commit()).rejects.toMatchObject({ code: 'EC_FILE_CONFLICT' });
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('edited since\n');
  });

  test('an undo whose work somebody did already says so, and is not offered again', async () => {
    const { root, workspace } = await setUp();
    await change(workspace, 'a.txt', 'changed\n');
    writeFileSync(join(root, 'a.txt'), 'committed\n');
    const result = await workspace.undo();
    expect(result).toMatchObject({ status: 'done', receipts: [], diff: '' });
    await expect(workspace.undo()).rejects.toMatchObject({ code: 'EC_FILE_NOTHING_TO_UNDO' });
    await workspace[Symbol.asyncDispose]();
  });

  test('permission bits that somebody set since stay', async () => {
    const { root, workspace } = await setUp();
    await change(workspace, 'a.txt', 'changed\n');
    execFileSync('chmod', ['755', 'a.txt'], { cwd: root });
    expect((await workspace.undo()).status).toBe('done');
    expect(statSync(join(root, 'a.txt')).mode & 0o777).toBe(0o755);
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('committed\n');
    await workspace[Symbol.asyncDispose]();
  });

  test('a change in one folder leaves the history of another one alone', async () => {
    const { workspace: one } = await setUp();
    const { workspace: two, root } = await setUp();
    await change(one, 'a.txt', 'changed\n');
    await expect(two.undo()).rejects.toMatchObject({ code: 'EC_FILE_NOTHING_TO_UNDO' });
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('committed\n');
    await one[Symbol.asyncDispose]();
    await two[Symbol.asyncDispose]();
  });
});
