import type { LanguageId } from '../src/index.ts';
import { createRandom } from './corpus.ts';

/** One way to damage a text; undefined where the text offers no place for it. */
type Damage = (text: string, random: (bound: number) => number) => string | undefined;

/** A damaged copy of a text. */
export interface Mutant {
  readonly kind: string;
  readonly text: string;
  /** Line where it begins to differ from the original, 0-based. */
  readonly line: number;
  /** Whether a line was added that is no code, rather than the code damaged. */
  readonly isMarker: boolean;
}

function withoutOne(pattern: RegExp): Damage {
  return (text, random) => {
    const places = [...text.matchAll(pattern)].map((match) => match.index);
    if (places.length === 0) return undefined;
    const at = places[random(places.length)] ?? 0;
    return text.slice(0, at) + text.slice(at + 1);
  };
}

function withLine(line: string): Damage {
  return (text, random) => {
    const lines = text.split('\n');
    lines.splice(random(lines.length), 0, line);
    return lines.join('\n');
  };
}

/** Changes one line that holds code and is indented. */
function withIndented(change: (line: string) => string): Damage {
  return (text, random) => {
    const lines = text.split('\n');
    const places = [...lines.keys()].filter((at) => /^ {4,}\S/.test(lines[at] ?? ''));
    const at = places[random(Math.max(1, places.length))];
    if (at === undefined) return undefined;
    lines[at] = change(lines[at] ?? '');
    return lines.join('\n');
  };
}

const structural: Readonly<Record<string, Damage>> = {
  'bracket lost': withoutOne(/[)\]}]/g),
  'bracket opened': withoutOne(/[([{]/g),
  'bracket added': (text, random) => {
    const end = text.indexOf('\n', random(text.length));
    return end < 0 ? undefined : `${text.slice(0, end)}\n}\n${text.slice(end)}`;
  },
  'quote lost': withoutOne(/["']/g),
  'sign lost': withoutOne(/[;:,]/g),
  'word lost': (text, random) => {
    const words = [...text.matchAll(/\b(?:end|do|then|in|def|func|fn|return|class|if)\b/g)];
    const at = words[random(Math.max(1, words.length))];
    return at && text.slice(0, at.index) + text.slice(at.index + at[0].length);
  },
  'cut off': (text, random) =>
    text.length < 200 ? undefined : text.slice(0, 100 + random(text.length - 150)),
};

/** Only where it means something. */
const indentation: Readonly<Record<string, Damage>> = {
  'indented more': withIndented((line) => `  ${line}`),
  'indented less': withIndented((line) => line.slice(2)),
  'indented by a tab': withIndented((line) => `\t${line.trimStart()}`),
};

const markers: Readonly<Record<string, Damage>> = {
  'conflict marker': withLine('<<<<<<< HEAD'),
  'search marker': withLine('>>>>>>> REPLACE'),
  placeholder: withLine('... rest of the code unchanged ...'),
  'fenced whole': (text) => `\`\`\`\n${text}\n\`\`\`\n`,
};

/** Each kind of damage that models and merges do to code, once, the same for the same seed. */
export function damaged(text: string, language: LanguageId, seed: number): Mutant[] {
  const random = createRandom(seed);
  const kinds = { ...structural, ...(language === 'python' ? indentation : {}), ...markers };
  return Object.entries(kinds).flatMap(([kind, damage]) => {
    const result = damage(text, random);
    if (result === undefined || result === text) return [];
    return [{ kind, text: result, line: firstDifference(text, result), isMarker: kind in markers }];
  });
}

function firstDifference(text: string, other: string): number {
  const lines = text.split('\n');
  const others = other.split('\n');
  const at = others.findIndex((line, index) => line !== lines[index]);
  return at < 0 ? others.length - 1 : at;
}
