import { describe, expect, it } from 'vitest';
import {
  deriveReindent,
  type IndentPair,
  indentOf,
  provenTabs,
  type Reindent,
  reindentLine,
  uniformReindent,
} from './indentation.ts';

const kept = (edit: string, file: string): IndentPair => ({ edit, file, deleted: false });
const gone = (edit: string, file: string): IndentPair => ({ edit, file, deleted: true });

const none: Reindent = { kind: 'none' };
const add = (prefix: string): Reindent => ({ kind: 'add-prefix', prefix });
const drop = (prefix: string): Reindent => ({ kind: 'drop-prefix', prefix });
const tabs = (width: number): Reindent => ({ kind: 'to-tabs', width });
const spaces = (width: number): Reindent => ({ kind: 'to-spaces', width });

describe('the rule between the indentation of an edit and that of a file', () => {
  it.each<[string, IndentPair[], Reindent | undefined]>([
    ['none for no lines', [], none],
    ['none for equal ones', [kept('  ', '  '), gone('\t', '\t')], none],
    ['a prefix to add', [kept('', '    '), gone('  ', '      ')], add('    ')],
    ['a tab to add', [kept('', '\t'), kept('\t', '\t\t')], add('\t')],
    ['a tab to add before blanks', [kept('  ', '\t  '), kept('', '\t')], add('\t')],
    ['a prefix to drop', [kept('    ', ''), gone('      ', '  ')], drop('    ')],
    ['blanks to drop before a tab', [kept('  \t', '\t')], drop('  ')],
    ['tabs of four', [kept('    ', '\t'), kept('      ', '\t  ')], tabs(4)],
    ['tabs of two', [kept('  ', '\t'), kept('    ', '\t\t')], tabs(2)],
    ['tabs of eight', [kept('        ', '\t')], tabs(8)],
    ['tabs of three', [kept('   ', '\t'), kept('      ', '\t\t')], tabs(3)],
    ['blanks for tabs of two', [kept('\t', '  '), kept('\t\t', '    ')], spaces(2)],
    ['blanks for tabs of eight', [kept('\t', '        ')], spaces(8)],
    ['nothing for tabs of five', [kept('     ', '\t')], undefined],
    ['nothing for two prefixes', [kept('', '  '), kept('', '    ')], undefined],
    ['nothing where some agree', [kept('', '  '), kept('    ', '    ')], undefined],
    ['nothing for a prefix that a line does not have', [kept('  ', ''), kept('\t  ', '\t')], undefined],
    ['nothing for blanks that are no end of each other', [kept('\t  ', ' \t')], undefined],
  ])('is %s', (_name, pairs, expected) => {
    expect(uniformReindent(pairs)).toEqual(expected);
  });

  it.each<[string, IndentPair[], Reindent | undefined]>([
    ['one that explains all', [kept('', '  '), gone('  ', '    ')], add('  ')],
    ['none where only context deviates', [kept(' ', '  '), gone('    ', '    ')], none],
    ['none where context deviates and other context does not', [kept(' ', '  '), kept('    ', '    ')], none],
    ['nothing where a line that goes deviates', [kept('', ''), gone('  ', '   ')], undefined],
    ['nothing where one of two that go deviates', [gone('', ''), gone('  ', '   ')], undefined],
    ['nothing where all deviate', [kept(' ', '   '), kept('    ', '   ')], undefined],
  ])('is for added lines %s', (_name, pairs, expected) => {
    expect(deriveReindent(pairs)).toEqual(expected);
  });
});

describe('a line that is added', () => {
  it.each<[string, Reindent, string, string | undefined]>([
    ['stays as it is without a rule', none, '  a', '  a'],
    ['stays blank without a rule', none, '  ', '  '],
    ['stays empty', add('  '), '', ''],
    ['gets a prefix', add('\t'), '  a', '\t  a'],
    ['gets one also if it is blank', add('  '), '  ', '    '],
    ['loses a prefix', drop('  '), '    a ', '  a '],
    ['loses one only at its beginning', drop('\t'), '  \ta', undefined],
    ['cannot lose what it does not have', drop('    '), '  a', undefined],
    ['stays if it is blank and has nothing to lose', drop('    '), '  ', '  '],
    ['gets tabs and what is left over', tabs(4), '          a', '\t\t  a'],
    ['keeps the tabs that it has', tabs(4), '\t    a', '\t\ta'],
    ['gets no tabs for too few blanks', tabs(4), '   a', '   a'],
    ['gets blanks', spaces(2), '\t\ta\tb', '    a\tb'],
    ['keeps the blanks that it has', spaces(2), '\t a', '   a'],
  ])('%s', (_name, rule, line, expected) => {
    expect(reindentLine(line, rule)).toBe(expected);
  });

  it.each([
    ['a', ''],
    [' \t a b', ' \t '],
    ['\t', '\t'],
    ['', ''],
    ['\u00a0a', ''],
  ])('%j begins behind its blanks and tabs', (line, expected) => {
    expect(indentOf(line)).toBe(expected);
  });
});

describe('the width of a tab', () => {
  it('is proven by rules about tabs alone', () => {
    expect([none, add('\t'), drop('\t'), tabs(4), spaces(8)].map(provenTabs)).toEqual([
      undefined,
      undefined,
      undefined,
      tabs(4),
      spaces(8),
    ]);
  });
});
