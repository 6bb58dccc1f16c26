import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { openWorkspace } from '../workspace/open-workspace.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Transaction } from './transaction.ts';

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'file-diff-')));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const names = ['a.txt', 'b b.txt', 'dir/c.txt', 'dir/ü.txt', 'dir/deep/d.bin', 'run.sh'] as const;
const line = fc.constantFrom('one\n', 'two\n', 'three\r\n', '\n', 'ünï\n', 'last');
const text = fc.array(line, { maxLength: 8 }).map((lines) => lines.join(''));
const bytes = fc.oneof(
  text.map((content) => Buffer.from(content)),
  text.map((content) => Buffer.from(`\ufeff${content}`)),
  text.map((content) => Buffer.from(content, 'utf16le')),
  fc.uint8Array({ maxLength: 60 }).map((content) => Buffer.from(content)),
);
const mode = fc.constantFrom(0o644, 0o755);
const tree = fc.dictionary(fc.constantFrom(...names), fc.record({ bytes, mode }), { maxKeys: 6 });
const step = fc.oneof(
  fc.record({
    kind: fc.constant('write' as const),
    path: fc.constantFrom(...names, 'new/x.txt'),
    bytes,
    mode,
  }),
  fc.record({ kind: fc.constant('delete' as const), path: fc.constantFrom(...names) }),
  fc.record({ kind: fc.constant('mode' as const), path: fc.constantFrom(...names), mode }),
  fc.record({
    kind: fc.constant('rename' as const),
    path: fc.constantFrom(...names),
    to: fc.constantFrom(...names, 'moved/y.txt'),
  }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
type Tree = typeof tree extends fc.Arbitrary<infer Value> ? Value : never;

function lay(root: string, files: Tree): void {
  mkdirSync(root, { recursive: true });
  for (const [path, file] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), file.bytes);
    chmodSync(join(root, path), file.mode);
  }
}

function look(root: string): unknown {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return paths.map((path) => [
    path.slice(root.length),
    readFileSync(path).toString('hex'),
    (statSync(path).mode & 0o100) > 0,
  ]);
}

/** A step that the state of the files does not allow is left out. */
async function take(transaction: Transaction, one: Step): Promise<void> {
  try {
    if (one.kind === 'write') await transaction.write(one.path, one.bytes, { mode: one.mode });
    else if (one.kind === 'delete') await transaction.delete(one.path);
    else if (one.kind === 'mode') await transaction.setMode(one.path, one.mode);
    else await transaction.rename(one.path, one.to);
  } catch (error) {
    expect((error as { code?: string }).code).toMatch(/^EC_FILE_(NOT_FOUND|EXISTS)$/);
  }
}

async function open(files: Tree): Promise<{ workspace: Workspace; root: string }> {
  const root = join(mkdtempSync(join(scratch, 'case-')), 'work');
  lay(root, files);
  return { root, workspace: await openWorkspace(root, { stateFolder: join(scratch, 'state') }) };
}

test('git applies every diff, and comes to the same bytes and modes as the commit', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(tree, fc.array(step, { minLength: 1, maxLength: 6 }), async (files, steps) => {
      const { workspace, root } = await open(files);
      const twin = join(root, '..', 'twin');
      lay(twin, files);
      const transaction = await workspace.begin();
      for (const one of steps) await take(transaction, one);
      const diff = await transaction.diff();
      await transaction.commit();
      await workspace[Symbol.asyncDispose]();
      if (diff !== '')
        execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: twin, input: diff, stdio: 'pipe' });
      expect(look(twin)).toEqual(look(root));
    }),
    { numRuns: 30 },
  );
});

test('any sequence of commits, undos and redos ends where it began when all is undone', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      tree,
      fc.array(fc.oneof(fc.array(step, { minLength: 1, maxLength: 4 }), fc.constantFrom('undo', 'redo')), {
        maxLength: 7,
      }),
      async (files, moves) => {
        const { workspace, root } = await open(files);
        const states = [look(root)];
        const undone: unknown[] = [];
        for (const move of moves) {
          if (move === 'undo' && states.length > 1) {
            await workspace.undo();
            undone.push(states.pop());
          } else if (move === 'redo' && undone.length > 0) {
            await workspace.redo();
            states.push(undone.pop());
          } else if (typeof move !== 'string') {
            const transaction = await workspace.begin();
            for (const one of move) await take(transaction, one);
            const { status } = await transaction.commit();
            if (status === 'committed') {
              undone.length = 0;
              states.push(look(root));
            }
          }
          expect(look(root)).toEqual(states.at(-1));
        }
        while (states.length > 1) {
          await workspace.undo();
          states.pop();
          expect(look(root)).toEqual(states.at(-1));
        }
        await expect(workspace.undo()).rejects.toMatchObject({ code: 'EC_FILE_NOTHING_TO_UNDO' });
        await workspace[Symbol.asyncDispose]();
      },
    ),
    { numRuns: 25 },
  );
});

test('a diff of a move shows the move', async () => {
  const { workspace } = await open({ 'a.txt': { bytes: Buffer.from('one\ntwo\nthree\n'), mode: 0o644 } });
  const transaction = await workspace.begin();
  await transaction.rename('a.txt', 'b.txt');
  await transaction.write('b.txt', 'one\nTWO\nthree\n');
  expect(await transaction.diff()).toBe(
    'diff --git a/a.txt b/b.txt\nrename from a.txt\nrename to b.txt\n--- a/a.txt\n+++ b/b.txt\n@@ -1,3 +1,3 @@\n one\n-two\n+TWO\n three\n',
  );
  await workspace[Symbol.asyncDispose]();
});
