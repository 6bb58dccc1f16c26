import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  editLines,
  git,
  type Random,
  randomLines,
  scratchFolder,
  seeded,
  toText,
  writeFiles,
} from '../../test/line-cases.ts';
import { createPatch, createPatches, type FilePatch } from './patch.ts';

const PLAIN = 0o100644;
const EXECUTABLE = 0o100755;

describe('text of a patch', () => {
  test('a change with its context', () => {
    const before = 'a\nb\nc\nd\ne\nf\ng\nh\n';
    expect(createPatch({ path: 'x.txt', before, after: before.replace('e', 'E') })).toBe(
      'diff --git a/x.txt b/x.txt\n--- a/x.txt\n+++ b/x.txt\n' +
        '@@ -2,7 +2,7 @@\n b\n c\n d\n-e\n+E\n f\n g\n h\n',
    );
  });

  test('context is as wide as asked for, and near changes share a hunk', () => {
    const before = 'a\nb\nc\nd\ne\n';
    const after = 'A\nb\nc\nd\nE\n';
    expect(createPatch({ path: 'x', before, after }, { context: 1 }).match(/^@@.*$/gm)).toEqual([
      '@@ -1,2 +1,2 @@',
      '@@ -4,2 +4,2 @@',
    ]);
    expect(createPatch({ path: 'x', before, after }, { context: 2 }).match(/^@@.*$/gm)).toEqual([
      '@@ -1,5 +1,5 @@',
    ]);
    expect(createPatch({ path: 'x', before, after }, { context: 0 }).match(/^@@.*$/gm)).toEqual([
      '@@ -1 +1 @@',
      '@@ -5 +5 @@',
    ]);
  });

  test('a missing final newline is said on the side that misses it', () => {
    const patch = createPatch({ path: 'x', before: 'a\nb', after: 'a\nb\n' });
    expect(patch).toContain('-b\n\\ No newline at end of file\n+b\n');
  });

  test('creating, deleting, renaming and changing a mode', () => {
    expect(createPatch({ path: 'x', after: 'a\n', newMode: EXECUTABLE })).toBe(
      'diff --git a/x b/x\nnew file mode 100755\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+a\n',
    );
    expect(createPatch({ path: 'x', before: '' })).toBe('diff --git a/x b/x\ndeleted file mode 100644\n');
    expect(createPatch({ path: 'y', oldPath: 'x', before: 'a', after: 'a' })).toBe(
      'diff --git a/x b/y\nrename from x\nrename to y\n',
    );
    expect(createPatch({ path: 'x', before: 'a', after: 'a', oldMode: 0o644, newMode: 0o755 })).toBe(
      'diff --git a/x b/x\nold mode 100644\nnew mode 100755\n',
    );
    expect(createPatch({ path: 'x', after: 'target', newMode: 0o120777 })).toContain(
      'new file mode 120000\n',
    );
  });

  test('nothing changed is an empty patch', () => {
    expect(createPatch({ path: 'x', before: 'a', after: 'a' })).toBe('');
    expect(createPatch({ path: 'x', before: 'a', after: 'a', oldMode: EXECUTABLE })).toBe('');
    expect(createPatch({ path: 'x' })).toBe('');
    expect(createPatch({ path: 'x', before: 'a', after: 'a', binary: true })).toBe('');
    expect(createPatches([])).toBe('');
  });

  test('names with blanks end in a tab, quoted ones do not', () => {
    const spaced = createPatch({ path: 'a b', before: 'x\n', after: 'y\n' });
    expect(spaced).toContain('--- a/a b\t\n+++ b/a b\t\n');
    const quoted = createPatch({ path: 'ü b', before: 'x\n', after: 'y\n' });
    expect(quoted).toContain('diff --git "a/\\303\\274 b" "b/\\303\\274 b"\n--- "a/\\303\\274 b"\n');
  });
});

interface Change extends FilePatch {
  readonly from: string;
}

const NAMES = [
  'plain.ts',
  'two words',
  'ünï.md',
  'tab\there',
  'line\nfeed',
  'qu"ote',
  'back\\slash',
  'deep/er/x',
  'sp ace/é y',
  '-dash',
  'cr\r',
];

