import { isEnhancedCodeError } from '@enhanced-code/errors';
import { afterAll, describe, expect, it } from 'vitest';
import { createSyntax, type SyntaxReport } from './index.ts';

const syntax = createSyntax();
afterAll(() => syntax[Symbol.asyncDispose]());

const paths = (
  'a.sh a.c a.cpp a.cs a.css a.dart Dockerfile a.ex a.go a.tf a.html a.java a.js a.json a.jsonc a.jsx a.kt a.less a.lua ' +
  'a.md a.php a.py a.r a.rb a.rs a.scala a.scss a.sql a.svelte a.swift a.toml a.tsx a.ts a.vue a.xml a.yaml a.zig'
).split(' ');

/** A report that says something, and an error of the catalogue where it says that it knows nothing. */
function expectTyped(report: SyntaxReport): void {
  expect(['ok', 'errors', 'unknown']).toContain(report.status);
  expect(report.status === 'unknown').toBe(isEnhancedCodeError(report.error));
  expect(report.diagnostics.length > 0).toBe(report.status === 'errors');
  for (const { range, message } of report.diagnostics) {
    expect(range.start.line).toBeGreaterThanOrEqual(0);
    expect(message.length).toBeLessThan(400);
  }
}

describe('bad input in every language', () => {
  it.each(paths)('has an outcome of its own in %s: NUL, half characters, nonsense, nothing', async (path) => {
    expect(await syntax.check(path, 'a\0b')).toMatchObject({
      status: 'unknown',
      error: { code: 'EC_SYNTAX_BINARY' },
    });
    for (const text of [
      '',
      '\n',
      '\ud800 \udc00',
      '\ufffd\ufffd',
      '\ufeff',
      '\u2028\u2029',
      '}{)(][',
      '\r\r\r',
      '"\\',
    ]) {
      expectTyped(await syntax.check(path, text));
      expectTyped({
        ...(await syntax.compare(path, 'a', text)),
        diagnostics: (await syntax.compare(path, 'a', text)).added,
      });
    }
  });

  it.each(paths)('is read in bounded time in %s: brackets 1,000 deep, words without sense', async (path) => {
    expectTyped(await syntax.check(path, '('.repeat(1_000)));
    expectTyped(await syntax.check(path, 'a '.repeat(2_000)));
  });

  it('is not even parsed when it is longer than the limit: 50 million characters', async () => {
    const report = await syntax.check('a.ts', 'x'.repeat(50_000_000));
    expect(report).toMatchObject({ status: 'unknown', error: { code: 'EC_SYNTAX_TOO_LARGE' } });
    expect(await syntax.outline('a.ts', 'x'.repeat(9_000_000))).toMatchObject({
      status: 'unknown',
      definitions: [],
    });
  });
});
