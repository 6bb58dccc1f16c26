import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createPatches, type FilePatch } from '@enhanced-code/file-management/lines';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { invertPatch } from './invert-patch.ts';

const cases: Readonly<Record<string, FilePatch>> = {
  'changed lines': { path: 'a.txt', before: 'one\ntwo\nthree\n', after: 'one\n2\n2b\nthree\n' },
  'a created file': { path: 'new.txt', after: 'one\ntwo\n' },
  'a deleted file': { path: 'old.txt', before: 'one\ntwo\n' },
  'a missing line end that is added': { path: 'a.txt', before: 'one\ntwo', after: 'one\ntwo\n' },
  'a missing line end that is dropped': { path: 'a.txt', before: 'one\ntwo\n', after: 'one\n2' },
  'a move': { path: 'to here.txt', oldPath: 'from.txt', before: 'x\n', after: 'x\n' },
  'a move with a change': {
    path: 'dir/b.txt',
    oldPath: 'a.txt',
    before: '1\n2\n3\n4\n5\n',
    after: '1\n2\n3\n4\nV\n',
  },
  'permission bits': { path: 'run.sh', before: 'x\n', after: 'x\n', oldMode: 0o644, newMode: 0o755 },
  'permission bits and lines': {
    path: 'run.sh',
    before: 'x\n',
    after: 'y\n',
    oldMode: 0o755,
    newMode: 0o644,
  },
  'bytes that are no text': {
    path: 'b.bin',
    before: Uint8Array.of(0, 1, 2),
    after: Uint8Array.of(0, 255, 3, 4),
  },
  'a created binary file': { path: 'b.bin', after: Uint8Array.of(0, 255, 3, 4) },
  'a name that git quotes': { path: 'ü "x".txt', before: 'a\n', after: 'b\n' },
  'a move between names that git quotes': {
    path: 'ä.txt',
    oldPath: 'ü.txt',
    before: 'a\n1\n2\n',
    after: 'a\n1\n3\n',
  },
  'lines that look like headers': {
    path: 'a.txt',
    before: '-- a/x\n@@ -1 +1 @@\n',
    after: '++ b/x\ndiff --git a/x b/x\n',
  },
};

/** A folder that holds one side of a patch, as git sees it. */
function folderWith(path: string, content: string | Uint8Array | undefined, mode = 0o644): string {
  const folder = mkdtempSync(join(tmpdir(), 'enhanced-code-invert-'));
  if (content === undefined) return folder;
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
  chmodSync(join(folder, path), mode);
  return folder;
}

function contentOf(folder: string): [string, string, boolean][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [
      path.slice(folder.length),
      readFileSync(path, 'latin1'),
      (statSync(path).mode & 0o100) !== 0,
    ]);
}

test.each(Object.entries(cases))('the way back of %s is taken by git and leads back', (_name, file) => {
  const { path, oldPath = path, before, after, oldMode, newMode } = file;
  const old = folderWith(oldPath, before, oldMode);
  const folder = folderWith(path, after, newMode ?? oldMode);
  try {
    execFileSync('git', ['apply', '-'], { cwd: folder, input: invertPatch(createPatches([file])) });
    expect(contentOf(folder)).toEqual(contentOf(old));
  } finally {
    for (const each of [old, folder]) rmSync(each, { recursive: true, force: true });
  }
});

const lines = fc.array(fc.constantFrom('a', 'b', 'c', '', '-x', '+x', ' y', '@@ -1 +1 @@', '\\ z'), {
  maxLength: 12,
});
const text = fc
  .tuple(lines, fc.boolean())
  .map(([all, end]) => all.join('\n') + (end && all.length > 0 ? '\n' : ''));

test('turning a patch round twice gives the patch, whatever is in it', () => {
  fc.assert(
    fc.property(text, text, text, (before, after, other) => {
      const patch = createPatches([
        { path: 'a.txt', before, after },
        { path: 'b.txt', before: after, after: other },
        { path: 'd/c.txt', oldPath: 'c.txt', before: other, after: before },
      ]);
      expect(invertPatch(invertPatch(patch))).toBe(patch);
    }),
    { numRuns: 300 },
  );
});

test('nothing changed is nothing to turn round', () => {
  expect(invertPatch('')).toBe('');
});
