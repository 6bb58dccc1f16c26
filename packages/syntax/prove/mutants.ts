import { createRandom } from './corpus.ts';

/** One way to damage a text; undefined where the text offers no place for it. */
type Damage = (text: string, random: (bound: number) => number) => string | undefined;

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

/** Damage that models and merges do to code. */
export const damages: Readonly<Record<string, Damage>> = {
  'bracket lost': withoutOne(/[)\]}]/g),
  'bracket added': (text, random) => {
    const end = text.indexOf('\n', random(text.length));
    return end < 0 ? undefined : `${text.slice(0, end)}\n}\n${text.slice(end)}`;
  },
  'quote lost': withoutOne(/["']/g),
  'sign lost': withoutOne(/[;:,]/g),
  'cut off': (text, random) =>
    text.length < 200 ? undefined : text.slice(0, 100 + random(text.length - 150)),
  'conflict marker': withLine('<<<<<<< HEAD'),
  'search marker': withLine('>>>>>>> REPLACE'),
  placeholder: withLine('... rest of the code unchanged ...'),
  'fenced whole': (text) => `\`\`\`\n${text}\n\`\`\`\n`,
};

/** Each kind of damage done once to a text, the same for the same seed. */
export function damaged(text: string, seed: number): { kind: string; text: string }[] {
  const random = createRandom(seed);
  return Object.entries(damages).flatMap(([kind, damage]) => {
    const result = damage(text, random);
    return result === undefined || result === text ? [] : [{ kind, text: result }];
  });
}
