import { hashOf } from '../../test/edits/judge.ts';
import type { Random } from '../../test/edits/random.ts';
import { type Change, type CommitCase, crlf, type Hunk, newSide, oldSide } from './commit-change.ts';
import { mergeWithGit } from './commit-files.ts';

type Case = Omit<CommitCase, 'files' | 'expected' | 'kind'>;

/** Cases of one commit as calls of tools: exact, with other line endings, again, cut off and on other versions. */
export function toolCases(random: Random, change: Change): CommitCase[] {
  if (!change.plain) return [];
  const { path, before, after } = change;
  const files = { [path]: before };
  const expected = { [path]: after };
  const edits = [...textCalls(change), ...hashedCalls(change)];
  const calls = edits.flatMap((edit): CommitCase[] => [
    { kind: `${edit.format} call`, ...edit, files, expected },
    { kind: `${edit.format} call cut off:refuse`, ...edit, edit: cutOff(random, edit.edit), files },
    {
      kind: `${edit.format} call in prose`,
      ...edit,
      edit: `Here:\n\n\`\`\`json\n${edit.edit}\n\`\`\`\n`,
      files,
      expected,
    },
    ...(addsBlanksOnly(change)
      ? []
      : [{ kind: `${edit.format} call again:refuse`, ...edit, files: { [path]: after } }]),
  ]);
  const returns = textCalls(change).map(
    (edit): CommitCase => ({
      kind: `${edit.format} call, CRLF file`,
      ...edit,
      files: { [path]: crlf(before) },
      expected: { [path]: crlf(after) },
    }),
  );
  return [...calls, ...returns, ...driftedCalls(change), ...lazyCases(random, change)];
}

/** Edits that quote what they replace; each of their texts stands in the file once. */
function textCalls({ path, before, after, parts }: Change): Case[] {
  const edits = parts.map((part) => ({
    old_string: oldSide(part).join('\n'),
    new_string: newSide(part).join('\n'),
  }));
  // Text is looked for in the middle of lines too, and the end of a file may hold less than it says.
  const once = edits.every(({ old_string: old, new_string: text }) => {
    const places = before.split(old).length - 1;
    return places === 1 && text !== '' && !(after.includes(old) && !text.includes(old));
  });
  if (!once || !before.endsWith('\n') || !after.endsWith('\n')) return [];
  const list: Case = { format: 'json', edit: JSON.stringify({ file_path: path, edits }) };
  const [only] = edits;
  if (edits.length > 1 || only === undefined) return [list];
  return [
    list,
    {
      format: 'str-replace',
      edit: JSON.stringify({ path, old_str: only.old_string, new_str: only.new_string }),
    },
  ];
}

/** Edits that name lines by number and the file by its hash. */
function hashedCalls({ path, before, parts }: Change): Case[] {
  const hash = hashOf(before);
  const changes = parts.map((part) => {
    const start = Number(/\d+/.exec(part.header)?.[0]);
    const text = newSide(part)
      .map((line) => `${line}\n`)
      .join('');
    return { start, end: start + oldSide(part).length - 1, text };
  });
  if (!before.endsWith('\n')) return [];
  const edits = changes.map(({ start, end, text }) => ({
    path,
    start_line: start,
    end_line: end,
    text,
    base_hash: hash,
  }));
  const ranges = changes.map(({ start, end, text }) => ({
    range: { start: { line: start - 1, character: 0 }, end: { line: end, character: 0 } },
    newText: text,
  }));
  return [
    { format: 'line-range', edit: JSON.stringify({ edits }) },
    {
      format: 'workspace-edit',
      edit: JSON.stringify({
        documentChanges: [{ textDocument: { uri: path }, baseHash: hash, edits: ranges }],
      }),
    },
  ];
}

function cutOff(random: Random, edit: string): string {
  return edit.slice(0, Math.floor(edit.length / 3) + random.below(Math.ceil(edit.length / 2)));
}

function driftedCalls(change: Change): CommitCase[] {
  const { path, before, after, versions } = change;
  return versions.flatMap((version) => {
    if (version.includes('\r')) return [];
    const merged = mergeWithGit(before, version, after);
    const files = { [path]: version };
    return textCalls(change).map((edit): CommitCase => {
      if (merged === undefined || merged === version)
        return { kind: `${edit.format} call on a stale file:stale`, ...edit, files };
      return { kind: `${edit.format} call on another version`, ...edit, files, mayBe: { [path]: merged } };
    });
  });
}

/** The file behind the commit with comments in the place of all that is far from its changes. */
function lazyCases(random: Random, { path, before, after, parts }: Change): CommitCase[] {
  if (!before.endsWith('\n') || !after.endsWith('\n')) return [];
  const mark = random.pick([
    '// ... existing code ...',
    '# ... rest of the code ...',
    '<!-- ... unchanged ... -->',
  ]);
  const lines = after.split('\n').slice(0, -1);
  const near = new Set(
    parts.flatMap((part) => {
      const start = Number(/\+(\d+)/.exec(part.header)?.[1]) - 1;
      return newSide(part).map((_line, at) => start + at);
    }),
  );
  const shown: string[] = [];
  lines.forEach((line, at) => {
    if (near.has(at)) shown.push(line);
    else if (shown.at(-1) !== mark) shown.push(mark);
  });
  // Blanks at the ends of lines are no change in a reply that shows the lines again.
  if (!shown.includes(mark) || before.includes('```') || parts.some(changesBlanks) || parts.some(deletesCopy))
    return [];
  const edit = `${path}\n\`\`\`\`\`\n${shown.map((line) => `${line}\n`).join('')}\`\`\`\`\`\n`;
  const part = edit.slice(0, path.length + 8 + random.below(edit.length - path.length - 16));
  return [
    { kind: 'lazy', format: 'lazy', edit, files: { [path]: before }, mayBe: { [path]: after } },
    { kind: 'lazy cut off:refuse', format: 'lazy', edit: part, files: { [path]: before } },
  ];
}

/** Whether a hunk takes blanks off the end of a line, or puts some there. */
function changesBlanks({ body }: Hunk): boolean {
  const [removed, added] = ['-', '+'].map((sign) =>
    body.filter((line) => line.startsWith(sign)).map((line) => line.slice(1)),
  );
  const hasBoth = (from: readonly string[] = [], to: readonly string[] = []): boolean =>
    from.some((line) => line !== line.trimEnd() && to.some((other) => other.trimEnd() === line.trimEnd()));
  const addsBlanks = added?.some((line) => line !== '' && line.trim() === '') === true;
  return addsBlanks || hasBoth(removed, added) || hasBoth(added, removed);
}

/** Whether a hunk does nothing but add blank lines, which any text may have one more of. */
function addsBlanksOnly({ parts }: Change): boolean {
  return parts.some(({ body }) => body.every((line) => line.startsWith(' ') || line.trim() === '+'));
}

/** Whether a hunk deletes lines that end like those before them or begin like those behind: which ones, nobody can see. */
function deletesCopy({ body }: Hunk): boolean {
  return body.some((line, at) => {
    if (!line.startsWith('-')) return false;
    const [before, behind] = [body[at - 1], body[at + 1]];
    const ends =
      behind?.startsWith('-') !== true &&
      body
        .slice(0, at)
        .findLast((one) => one.startsWith(' '))
        ?.slice(1) === line.slice(1);
    const begins =
      before?.startsWith('-') !== true &&
      body
        .slice(at)
        .find((one) => one.startsWith(' '))
        ?.slice(1) === line.slice(1);
    return ends || begins;
  });
}
