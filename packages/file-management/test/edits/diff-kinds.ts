import { type CaseMaker, linesOf, makeSubject, type Subject, textOf } from './case.ts';
import { type Change, countPlaces, type DiffHunk, type Line, newSide, oldSide, toHunks } from './change.ts';
import { gitHeader, printDiff } from './print-diff.ts';
import type { Random } from './random.ts';

type Diff = Omit<ReturnType<CaseMaker> & object, 'format'>;
type Maker = (random: Random, subject: Subject) => (Diff & { target?: string }) | undefined;

function diffCase(maker: Maker, options = {}): CaseMaker {
  return (random, file) => {
    const subject = makeSubject(random, file, options);
    const made = subject === undefined ? undefined : maker(random, subject);
    return made === undefined ? undefined : { format: 'unified-diff', ...made };
  };
}

function answer(subject: Subject, edit: string): Diff {
  return {
    edit,
    files: { [subject.path]: textOf(subject.before) },
    expected: { [subject.path]: textOf(subject.after) },
  };
}

function header(change: (random: Random, hunk: DiffHunk, index: number) => string | undefined): Maker {
  return (random, subject) => {
    const head = (hunk: DiffHunk, index: number): string | undefined => change(random, hunk, index);
    return answer(subject, printDiff(subject.hunks, { path: subject.path, header: head }));
  };
}

function counts(hunk: DiffHunk): [number, number] {
  return [oldSide(hunk).length, newSide(hunk).length];
}

const fenced: Maker = (random, subject) => {
  const diff = printDiff(subject.hunks, { path: subject.path });
  const words = 'Here is the change:\n\n- it is small\n- it is safe\n\n';
  return answer(
    subject,
    `${words}\`\`\`${random.pick(['diff', 'patch', ''])}\n${diff}\`\`\`\n\nThis should do it.\n`,
  );
};

const wrongCounts = header((random, hunk) => {
  const [oldCount, newCount] = counts(hunk);
  // More on both sides cannot be told from a reply that was cut off.
  const [first, second] = random.pick([
    [1, 0],
    [0, -1],
    [-1, 1],
    [2, -1],
    [-1, -1],
    [-2, 0],
  ] as const);
  return `@@ -${hunk.oldStart + 1},${Math.max(1, oldCount + first)} +${hunk.newStart + 1},${Math.max(1, newCount + second)} @@`;
});

/** A file whose lines are changed before the edit is applied, while the edit stays. */
function fileDamage(damage: (line: string, random: Random) => string, every = 0.4): Maker {
  return (random, subject) => {
    const marked = subject.before.map((line) => (random.chance(every) ? damage(line, random) : line));
    if (marked.every((line, at) => line === subject.before[at])) return undefined;
    const changes = subject.changes;
    const after = replay(marked, changes);
    return {
      edit: printDiff(subject.hunks, { path: subject.path }),
      files: { [subject.path]: textOf(marked) },
      expected: { [subject.path]: textOf(after) },
    };
  };
}

function replay(before: readonly string[], changes: readonly Change[]): string[] {
  const after: string[] = [];
  let at = 0;
  for (const { start, removed, added } of changes) {
    after.push(...before.slice(at, start), ...added);
    at = start + removed.length;
  }
  return [...after, ...before.slice(at)];
}

/** An edit in which lines that must be in the file are written differently. */
function editDamage(
  damage: (line: Line, random: Random) => Line,
  applies: (subject: Subject) => boolean = () => true,
): Maker {
  return (random, subject) => {
    if (!applies(subject)) return undefined;
    const hunks = subject.hunks.map((hunk) => ({
      ...hunk,
      lines: hunk.lines.map((line) => damage(line, random)),
    }));
    if (JSON.stringify(hunks) === JSON.stringify(subject.hunks)) return undefined;
    return answer(subject, printDiff(hunks, { path: subject.path }));
  };
}