function randomChange(random: Random, name: string): Change {
  const endings = ['\n', '\n', '\r\n', '\r'];
  const lines = randomLines(random, 30, 10, endings);
  const before = random(8) === 0 ? randomBytes(random) : toText(random, lines);
  const after = random(8) === 0 ? randomBytes(random) : toText(random, editLines(random, lines, 10, endings));
  const modes = { oldMode: random(2) ? PLAIN : EXECUTABLE, newMode: random(2) ? PLAIN : EXECUTABLE };
  const kind = random(6);
  if (kind === 0) return { path: name, from: name, after, newMode: modes.newMode };
  if (kind === 1) return { path: name, from: name, before, oldMode: modes.oldMode };
  const path = kind === 2 ? `renamed/${name}` : name;
  return { path, oldPath: name, from: name, before, after: random(6) === 0 ? before : after, ...modes };
}

function randomBytes(random: Random): Uint8Array {
  return Uint8Array.from({ length: random(300) }, () => random(256));
}

function layOut(folder: string, changes: readonly Change[]): void {
  for (const { from, before, oldMode = PLAIN } of changes) {
    if (before === undefined) continue;
    writeFiles(folder, { [from]: before });
    chmodSync(join(folder, from), oldMode & 0o777);
  }
}

function expectSide(folder: string, changes: readonly Change[], side: 'before' | 'after'): void {
  for (const change of changes) {
    const path = join(folder, side === 'after' ? change.path : change.from);
    const content = change[side];
    const mode = side === 'after' ? (change.newMode ?? change.oldMode) : change.oldMode;
    expect(existsSync(path), path).toBe(content !== undefined);
    if (content === undefined) continue;
    expect(readFileSync(path)).toEqual(Buffer.from(content as string));
    expect((statSync(path).mode & 0o100) !== 0, path).toBe(mode === EXECUTABLE);
  }
}

test('git apply takes every patch there and back, byte for byte', () => {
  const random = seeded(3);
  for (let round = 0; round < 50; round++) {
    const names = NAMES.filter(() => random(4) === 0);
    const changes = names.map((name) => randomChange(random, name));
    const patch = createPatches(changes);
    if (patch === '') continue;
    using folder = scratchFolder();
    layOut(folder.path, changes);
    for (const [flags, side] of [
      [[], 'after'],
      [['-R'], 'before'],
    ] as const) {
      const { status, stderr } = git(folder.path, ['apply', '--whitespace=nowarn', ...flags, '-'], patch);
      expect(status, stderr + patch).toBe(0);
      expectSide(folder.path, changes, side);
    }
  }
});

test('git shows the same change for real texts', () => {
  const text = readFileSync(new URL('./patch.ts', import.meta.url), 'utf8');
  const random = seeded(11);
  for (let round = 0; round < 10; round++) {
    const after = editLines(random, text.split(/(?<=\n)/), 5).join('');
    using folder = scratchFolder();
    writeFiles(folder.path, { 'a/patch.ts': text, 'b/patch.ts': after });
    const args = ['diff', '--no-index', '--no-prefix', '--no-indent-heuristic', 'a/patch.ts', 'b/patch.ts'];
    const shown = git(folder.path, args).stdout.replace(/^(?:diff|index).*\n/gm, '');
    const own = createPatch({ path: 'patch.ts', before: text, after }).replace(/^diff.*\n/, '');
    // git names the enclosing function behind a hunk header; that is decoration.
    expect(own).toBe(shown.replace(/^(@@ .* @@).*$/gm, '$1'));
  }
});

test('binary contents keep every byte, also when they are asked for as text', () => {
  const before = new Uint8Array([0, 255, 13, 10, 128]);
  const after = Uint8Array.from({ length: 1000 }, (_, at) => (at * 7919) % 256);
  for (const change of [
    { path: 'x', before, after },
    { path: 'x', before: 'text\n', after: 'other\n', binary: true },
    { path: 'x', before: 'text\n', after },
  ]) {
    using folder = scratchFolder();
    writeFiles(folder.path, { x: change.before });
    const patch = createPatch(change);
    expect(patch).toContain('GIT binary patch\nliteral ');
    expect(git(folder.path, ['apply', '-'], patch).stderr).toBe('');
    expect(readFileSync(join(folder.path, 'x'))).toEqual(Buffer.from(change.after as string));
  }
});
