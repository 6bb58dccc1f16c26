import { describe, expect, it } from 'vitest';
import { apply, block, lines } from '../../../test/edits/lab.ts';

const times = (count: number, ...texts: string[]): string[] =>
  Array.from({ length: count }, () => texts).flat();
const numbers = (count: number, step = 1): number[] =>
  Array.from({ length: count }, (_, at) => at * step + 1);

/** The 1-based lines at which some lines stand in a file. */
function positionsOf(wanted: readonly string[], held: readonly string[]): readonly number[] {
  const edit = block(wanted.join('\n'), 'new');
  const { plan } = apply('search-replace', edit, { 'a.txt': lines(...held) });
  return plan.refusals[0]?.positions ?? plan.receipts.map(({ line }) => line);
}

describe('lines that repeat', () => {
  it.each([
    ['a few equal ones', times(3, 'a'), times(6, 'a'), numbers(4)],
    [
      'so many equal ones that they are searched in one pass',
      times(1_500, 'a'),
      times(3_000, 'a'),
      numbers(1_501),
    ],
    ['pairs', times(2, 'a', 'b'), times(5, 'a', 'b'), numbers(4, 2)],
    [
      'so many pairs that they are searched in one pass',
      times(900, 'a', 'b'),
      times(2_400, 'a', 'b'),
      numbers(1_501, 2),
    ],
    [
      'pairs with an odd one among them',
      times(800, 'a', 'b'),
      [...times(1_000, 'a', 'b'), 'b', ...times(1_600, 'a', 'b')],
      [...numbers(201, 2), ...numbers(801, 2).map((line) => line + 2_001)],
    ],
    ['a run that ends the file', [...times(3, 'a'), 'end'], [...times(9, 'a'), 'end'], [7]],
    ['a run that begins it', ['begin', ...times(3, 'a')], ['begin', ...times(9, 'a')], [1]],
    ['all lines of the file', times(4, 'a', 'b'), times(4, 'a', 'b'), [1]],
  ])('are found in every place: %s', (_name, wanted, held, expected) => {
    expect(positionsOf(wanted, held)).toEqual(expected);
  });

  it('are more than the file has', () => {
    expect(positionsOf(times(5, 'a'), times(4, 'a'))).toEqual([]);
  });
});

describe('tabs and spaces', () => {
  it.each([2, 3, 4, 8])('of a width of %d are told from each other by the old lines', (width) => {
    const tab = ' '.repeat(width);
    const tabbed = lines('if (a) {', '\tone();', '\t\ttwo();', '}');
    const spaced = lines('if (a) {', `${tab}one();`, `${tab}${tab}two();`, '}');
    const shown = (indent: string): string =>
      block(`${indent}one();\n${indent}${indent}two();`, `${indent}one();\n${indent}${indent}three();`);
    expect(apply('search-replace', shown(tab), { 'a.txt': tabbed }).after).toEqual({
      'a.txt': tabbed.replace('two', 'three'),
    });
    expect(apply('search-replace', shown('\t'), { 'a.txt': spaced }).after).toEqual({
      'a.txt': spaced.replace('two', 'three'),
    });
  });

  it('keep what is left over of a width', () => {
    const text = lines('\tone(', '\t  two,', '\t);');
    const edit = block('    one(\n      two,\n    );', '    one(\n      two,\n      three,\n    );');
    expect(apply('search-replace', edit, { 'a.txt': text }).after).toEqual({
      'a.txt': lines('\tone(', '\t  two,', '\t  three,', '\t);'),
    });
  });

  it('of another width are refused', () => {
    const text = lines('\tone();', '\t\ttwo();');
    expect(
      apply('search-replace', block('   one();\n     two();', '   one();\n     three();'), { 'a.txt': text })
        .codes,
    ).toEqual(['EC_EDIT_INDENTATION']);
  });
});
