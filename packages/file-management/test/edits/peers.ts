import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { applyPatch, parsePatch } from 'diff';
import type { EditCase } from './case.ts';
import type { Outcome } from './judge.ts';

/** Another tool that applies edits, so that the same cases can be judged. */
export interface Peer {
  readonly name: string;
  /** How many cases of each kind it is given at most. */
  readonly most: number;
  /** Whether it reads the format of a case. */
  readonly reads: (one: EditCase) => boolean;
  readonly apply: (one: EditCase) => Outcome;
}

/** The `diff` package, by a caller who takes all files or none. */
function jsdiff(fuzzFactor: number): Peer['apply'] {
  return ({ edit, files, target }) => {
    try {
      const after: Record<string, string> = { ...files };
      for (const patch of parsePatch(edit)) {
        const path = target ?? patch.newFileName?.replace(/^b\//, '') ?? '';
        const text = after[path];
        const result = text === undefined ? false : applyPatch(text, patch, { fuzzFactor });
        if (result === false) return undefined;
        after[path] = result;
      }
      return after;
    } catch {
      return undefined;
    }
  };
}

function gitApply({ edit, files }: EditCase): Outcome {
  const folder = mkdtempSync(join(tmpdir(), 'edits-'));
  try {
    execFileSync('git', ['init', '-q'], { cwd: folder });
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { status } = spawnSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: folder, input: edit });
    return status === 0 ? readAll(folder) : undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readAll(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter(
    (entry) => entry.isFile() && !entry.parentPath.includes('/.git') && entry.name !== '.git',
  );
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), readFileSync(path, 'utf8')];
    }),
  );
}

/** The rule of tools that replace text: it must stand in the file exactly once. */
function exactUnique({ edit, files }: EditCase): Outcome {
  const {
    path,
    old_str: old,
    new_str: text,
  } = JSON.parse(edit) as { path: string; old_str: string; new_str: string };
  const parts = files[path]?.split(old);
  return parts?.length === 2 ? { ...files, [path]: parts.join(text) } : undefined;
}

const isDiff = ({ format }: EditCase): boolean => format === 'unified-diff';

/** The tools that stand beside this engine in the printed table. */
export const peers: readonly Peer[] = [
  { name: 'jsdiff', most: 1_000, reads: isDiff, apply: jsdiff(0) },
  { name: 'jsdiff fuzz 2', most: 1_000, reads: isDiff, apply: jsdiff(2) },
  { name: 'git apply', most: 12, reads: isDiff, apply: gitApply },
  { name: 'exact-unique', most: 1_000, reads: ({ format }) => format === 'str-replace', apply: exactUnique },
];
