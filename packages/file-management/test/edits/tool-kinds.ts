import { blockCase, blockOf, staleLines } from './blocks.ts';
import { type CaseMaker, type Subject, textOf } from './case.ts';
import { type DiffHunk, oldSide } from './change.ts';
import { hashOf } from './judge.ts';
import type { Random } from './random.ts';

type Made = ReturnType<CaseMaker>;

function call(subject: Subject, change: (text: string) => string = (text) => text): string {
  const { search, replace } = blockOf(subject.hunks[0] as DiffHunk);
  return JSON.stringify({
    path: subject.path,
    old_str: change(search.join('\n')),
    new_str: change(replace.join('\n')),
  });
}

function answer(subject: Subject, edit: string, ending = '\n'): Made {
  return {
    format: 'str-replace',
    edit,
    files: { [subject.path]: textOf(subject.before, ending) },
    expected: { [subject.path]: textOf(subject.after, ending) },
  };
}

function trailing(_random: Random, subject: Subject): Made {
  const mark = (lines: readonly string[]): string[] =>
    lines.map((line) => (line.length % 2 === 0 ? `${line}  ` : line));
  const before = mark(subject.before);
  const after: string[] = [];
  let at = 0;
  for (const { start, removed, added } of subject.changes) {
    after.push(...before.slice(at, start), ...added);
    at = start + removed.length;
  }
  if (before.join() === subject.before.join()) return undefined;
  return {
    format: 'str-replace',
    edit: call(subject),
    files: { [subject.path]: textOf(before) },
    expected: { [subject.path]: textOf([...after, ...before.slice(at)]) },
  };
}

// `$&` and `$1` mean something to a careless replacement.
function dollars(random: Random, subject: Subject): Made {
  const hunk = subject.hunks[0] as DiffHunk;
  const { search } = blockOf(hunk);
  const text = random.pick(['$&', '$1', "$'", '$`', '$$', '$<name>', '\\1', '%s']);
  const replace = [...search, `price = "${text}" + ${random.below(99)};`];
  const after = [
    ...subject.before.slice(0, hunk.oldStart),
    ...replace,
    ...subject.before.slice(hunk.oldStart + search.length),
  ];
  return {
    format: 'str-replace',
    edit: JSON.stringify({ path: subject.path, old_str: search.join('\n'), new_str: replace.join('\n') }),
    files: { [subject.path]: textOf(subject.before) },
    expected: { [subject.path]: textOf(after) },
  };
}

function inline(random: Random, subject: Subject): Made {
  const at = subject.before.findIndex((line, index) => index > 5 && /^\s*\w+.*\w{4,}/.test(line));
  const line = subject.before[at];
  if (line === undefined) return undefined;
  const text = textOf(subject.before);
  const part = line.slice(2 + random.below(3), Math.max(8, line.length - 2));
  if (part.length < 4 || text.split(part).length !== 2) return undefined;
  return {
    format: 'str-replace',
    edit: JSON.stringify({ path: subject.path, old_str: part, new_str: 'inline$&' }),
    files: { [subject.path]: text },
    expected: { [subject.path]: text.split(part).join('inline$&') },
  };
}

function ambiguous(random: Random, subject: Subject): Made {
  const hunk = subject.hunks[0] as DiffHunk;
  const files = {
    [subject.path]: textOf([...subject.before, `between ${random.below(1e6)}`, ...oldSide(hunk)]),
  };
  return { format: 'str-replace', edit: call(subject), files };
}

function stale(random: Random, subject: Subject): Made {
  const before = staleLines(random, subject, subject.hunks[0] as DiffHunk);
  return before === undefined
    ? undefined
    : { format: 'str-replace', edit: call(subject), files: { [subject.path]: textOf(before) } };
}

function lineRange(hash: (text: string) => string | undefined): (random: Random, subject: Subject) => Made {
  return (_random, subject) => {
    const change = subject.changes[0];
    if (change === undefined || subject.changes.length > 1) return undefined;
    const { start, removed, added } = change;
    const before = textOf(subject.before);
    const edit = JSON.stringify({
      path: subject.path,
      start_line: start + 1,
      end_line: start + removed.length,
      text: textOf(added),
      base_hash: hash(before),
    });
    const made = { format: 'line-range' as const, edit, files: { [subject.path]: before } };
    return hash(before) === hashOf(before)
      ? { ...made, expected: { [subject.path]: textOf(subject.after) } }
      : made;
  };
}

function workspaceEdit(ending: string): (random: Random, subject: Subject) => Made {
  return (_random, subject) => {
    const before = textOf(subject.before, ending);
    const edits = subject.changes.map(({ start, removed, added }) => ({
      range: { start: { line: start, character: 0 }, end: { line: start + removed.length, character: 0 } },
      newText: textOf(added, ending),
    }));
    const edit = JSON.stringify({
      documentChanges: [{ textDocument: { uri: subject.path, version: 1 }, baseHash: hashOf(before), edits }],
    });
    return {
      format: 'workspace-edit',
      edit,
      files: { [subject.path]: before },
      expected: { [subject.path]: textOf(subject.after, ending) },
    };
  };
}

function insertAt(_random: Random, subject: Subject): Made {
  const change = subject.changes[0];
  if (change === undefined || subject.changes.length > 1 || change.removed.length > 0) return undefined;
  const before = textOf(subject.before);
  const edit = JSON.stringify({
    path: subject.path,
    insert_line: change.start,
    text: textOf(change.added),
    base_hash: hashOf(before),
  });
  return {
    format: 'insert',
    edit,
    files: { [subject.path]: before },
    expected: { [subject.path]: textOf(subject.after) },
  };
}

function listed(_random: Random, subject: Subject): Made {
  const edits = subject.hunks.map((hunk) => {
    const { search, replace } = blockOf(hunk);
    return { old_string: search.join('\n'), new_string: replace.join('\n') };
  });
  return {
    ...(answer(subject, JSON.stringify({ file_path: subject.path, edits })) as NonNullable<Made>),
    format: 'json',
  };
}

/** Every kind of damage to edits that are tool calls. */
export const toolKinds: Readonly<Record<string, CaseMaker>> = {
  'str-exact': blockCase((_random, subject) => answer(subject, call(subject)), { most: 1 }),
  'str-inline': blockCase(inline, { most: 1 }),
  'str-crlf-file': blockCase((_random, subject) => answer(subject, call(subject), '\r\n'), { most: 1 }),
  'str-crlf-edit': blockCase(
    (_random, subject) =>
      answer(
        subject,
        call(subject, (text) => text.replaceAll('\n', '\r\n')),
      ),
    { most: 1 },
  ),
  'str-trailing-ws': blockCase(trailing, { most: 1 }),
  'str-dollar-patterns': blockCase(dollars, { most: 1 }),
  'str-ambiguous:refuse': blockCase(ambiguous, { most: 1 }),
  'str-stale:refuse': blockCase(stale, { most: 1 }),
  'json-edits': blockCase(listed),
  'insert-line': blockCase(insertAt, { most: 1 }),
  'line-range': blockCase(lineRange(hashOf), { most: 1 }),
  'line-range-no-hash:refuse': blockCase(
    lineRange(() => undefined),
    { most: 1 },
  ),
  'line-range-old-hash:refuse': blockCase(
    lineRange((text) => hashOf(`${text}old`)),
    { most: 1 },
  ),
  'workspace-edit': blockCase(workspaceEdit('\n')),
  'workspace-edit-crlf': blockCase(workspaceEdit('\r\n')),
};
