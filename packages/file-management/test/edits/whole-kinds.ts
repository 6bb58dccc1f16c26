import { type CaseMaker, makeSubject, type Subject, textOf } from './case.ts';
import type { Random } from './random.ts';

type Made = ReturnType<CaseMaker>;

function print(subject: Subject, lines: readonly string[], words = ''): string {
  const longest = Math.max(2, ...lines.map((line) => /^[`]*/.exec(line.trimStart())?.[0].length ?? 0));
  const fence = '`'.repeat(longest + 1);
  return `${words}${subject.path}\n${fence}\n${textOf(lines)}${fence}\n`;
}

function whole(make: (random: Random, subject: Subject) => Made): CaseMaker {
  return (random, file) => {
    const subject = makeSubject(random, file, { most: 5 });
    return subject === undefined ? undefined : make(random, subject);
  };
}

function answer(ending: string, finalNewline: boolean, words = ''): CaseMaker {
  return whole((_random, subject) => {
    const cut = (text: string): string => (finalNewline ? text : text.slice(0, -ending.length));
    if (!finalNewline && (subject.before.at(-1) === '' || subject.after.at(-1) === '')) return undefined;
    return {
      format: 'whole-file',
      edit: print(subject, subject.after, words),
      files: { [subject.path]: cut(textOf(subject.before, ending)) },
      expected: { [subject.path]: cut(textOf(subject.after, ending)) },
    };
  });
}

const COMMENTS: readonly (readonly [string, string])[] = [
  ['// ', ''],
  ['# ', ''],
  ['/* ', ' */'],
  ['<!-- ', ' -->'],
  ['-- ', ''],
  ['; ', ''],
  ['% ', ''],
  ['{/* ', ' */}'],
  ['""" ', ' """'],
  ['(* ', ' *)'],
  ['{# ', ' #}'],
  ["' ", ''],
];
const WORDS = [
  '... existing code ...',
  '... rest of code ...',
  'rest of the file remains unchanged',
  '... (rest of the code stays the same) ...',
  '... other methods ...',
  'existing code here',
  '... unchanged ...',
  'remaining code unchanged',
  '[... rest of implementation ...]',
  '...',
  'rest of your code here',
  '... keep the existing imports ...',
  'other functions remain the same',
  '… existing code …',
];

function leftOut(random: Random, subject: Subject): Made {
  const [open, close] = random.pick(COMMENTS);
  const from = Math.floor(subject.after.length / 3);
  const lines = [
    ...subject.after.slice(0, from),
    open + random.pick(WORDS) + close,
    ...subject.after.slice(from + 8),
  ];
  return {
    format: 'whole-file',
    edit: print(subject, lines),
    files: { [subject.path]: textOf(subject.before) },
  };
}

/** Every kind of damage to whole files. */
export const wholeKinds: Readonly<Record<string, CaseMaker>> = {
  'whole-exact': answer('\n', true),
  'whole-prose': answer('\n', true, 'Here is the new file.\n\nIt is this one:\n\n'),
  'whole-crlf-file': answer('\r\n', true),
  'whole-no-eof-newline': answer('\n', false),
  'whole-new-file': whole((_random, subject) => ({
    format: 'whole-file',
    edit: print(subject, subject.after),
    files: {},
    expected: { [subject.path]: textOf(subject.after) },
  })),
  'whole-unclosed:refuse': whole((random, subject) => {
    const text = print(subject, subject.after);
    const lines = text.split('\n');
    return {
      format: 'whole-file',
      edit: `${lines.slice(0, 3 + random.below(lines.length - 5)).join('\n')}\n`,
      files: { [subject.path]: textOf(subject.before) },
    };
  }),
  'whole-placeholder:refuse': whole(leftOut),
  'whole-shrunk:refuse': whole((_random, subject) =>
    subject.before.length < 60
      ? undefined
      : {
          format: 'whole-file',
          edit: print(subject, subject.before.slice(0, 8)),
          files: { [subject.path]: textOf(subject.before) },
        },
  ),
};
