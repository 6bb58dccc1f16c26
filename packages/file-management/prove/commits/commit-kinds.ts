import type { EditCase } from '../../test/edits/case.ts';
import type { Random } from '../../test/edits/random.ts';
import {
  blockOf,
  blocksOf,
  type Change,
  type CommitCase,
  crlf,
  diffOf,
  type Hunk,
  newSide,
  oldSide,
  patchOf,
  placesOf,
  takeApart,
} from './commit-change.ts';
import { damageCases } from './commit-damage.ts';
import { applyWithGit, type CommitFile, mergeWithGit } from './commit-files.ts';
import { toolCases } from './commit-tools.ts';

/** Every case that one commit gives. */
export function casesOf(random: Random, file: CommitFile): CommitCase[] {
  const change = takeApart(file);
  return [
    ...exactCases(change),
    ...headerCases(random, change),
    ...(change.plain ? [...formatCases(random, change), ...damagedCases(random, change)] : []),
    ...appliedCases(change),
    ...cutCases(random, change),
    ...driftCases(change),
    ...damageCases(random, change),
    ...toolCases(random, change),
  ];
}

function exactCases(change: Change): CommitCase[] {
  const { path, before, after } = change;
  const files = { [path]: before };
  const expected = { [path]: after };
  const diff: CommitCase = {
    kind: 'diff of git',
    format: 'unified-diff',
    edit: diffOf(change),
    files,
    expected,
  };
  // A fenced file cannot say that its last newline goes away or comes in, or that some lines end otherwise.
  if (after.endsWith('\n') !== before.endsWith('\n') || (before + after).includes('\r')) return [diff];
  const edit = `${path}\n\`\`\`\n${after.endsWith('\n') ? after : `${after}\n`}\`\`\`\n`;
  const half = edit.slice(0, path.length + 8 + Math.floor((edit.length - path.length) / 3));
  return [
    diff,
    { kind: 'whole file', format: 'whole-file', edit, files, mayBe: expected },
    { kind: 'whole file cut off:refuse', format: 'whole-file', edit: half, files },
  ];
}

function headerCases(random: Random, change: Change): CommitCase[] {
  if (!change.plain) return [];
  const { path, before, after } = change;
  const files = { [path]: before };
  const expected = { [path]: after };
  const wrong = diffOf(change).replace(
    /^@@ -\d+(,\d+)? \+\d+(,\d+)? @@/gm,
    (_all, old = '', now = '') => `@@ -${random.below(900) + 1}${old} +${random.below(900) + 1}${now} @@`,
  );
  const bare = diffOf(change).replace(/^@@.*$/gm, '@@ ... @@');
  const fenced = `Like this:\n\n\`\`\`diff\n${bare}\`\`\`\n\nThat is all.\n`;
  const wrongInCrlf = { files: { [path]: crlf(before) }, expected: { [path]: crlf(after) } };
  const format = 'unified-diff';
  return [
    { kind: 'wrong numbers', format, edit: wrong, files, expected },
    { kind: 'wrong numbers, CRLF file', format, edit: wrong, ...wrongInCrlf },
    { kind: 'bare headers in prose', format, edit: fenced, files, expected },
  ];
}

function formatCases(random: Random, { path, before, after, parts }: Change): CommitCase[] {
  const files = { [path]: before };
  const expected = { [path]: after };
  const inCrlf = { files: { [path]: crlf(before) }, expected: { [path]: crlf(after) } };
  const blocks = blocksOf(path, parts);
  const patch = patchOf(path, parts);
  const shuffled = [...parts].sort(() => (random.chance(0.5) ? 1 : -1));
  const numbered = parts.map((part) => {
    const gutter = (line: string, at: number): string => `${String(at + 1).padStart(4)} | ${line}`;
    return blockOf(oldSide(part).map(gutter), newSide(part).map(gutter));
  });
  return [
    { kind: 'blocks', format: 'search-replace', edit: blocks, files, expected },
    { kind: 'blocks, CRLF file', format: 'search-replace', edit: blocks, ...inCrlf },
    {
      kind: 'blocks with a gutter',
      format: 'search-replace',
      edit: `${path}\n${numbered.join('\n')}`,
      files,
      expected,
    },
    {
      kind: 'blocks in any order',
      format: 'search-replace',
      edit: blocksOf(path, shuffled),
      files,
      expected,
    },
    { kind: 'patch', format: 'apply-patch', edit: patch, files, expected },
    { kind: 'patch, CRLF edit', format: 'apply-patch', edit: crlf(patch), files, expected },
    { kind: 'patch in any order', format: 'apply-patch', edit: patchOf(path, shuffled), files, expected },
  ];
}

