import { linesOf, type SourceFile, textOf } from './case.ts';
import type { Random } from './random.ts';

/** How twelve families of languages write a comment. */
const STYLES: readonly ((words: string) => string)[] = [
  (words) => `// ${words}`,
  (words) => `# ${words}`,
  (words) => `/* ${words} */`,
  (words) => `<!-- ${words} -->`,
  (words) => `-- ${words}`,
  (words) => `; ${words}`,
  (words) => `% ${words}`,
  (words) => `{/* ${words} */}`,
  (words) => `(* ${words} *)`,
  (words) => `{# ${words} #}`,
  (words) => `""" ${words} """`,
  (words) => `' ${words}`,
];

const WORDS = [
  '... existing code ...',
  '... rest of the code ...',
  '...rest of file remains the same...',
  '… rest of the file unchanged …',
  'rest of the code remains unchanged',
  'rest of the file stays the same',
  'The rest of the code stays the same',
  'remaining code unchanged',
  'Remaining methods remain the same',
  'existing imports here',
  'existing code here',
  'other methods stay as before ...',
  '... other functions ...',
  '... (rest of the implementation)',
  '... keep existing code ...',
  '... same as before ...',
  '... unchanged ...',
  '...',
  '[... rest of class ...]',
  'previous code remains here',
  '... omitted for brevity ...',
  'rest of implementation...',
  'rest of your code here',
  'The rest of the functions remain unchanged',
  '... (existing code remains the same) ...',
  'unchanged code above',
  'original implementation here',
  '[Previous code]',
  'existing code',
  'The rest is unchanged',
  'everything else stays the same',
  'same as before',
  'implementation unchanged',
  'keep the rest of the file as is',
  'no changes here',
  '(unchanged)',
  '... more code here ...',
] as const;

/** A whole file in which a comment stands for code. */
export interface LeftOutText {
  readonly text: string;
  /** The file as it is, or nothing for a new one. */
  readonly before: string | undefined;
  /** The comment. */
  readonly mark: string;
}

/** Real files with a part replaced by a comment, each style and wording in turn. */
export function leftOutTexts(random: Random, count: number, sources: readonly SourceFile[]): LeftOutText[] {
  return Array.from({ length: count }, (_, at) => {
    const source = random.pick(sources);
    const lines = linesOf(source.text);
    const words = WORDS[Math.floor(at / STYLES.length) % WORDS.length] ?? '...';
    const start = random.below(lines.length);
    const indent = /^[ \t]*/.exec(lines[start] ?? '')?.[0] ?? '';
    const mark = indent + (STYLES[at % STYLES.length] ?? ((text: string) => text))(words);
    // Few enough lines go that the loss alone does not give the edit away.
    const end = Math.min(lines.length, start + 1 + random.below(Math.max(1, Math.floor(lines.length / 3))));
    const text = textOf([...lines.slice(0, start), mark, ...lines.slice(end)]);
    return { text, before: random.chance(0.8) ? source.text : undefined, mark };
  });
}
