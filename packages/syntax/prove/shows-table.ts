import type { LanguageId } from '../src/index.ts';
import type { Count, DamageFigures, SuiteFigures, ValidFigures } from './measure.ts';

/** What was measured, by language. */
export type Figures = Partial<
  Record<LanguageId, { valid?: ValidFigures; damage?: DamageFigures; suites?: SuiteFigures[] }>
>;

const both = ({ rejected, grammar }: Count): string => `${rejected} / ${grammar ?? '–'}`;
const share = (part: number, of: number): string => (of === 0 ? '–' : `${((100 * part) / of).toFixed(1)} %`);

/** The tables as Markdown. In each pair the first number is that of this package, the second of plain tree-sitter. */
export function printTables(figures: Figures, languages: readonly LanguageId[]): string {
  const head = [
    'language',
    'valid files',
    'rejected',
    'damaged copies',
    'found',
    'with markers',
    'found',
    'legal copies',
    'rejected',
    'judge',
    'first finding within 2 lines',
  ];
  const rows = languages.flatMap((language) => {
    const { valid, damage } = figures[language] ?? {};
    return valid === undefined ? [] : [[language, ...validCells(valid), ...damageCells(damage)]];
  });
  const suites = languages.flatMap((language) =>
    (figures[language]?.suites ?? []).map((suite) => [language, ...suiteCells(suite)]),
  );
  const suiteHead = ['language', 'suite', 'broken', 'found', 'share', 'grammar alone', 'valid', 'rejected'];
  return `${table(head, rows)}\n${table(suiteHead, suites)}\n${messageLine(figures)}`;
}

const validCells = (valid: ValidFigures): string[] => [String(valid.of), both(valid)];

function damageCells(damage: DamageFigures | undefined): string[] {
  if (damage === undefined || damage.files === 0) return ['–', '–', '–', '–', '–', '–', '–', '–'];
  const { structural, markers, legal, hasOracle, near, found } = damage;
  return [
    String(structural.of),
    both(structural),
    String(markers.of),
    both(markers),
    hasOracle ? String(legal.of) : '–',
    hasOracle ? both(legal) : '–',
    hasOracle ? `of ${damage.files} files` : 'none',
    share(near, found),
  ];
}

function suiteCells({ name, broken, legal }: SuiteFigures): string[] {
  return [
    name,
    String(broken.of),
    String(broken.rejected),
    share(broken.rejected, broken.of),
    broken.grammar === undefined ? '–' : share(broken.grammar, broken.of),
    String(legal.of),
    legal.of === 0 ? '–' : both(legal),
  ];
}

function messageLine(figures: Figures): string {
  const parts = Object.values(figures).flatMap(({ damage, suites = [] }) =>
    [damage?.messages, ...suites.map(({ messages }) => messages)].filter((one) => one !== undefined),
  );
  const all = parts.reduce((sum, part) => sum + part.all, 0);
  const named = parts.reduce((sum, part) => sum + part.named, 0);
  return `Messages that name what was found or expected: ${named} of ${all} (${share(named, all)})\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, head.map(() => '---'), ...rows];
  return all.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}
