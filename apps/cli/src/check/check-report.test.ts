import type { Diagnostic } from '@enhanced-code/syntax';
import { describe, expect, test } from 'vitest';
import { createPaint } from '../color.ts';
import { reportOf } from './check-report.ts';
import type { CheckedFile } from './check-tree.ts';
import { checkReportText } from './report-text.ts';
import { toSarif } from './sarif.ts';

const finding = (more: Partial<Diagnostic> = {}): Diagnostic => ({
  range: { start: { line: 1, character: 4 }, end: { line: 1, character: 6 } },
  offset: 10,
  severity: 'error',
  code: 'missing-token',
  source: 'tree-sitter',
  message: 'expected `)`',
  confidence: 'block',
  ...more,
});
const files: readonly CheckedFile[] = [
  { path: 'a.ts', status: 'ok', language: 'typescript', diagnostics: [] },
  { path: 'b.ts', status: 'errors', language: 'typescript', diagnostics: [finding()] },
  { path: 'c.scss', status: 'errors', language: 'scss', diagnostics: [finding({ confidence: 'advise' })] },
  { path: 'd.json', status: 'unknown', language: 'json', reason: 'It took too long.', diagnostics: [] },
  { path: 'e.bin', status: 'binary', diagnostics: [] },
  { path: 'f.xyz', status: 'unsupported', diagnostics: [] },
];
const plain = createPaint(false);

describe('the sum', () => {
  test('counts every file once, and languages by their files', () => {
    const { status, counts, languages, findings, unchecked } = reportOf(files, false);
    expect(status).toBe('failed');
    expect(counts).toEqual({ files: 6, ok: 1, errors: 2, unsupported: 1, unknown: 1, binary: 1 });
    expect(languages.map(({ language, files: count }) => [language, count])).toEqual([
      ['typescript', 2],
      ['json', 1],
      ['scss', 1],
    ]);
    expect(findings.map(({ path }) => path)).toEqual(['b.ts', 'c.scss']);
    expect(unchecked).toEqual([{ path: 'd.json', reason: 'It took too long.' }]);
  });

  test('leaves out what may be wrong when only certain findings count', () => {
    const { counts, findings } = reportOf(files, true);
    expect(counts).toMatchObject({ ok: 2, errors: 1 });
    expect(findings.map(({ path }) => path)).toEqual(['b.ts']);
  });

  test('a warning alone does not make a file wrong when only certain findings count', () => {
    const warned = { ...files[1], diagnostics: [finding({ severity: 'warning' })] } as CheckedFile;
    expect(reportOf([warned], true).counts).toMatchObject({ errors: 0 });
  });

  test.each([
    ['passed', [0, 4, 5]],
    ['incomplete', [0, 3]],
    ['failed', [1, 3]],
  ])('is %s for files %j', (status, chosen) => {
    expect(
      reportOf(
        chosen.map((index) => files[index] as CheckedFile),
        false,
      ).status,
    ).toBe(status);
  });
});

describe('the text', () => {
  test('has each finding where an editor finds it, and says what may be wrong', () => {
    const text = checkReportText(reportOf(files, false), 2000, plain);
    expect(text).toContain('b.ts:2:5: error: expected `)` [tree-sitter missing-token]\n');
    expect(text).toContain('c.scss:2:5: error: expected `)` [tree-sitter missing-token, may be wrong]\n');
    expect(text).toContain('d.json: not checked: It took too long.\n');
    expect(text).toContain(
      '6 files in 2.0 s, 3 files/s: 1 parse, 2 with 2 findings (1 in no language that is checked here, 1 without a verdict, 1 not text).',
    );
  });

  test('control characters of names and messages do not reach the terminal', () => {
    const evil = {
      ...files[1],
      path: 'a\u001b[2J.ts',
      diagnostics: [finding({ message: '\u001b]0;x\u0007' })],
    };
    expect(checkReportText(reportOf([evil as CheckedFile], false), 1, plain)).not.toContain('\u001b');
  });

  test('a clock that stood still gives no rate', () => {
    expect(checkReportText(reportOf(files, false), 0, plain)).not.toContain('files/s');
  });
});

describe('the SARIF log', () => {
  type Log = {
    runs: [{ results: Record<string, unknown>[]; invocations: { toolExecutionNotifications: unknown[] }[] }];
  };

  test('counts lines and columns from 1 and marks what may be wrong as a warning', () => {
    const { results } = (toSarif(reportOf(files, false)) as Log).runs[0];
    expect(results).toMatchObject([
      {
        ruleId: 'missing-token',
        ruleIndex: 0,
        level: 'error',
        locations: [
          { physicalLocation: { region: { startLine: 2, startColumn: 5, endLine: 2, endColumn: 7 } } },
        ],
      },
      { level: 'warning', properties: { confidence: 'advise' } },
    ]);
  });

  test('tells of files without a verdict', () => {
    const [invocation] = (toSarif(reportOf(files, false)) as Log).runs[0].invocations;
    expect(invocation?.toolExecutionNotifications).toMatchObject([
      { message: { text: 'It took too long.' } },
    ]);
  });
});
