import type { Random } from '../../test/edits/random.ts';
import { crlf, type Hunk } from './commit-change.ts';

/** An edit of one commit while it is being damaged. */
export interface Draft {
  readonly format: 'unified-diff' | 'apply-patch' | 'search-replace' | 'json';
  readonly parts: readonly Hunk[];
  /** Whether the hunks still have their headers; only a diff has any. */
  readonly numbered: boolean;
  /** What is done to the printed edit. */
  readonly print: (edit: string) => string;
  /** What is done to the file before and behind the edit. */
  readonly file: (text: string) => string;
}

/** One kind of damage; undefined where the edit does not lend itself to it. */
export type Damage = (random: Random, draft: Draft) => Draft | undefined;

/** Damage of single lines of the hunks. */
export const bodyDamage =
  (change: (line: string, random: Random) => string): Damage =>
  (random, draft) => {
    const parts = draft.parts.map((part) => ({
      ...part,
      body: part.body.map((line) => change(line, random)),
    }));
    return JSON.stringify(parts) === JSON.stringify(draft.parts) ? undefined : { ...draft, parts };
  };

/** Whether a format puts a sign in front of each line. */
export const hasSigns = ({ format }: Pick<Draft, 'format'>): boolean =>
  format === 'unified-diff' || format === 'apply-patch';

/** Whether a line of a hunk must be in the file and is not blank. */
export const isOld = (line: string): boolean => !line.startsWith('+') && line.slice(1).trim() !== '';

/** Some lines of the edit that must be in the file get blanks at their end, or lose them. */
export const trailingBlanks = bodyDamage((line, random) => {
  if (!isOld(line) || random.chance(0.5)) return line;
  return /[ \t]$/.test(line) ? line.trimEnd() : `${line}${random.pick([' ', '  ', '\t'])}`;
});

export const smartQuotes = bodyDamage((line) =>
  isOld(line) ? line.charAt(0) + line.slice(1).replaceAll("'", '\u2019').replaceAll('"', '\u201d') : line,
);

/** The lines of a reply are indented less than those of the file, all by the same. */
export const dedented: Damage = (_random, draft) => {
  const texts = draft.parts.flatMap(({ body }) =>
    body.map((line) => line.slice(1)).filter((line) => line.trim()),
  );
  const depth = Math.min(...texts.map((text) => /^ */.exec(text)?.[0].length ?? 0));
  // Of a line of nothing but blanks nobody can see how many it has lost.
  const unclear = draft.parts.some(({ body }) => body.some((line) => /^(?:[-+ ] *\t|\+ +$)/.test(line)));
  if (!Number.isFinite(depth) || depth === 0 || unclear) return undefined;
  const cut = (line: string): string =>
    line.charAt(0) + line.slice(1).replace(new RegExp(`^ {0,${depth}}`), '');
  return { ...draft, parts: draft.parts.map((part) => ({ ...part, body: part.body.map(cut) })) };
};

/** Tabs come as four spaces each. */
export const tabsAsSpaces: Damage = (_random, draft) => {
  const texts = draft.parts.flatMap(({ body }) => body.map((line) => line.slice(1)));
  // Some line that is in the file has to show what the spaces stand for.
  const shown = draft.parts.some(({ body }) => body.some((line) => /^[- ]\t+\S/.test(line)));
  if (!shown || texts.some((text) => /^\t* /.test(text))) return undefined;
  const spaced = (line: string): string =>
    line.charAt(0) + line.slice(1).replace(/^\t+/, (tabs) => '    '.repeat(tabs.length));
  return { ...draft, parts: draft.parts.map((part) => ({ ...part, body: part.body.map(spaced) })) };
};

/** Context comes without the blank in front of it. */
export const prefixMissing: Damage = (_random, draft) => {
  if (!hasSigns(draft)) return undefined;
  const context = draft.parts.flatMap(({ body }) => body.filter((line) => line.startsWith(' ')));
  // Lines that begin with a sign of the format would be taken for something else.
  if (
    !context.some((line) => line.trim() !== '') ||
    context.some((line) => /^ (?:[-+@\\`~ \t]|\*\*\*|$)/.test(line))
  )
    return undefined;
  const cut = (line: string): string => (line.startsWith(' ') ? line.slice(1) : line);
  return { ...draft, parts: draft.parts.map((part) => ({ ...part, body: part.body.map(cut) })) };
};

const stripBlanks = bodyDamage((line) => (/^ [ \t]*$/.test(line) ? '' : line));
export const blankContextStripped: Damage = (random, draft) =>
  hasSigns(draft) ? stripBlanks(random, draft) : undefined;

export const shuffled: Damage = (random, draft) =>
  draft.parts.length < 2
    ? undefined
    : { ...draft, parts: [...draft.parts].sort(() => (random.chance(0.5) ? 1 : -1)) };

export const bareHeaders: Damage = (_random, draft) =>
  draft.format === 'unified-diff' ? { ...draft, numbered: false } : undefined;

export const wrongNumbers: Damage = (random, draft) => {
  if (draft.format !== 'unified-diff' || !draft.numbered) return undefined;
  const wrong = (header: string): string =>
    header.replace(/\d+/, (line) => String(Number(line) + 1 + random.below(40)));
  return { ...draft, parts: draft.parts.map((part) => ({ ...part, header: wrong(part.header) })) };
};

export const inProse: Damage = (_random, draft) => {
  const info = { 'unified-diff': 'diff', json: 'json', 'apply-patch': '', 'search-replace': '' }[
    draft.format
  ];
  const print = (edit: string): string =>
    `I read it twice.\n\n\`\`\`\`\`${info}\n${draft.print(edit).replace(/\n?$/, '\n')}\`\`\`\`\`\n\nNothing else is needed.\n`;
  return { ...draft, print };
};

export const returnsInFile: Damage = (_random, draft) => ({ ...draft, file: crlf });
export const returnsInEdit: Damage = (_random, draft) =>
  draft.format === 'json' ? undefined : { ...draft, print: (edit) => crlf(draft.print(edit)) };

/** Some lines that are in the file end with a carriage return in the edit. */
export const returnsInContext = bodyDamage((line, random) =>
  line.startsWith(' ') && random.chance(0.4) ? `${line}\r` : line,
);

/** A line of context at the edge of a hunk is missing. */
export const lessContext: Damage = (random, draft) => {
  const parts = draft.parts.map((part) => {
    const [first, second] = part.body;
    const shorter = first?.startsWith(' ') && second?.startsWith(' ') && random.chance(0.7);
    return shorter ? { ...part, body: part.body.slice(1) } : part;
  });
  return parts.every((part, at) => part === draft.parts[at])
    ? undefined
    : { ...draft, numbered: false, parts };
};