function smart(line: string): string {
  return line
    .replace(/(^|[\s([{=,:])"/g, '$1\u201c')
    .replace(/"/g, '\u201d')
    .replace(/(^|[\s([{=,:])'/g, '$1\u2018')
    .replace(/'/g, '\u2019')
    .replace(/ - /g, ' \u2013 ')
    .replace(/\.\.\./g, '\u2026');
}

function endings(fileEnding: string, editEnding: string): Maker {
  return (_random, subject) => ({
    edit: printDiff(subject.hunks, { path: subject.path }).replaceAll('\n', editEnding),
    files: { [subject.path]: textOf(subject.before, fileEnding) },
    expected: { [subject.path]: textOf(subject.after, fileEnding) },
  });
}

// Git prints the lines of such a file with their own carriage returns.
const mixedEndings: Maker = (random, subject) => {
  const before = subject.before.map((line) => (random.chance(0.5) ? `${line}\r` : line));
  const changes = subject.changes.map((change) => ({
    ...change,
    removed: before.slice(change.start, change.start + change.removed.length),
    added: change.added.map((line) => (random.chance(0.5) ? `${line}\r` : line)),
  }));
  const hunks = toHunks({ before, changes });
  return {
    edit: printDiff(hunks, { path: subject.path }),
    files: { [subject.path]: textOf(before) },
    expected: { [subject.path]: textOf(replay(before, changes)) },
  };
};

const noEofNewline: CaseMaker = (random, file) => {
  const before = linesOf(file.text).slice(0, 400);
  if (before.length < 25 || before.at(-1)?.trim() === '') return undefined;
  const start = before.length - 1 - random.below(3);
  const removed = before.slice(start, start + 1);
  const added = random.chance(0.3)
    ? []
    : [`${removed[0]} changed${random.below(99)}`, ...(random.chance(0.4) ? ['another();'] : [])];
  const changes = [
    random.chance(0.2)
      ? { start: before.length, removed: [], added: ['appended();'] }
      : { start, removed, added },
  ];
  const hunks = toHunks({ before, changes });
  if (hunks.some((hunk) => countPlaces(before, oldSide(hunk)) !== 1)) return undefined;
  // Deleting the last line gives the line before it a new end, which a diff without markers cannot say.
  if (added.length === 0 && start === before.length - 1 && changes[0]?.removed.length === 1) return undefined;
  return {
    format: 'unified-diff',
    edit: printDiff(hunks, { path: file.path }),
    files: { [file.path]: textOf(before).slice(0, -1) },
    expected: { [file.path]: textOf(replay(before, changes)).slice(0, -1) },
  };
};

function drift(amount: (random: Random) => number): Maker {
  return (random, subject) => {
    const count = amount(random);
    const extra = Array.from(
      { length: Math.abs(count) },
      (_, at) => `drifted line ${at} ${random.below(1e6)}`,
    );
    const firstOld = subject.hunks[0]?.oldStart ?? 0;
    const at = random.below(firstOld + 1);
    const cut = count < 0 ? Math.min(-count, firstOld - at) : 0;
    if (count < 0 && cut === 0) return undefined;
    const move = (lines: readonly string[]): string[] => [
      ...lines.slice(0, at),
      ...(count > 0 ? extra : []),
      ...lines.slice(at + cut),
    ];
    const before = move(subject.before);
    if (subject.hunks.some((hunk) => countPlaces(before, oldSide(hunk)) !== 1)) return undefined;
    return {
      edit: printDiff(subject.hunks, { path: subject.path }),
      files: { [subject.path]: textOf(before) },
      expected: { [subject.path]: textOf(move(subject.after)) },
    };
  };
}

/** A copy of the place of the only hunk, before or behind it; the numbers of the edit are right, near or absent. */
function ambiguous(where: 'before' | 'after', hint: 'exact' | 'near' | 'none'): Maker {
  return (random, subject) => {
    const [hunk] = subject.hunks;
    if (hunk === undefined || subject.hunks.length > 1) return undefined;
    const region = oldSide(hunk);
    const gap = Array.from({ length: 60 }, (_, at) => `between ${at} ${random.below(1e6)}`);
    const block = where === 'before' ? [...region, ...gap] : [...gap, ...region];
    const at = where === 'before' ? hunk.oldStart : hunk.oldStart + region.length;
    const extend = (lines: readonly string[], place: number): string[] => [
      ...lines.slice(0, place),
      ...block,
      ...lines.slice(place),
    ];
    const before = extend(subject.before, at);
    const after = extend(subject.after, where === 'before' ? at : at + newSide(hunk).length - region.length);
    const shift = where === 'before' ? block.length : 0;
    const off = hint === 'near' ? random.pick([-3, -2, -1, 1, 2, 3]) : 0;
    const moved = {
      ...hunk,
      oldStart: Math.max(0, hunk.oldStart + shift + off),
      newStart: Math.max(0, hunk.newStart + shift + off),
    };
    if (moved.oldStart === 0 && off !== 0) return undefined;
    const files = { [subject.path]: textOf(before) };
    const edit = printDiff([moved], {
      path: subject.path,
      header: hint === 'none' ? () => '@@ @@' : gitHeader,
    });
    return hint === 'none' ? { edit, files } : { edit, files, expected: { [subject.path]: textOf(after) } };
  };
}

/** Changes lines that the hunk wants, in the file. */
function staleFile(random: Random, subject: Subject, hunk: DiffHunk): string[] | undefined {
  const old = hunk.lines.filter(({ op }) => op !== '+');
  const wanted = old.flatMap(({ op, text }, at) => (op === '-' && /\w{3}/.test(text) ? [at] : []));
  const any = wanted.length > 0 ? wanted : old.flatMap(({ text }, at) => (/\w{3}/.test(text) ? [at] : []));
  if (any.length === 0) return undefined;
  const at = hunk.oldStart + random.pick(any);
  return subject.before.map((line, index) =>
    index === at ? line.replace(/\w{3,}/, () => `stale${random.below(999)}`) : line,
  );
}

const stale: Maker = (random, subject) => {
  const before = staleFile(random, subject, random.pick(subject.hunks));
  return before === undefined
    ? undefined
    : { edit: printDiff(subject.hunks, { path: subject.path }), files: { [subject.path]: textOf(before) } };
};

const hallucinated: Maker = (random, subject) => {
  const hunks = subject.hunks.map((hunk) => ({
    ...hunk,
    lines: hunk.lines.map((line) =>
      line.op === '+' ? line : { ...line, text: `imagined${random.below(1e5)}(${line.text.length});` },
    ),
  }));
  return {
    edit: printDiff(hunks, { path: subject.path }),
    files: { [subject.path]: textOf(subject.before) },
  };
};

const alreadyApplied: Maker = (_random, subject) => ({
  edit: printDiff(subject.hunks, { path: subject.path }),
  files: { [subject.path]: textOf(subject.after) },
});

const truncated: Maker = (random, subject) => {
  const lines = printDiff(subject.hunks, { path: subject.path }).split('\n').slice(0, -1);
  const last = subject.hunks.at(-1);
  const lastHeader = lines.length - (last?.lines.length ?? 0);
  const cut = lastHeader + 1 + random.below(Math.max(1, (last?.lines.length ?? 1) - 1));
  // A cut that leaves one side whole cannot be told from wrong counts unless it ends in additions.
  const left = last?.lines.slice(0, cut - lastHeader) ?? [];
  const rest = last?.lines.slice(cut - lastHeader) ?? [];
  if (rest.every(({ op }) => op !== ' ') || left.length === 0) return undefined;
  return { edit: `${lines.slice(0, cut).join('\n')}\n`, files: { [subject.path]: textOf(subject.before) } };
};

const multiFileStale: Maker = (random, subject) => {
  const other = { ...subject, path: `other/${subject.path}` };
  const before = staleFile(random, subject, random.pick(subject.hunks));
  if (before === undefined) return undefined;
  const edit = [subject, other].map(({ path, hunks }) => printDiff(hunks, { path })).join('');
  return { edit, files: { [subject.path]: textOf(subject.before), [other.path]: textOf(before) } };
};

function contextOnly(
  change: (text: string, random: Random) => string,
  probability: number,
): (line: Line, random: Random) => Line {
  return (line, random) =>
    line.op === ' ' && random.chance(probability) ? { ...line, text: change(line.text, random) } : line;
}

const dedented: Maker = (_random, subject) => {
  const hunks = subject.hunks.map((hunk) => {
    const indents = hunk.lines
      .filter(({ text }) => text.trim() !== '')
      .map(({ text }) => /^[ \t]*/.exec(text)?.[0] ?? '');
    const common = indents.reduce((shared, indent) => {
      let length = 0;
      while (length < shared.length && shared[length] === indent[length]) length++;
      return shared.slice(0, length);
    }, indents[0] ?? '');
    return {
      ...hunk,
      lines: hunk.lines.map((line) => ({
        ...line,
        text: line.text.trim() === '' ? line.text : line.text.slice(common.length),
      })),
    };
  });
  if (JSON.stringify(hunks) === JSON.stringify(subject.hunks)) return undefined;
  return answer(subject, printDiff(hunks, { path: subject.path }));
};

const tabsAsSpaces: CaseMaker = (random, file) => {
  const width = random.pick([2, 4, 8]);
  const tabbed = linesOf(file.text).map((line) =>
    line.replace(/^(?: {2})+/, (blanks) => '\t'.repeat(blanks.length / 2)),
  );
  const subject = makeSubject(random, { path: file.path, text: textOf(tabbed) });
  if (subject === undefined) return undefined;
  const spaces = (text: string): string => text.replace(/^\t+/, (tabs) => ' '.repeat(tabs.length * width));
  // At least one old line must show a tab, else nothing says what the blanks stand for.
  const shows = subject.hunks.some((hunk) => oldSide(hunk).some((line) => /^\t+\S/.test(line)));
  if (!shows) return undefined;
  const hunks = subject.hunks.map((hunk) => ({
    ...hunk,
    lines: hunk.lines.map((line) => ({ ...line, text: spaces(line.text) })),
  }));
  return { format: 'unified-diff', ...answer(subject, printDiff(hunks, { path: subject.path })) };
};

const shuffled: Maker = (random, subject) => {
  if (subject.hunks.length < 2) return undefined;
  const hunks = [...subject.hunks].reverse();
  if (hunks.length > 2 && random.chance(0.5)) hunks.push(hunks.shift() as DiffHunk);
  return answer(subject, printDiff(hunks, { path: subject.path }));
};

const noNames: Maker = (_random, subject) => ({
  ...answer(subject, printDiff(subject.hunks, { path: subject.path, names: [] })),
  target: subject.path,
});

const exact: Maker = (_random, subject) => answer(subject, printDiff(subject.hunks, { path: subject.path }));

/** Every kind of damage to a unified diff. */
export const diffKinds: Readonly<Record<string, CaseMaker>> = {
  exact: diffCase(exact),
  'wrong-line-numbers': diffCase(
    header((random, hunk) =>
      gitHeader({ ...hunk, oldStart: random.below(900), newStart: random.below(900) }),
    ),
  ),
  'line-numbers-all-1': diffCase(header((_random, hunk) => gitHeader({ ...hunk, oldStart: 0, newStart: 0 }))),
  'missing-counts': diffCase(
    header((_random, { oldStart, newStart }) => `@@ -${oldStart + 1} +${newStart + 1} @@`),
  ),
  'wrong-counts': diffCase(wrongCounts),
  'bare-header': diffCase(header((random) => random.pick(['@@', '@@ @@', '@@ ... @@']))),
  'no-hunk-header': diffCase(header(() => undefined)),
  'no-file-headers': diffCase(noNames),
  'fenced-prose': diffCase(fenced),
  'no-ab-prefix': diffCase((_random, subject) =>
    answer(
      subject,
      printDiff(subject.hunks, { path: subject.path, names: [`--- ${subject.path}`, `+++ ${subject.path}`] }),
    ),
  ),
  'blank-context-stripped': diffCase((_random, subject) =>
    answer(
      subject,
      printDiff(subject.hunks, { path: subject.path, line: (line) => (line === ' ' ? '' : line) }),
    ),
  ),
  'trailing-ws-dropped': diffCase(fileDamage((line, random) => line + random.pick([' ', '  ', '\t']))),
  'ctx-leading-space-missing': diffCase((random, subject) => {
    if (
      subject.hunks.some(({ lines }) => lines.some(({ op, text }) => op === ' ' && /^[-+@\\`~]/.test(text)))
    )
      return undefined;
    const every = random.pick([1, 1, 0.6]);
    const line = (text: string): string =>
      text.startsWith(' ') && random.chance(every) ? text.slice(1) : text;
    return answer(subject, printDiff(subject.hunks, { path: subject.path, line }));
  }),
  'crlf-file-lf-patch': diffCase(endings('\r\n', '\n')),
  'lf-file-crlf-patch': diffCase(endings('\n', '\r\n')),
  'mixed-eol-file': diffCase(mixedEndings),
  'bom-file': diffCase(exact),
  'no-eof-newline-kept': noEofNewline,
  'ctx-indent-changed': diffCase((random, subject) => {
    const touched = editDamage(contextOnly((text) => (text.trim() === '' ? text : `  ${text}`), 0.3))(
      random,
      subject,
    );
    const pure = subject.changes.some(({ removed }) => removed.length === 0);
    return pure ? undefined : touched;
  }),
  'hunk-dedented': diffCase(dedented),
  'tabs-as-spaces': tabsAsSpaces,
  'unicode-patch-smart': diffCase(
    editDamage((line) => (line.op === '+' ? line : { ...line, text: smart(line.text) })),
  ),
  'unicode-file-smart': diffCase(fileDamage(smart, 1)),
  'nbsp-in-file': diffCase(
    fileDamage(
      (line, random) =>
        line.replace(/(\S) (\S)/g, (whole, left: string, right: string) =>
          random.chance(0.5) ? `${left}\u00a0${right}` : whole,
        ),
      1,
    ),
  ),
  'drift-small': diffCase(drift((random) => 1 + random.below(8))),
  'drift-large': diffCase(drift((random) => 100 + random.below(400))),
  'drift-deleted-lines': diffCase(drift((random) => -1 - random.below(20))),
  'reduced-context-1': diffCase(exact, { context: 1 }),
  'hunks-shuffled': diffCase(shuffled, { most: 5 }),
  'ambiguous-hinted-dup-before': diffCase(ambiguous('before', 'exact'), { most: 1 }),
  'ambiguous-hinted-dup-after': diffCase(ambiguous('after', 'exact'), { most: 1 }),
  'ambiguous-near-hint': diffCase(
    (random, subject) => ambiguous(random.pick(['before', 'after']), 'near')(random, subject),
    { most: 1 },
  ),
  'ambiguous-bare:refuse': diffCase(
    (random, subject) => ambiguous(random.pick(['before', 'after']), 'none')(random, subject),
    { most: 1 },
  ),
  'stale-target:refuse': diffCase(stale, { most: 1 }),
  'stale-one-of-many:refuse': diffCase(
    (random, subject) => (subject.hunks.length < 2 ? undefined : stale(random, subject)),
    { most: 5 },
  ),
  'hallucinated:refuse': diffCase(hallucinated),
  'already-applied:refuse': diffCase(alreadyApplied),
  'truncated-patch:refuse': diffCase(truncated),
  'multi-file-one-stale:refuse': diffCase(multiFileStale),
};