/** Damage after which the edit has to be refused. */
function damagedCases(random: Random, { path, before, parts }: Change): CommitCase[] {
  const files = { [path]: before };
  const hit = random.below(parts.length);
  const old = oldSide(parts[hit] as Hunk);
  const letters = old.flatMap((line, at) => (/[a-z]/.test(line) ? [at] : []));
  const doubled = { [path]: `${before}${before.endsWith('\n') ? '' : '\n'}${old.join('\n')}\n` };
  const cases: CommitCase[] = [
    {
      kind: 'blocks, lines twice:refuse',
      format: 'search-replace',
      edit: blocksOf(path, parts),
      files: doubled,
    },
    { kind: 'patch, lines twice:refuse', format: 'apply-patch', edit: patchOf(path, parts), files: doubled },
  ];
  if (letters.length === 0) return cases;
  const typo = random.pick(letters);
  const search = old.map((line, at) =>
    at === typo ? line.replace(/[a-z]/, (one) => (one === 'q' ? 'z' : 'q')) : line,
  );
  const blocks = parts.map((part, at) => blockOf(at === hit ? search : oldSide(part), newSide(part)));
  const edit = `${path}\n${blocks.join('\n')}`;
  return [...cases, { kind: 'blocks with a typo:refuse', format: 'search-replace', edit, files }];
}

function appliedCases(change: Change): CommitCase[] {
  const { path, after, parts, plain } = change;
  const files = { [path]: after };
  const diff: CommitCase = { kind: 'diff again:refuse', format: 'unified-diff', edit: diffOf(change), files };
  // Where a copy of the old lines stands elsewhere, only a diff with its numbers can tell it from the place it changed.
  if (!plain || parts.every((part) => placesOf(after, oldSide(part)) === 1)) return [diff];
  return [
    diff,
    { kind: 'blocks again:refuse', format: 'search-replace', edit: blocksOf(path, parts), files },
    { kind: 'patch again:refuse', format: 'apply-patch', edit: patchOf(path, parts), files },
  ];
}

/** Edits that end too early. */
function cutCases(random: Random, change: Change): CommitCase[] {
  const { path, before, parts, plain } = change;
  const files = { [path]: before };
  const lines = diffOf(change).trimEnd().split('\n');
  const lastChange = lines.findLastIndex((line) => /^[+-]/.test(line));
  const cut = lines.slice(0, lastChange).join('\n');
  const cases: CommitCase[] =
    lastChange > 3 ? [{ kind: 'diff cut off:refuse', format: 'unified-diff', edit: cut, files }] : [];
  if (!plain) return cases;
  const blocks = blocksOf(path, parts);
  const patch = patchOf(path, parts);
  const someOf = (text: string, head: number): string =>
    text.slice(0, head + 1 + random.below(text.trimEnd().length - head - 1));
  const part = someOf(blocks, path.length + 16);
  // Behind the mark of a block the reply may well be over.
  if (!/REPLACE\s*$/.test(part))
    cases.push({ kind: 'blocks cut off:refuse', format: 'search-replace', edit: part, files });
  cases.push({
    kind: 'patch cut off:refuse',
    format: 'apply-patch',
    edit: someOf(patch, path.length + 40),
    files,
  });
  return cases;
}

/** The edit of a commit on other versions of its file: what git merges is right, and so is a refusal. */
function driftCases(change: Change): CommitCase[] {
  const { path, before, after, parts, plain, versions } = change;
  const edits: readonly (readonly [string, EditCase['format'], string])[] = [
    ['diff', 'unified-diff', diffOf(change)],
    ...(plain
      ? ([
          ['blocks', 'search-replace', blocksOf(path, parts)],
          ['patch', 'apply-patch', patchOf(path, parts)],
        ] as const)
      : []),
  ];
  return versions.flatMap((version) => {
    // New lines take the line endings and tabs of the file, which git's merge leaves as the commit has them.
    if (['\r', '\n\t'].some((form) => version.includes(form) !== before.includes(form))) return [];
    const merged = mergeWithGit(before, version, after);
    const files = { [path]: version };
    const present = parts.every((part) => placesOf(version, oldSide(part)) === 1);
    return edits.map(([name, format, edit]): CommitCase => {
      if (merged === undefined || merged === version)
        return { kind: `${name} on a stale file:stale`, format, edit, files };
      const mayBe = { [path]: merged };
      const witness = (): string | undefined => applyWithGit(path, version, diffOf(change));
      return present
        ? { kind: `${name} on a drifted file`, format, edit, files, expected: mayBe, witness }
        : { kind: `${name} on changed context`, format, edit, files, mayBe, witness };
    });
  });
}
