import { createPatches } from '@enhanced-code/file-management/lines';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { patchStat } from './patch-stat.ts';

test('counts what a patch changes, file by file', () => {
  const patch = createPatches([
    { path: 'changed.txt', before: 'a\nb\nc\n', after: 'a\nB\nB2\nc\n' },
    { path: 'dir/new.txt', after: 'one\ntwo\n' },
    { path: 'gone.txt', before: 'one\n' },
    { path: 'to.txt', oldPath: 'from.txt', before: 'x\n', after: 'x\n' },
    { path: 'run.sh', before: 'x\n', after: 'x\n', oldMode: 0o644, newMode: 0o755 },
    { path: 'picture.bin', before: Uint8Array.of(0, 1), after: Uint8Array.of(0, 2) },
    { path: 'empty.txt', after: '' },
  ]);
  expect(patchStat(patch)).toEqual([
    { path: 'changed.txt', kind: 'modify', added: 2, removed: 1, binary: false },
    { path: 'dir/new.txt', kind: 'create', added: 2, removed: 0, binary: false },
    { path: 'gone.txt', kind: 'delete', added: 0, removed: 1, binary: false },
    { path: 'to.txt', from: 'from.txt', kind: 'rename', added: 0, removed: 0, binary: false },
    { path: 'run.sh', kind: 'mode', added: 0, removed: 0, binary: false },
    { path: 'picture.bin', kind: 'modify', added: 0, removed: 0, binary: true },
    { path: 'empty.txt', kind: 'create', added: 0, removed: 0, binary: false },
  ]);
});

test('an empty patch has no files', () => {
  expect(patchStat('')).toEqual([]);
});

test('names come back whatever is in them', () => {
  const name = fc.stringMatching(/^[a b"\\\tü€\n\r\u2028.-]{1,12}$/u);
  fc.assert(
    fc.property(name, name, (path, oldPath) => {
      fc.pre(path !== oldPath);
      const patch = createPatches([
        { path, before: 'a\n', after: 'b\n' },
        { path, oldPath, before: 'a\n', after: 'a\n' },
      ]);
      expect(patchStat(patch)).toMatchObject([
        { path, kind: 'modify' },
        { path, from: oldPath, kind: 'rename' },
      ]);
    }),
  );
});

test('lines that look like headers, and line ends that git does not know, are content', () => {
  const before = 'x\rdiff --git a/y b/y\u2028diff --git a/z b/z\n-- a/q\n';
  const patch = createPatches([{ path: 'a', before, after: `${before}++ b/q\nnew file mode 1\n` }]);
  expect(patchStat(patch)).toEqual([{ path: 'a', kind: 'modify', added: 2, removed: 0, binary: false }]);
});
