import { isEnhancedCodeError } from '@enhanced-code/errors';
import { afterAll, describe, expect, it } from 'vitest';
import { hostileTexts, hostilePaths as paths } from '../test/hostile.ts';
import { createSyntax, type SyntaxReport } from './index.ts';

const syntax = createSyntax();
afterAll(() => syntax[Symbol.asyncDispose]());

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

  // Longer ones are the matter of `prove/bad-input.prove.ts`.
  const limited = createSyntax({ timeLimitMs: 15 });
  afterAll(() => limited[Symbol.asyncDispose]());

  it.each(paths)('has an outcome within its time limit in %s, whatever it is made of', async (path) => {
    for (const [name, text] of hostileTexts(2_000)) {
      const started = process.cpuUsage();
      const report = await limited.check(path, text);
      // Tags of templates are a language of their own.
      if (report.status !== 'unsupported' || path !== 'a.yaml') expectTyped(report);
      const { user, system } = process.cpuUsage(started);
      expect((user + system) / 1_000, name).toBeLessThan(2_000);
    }
  });

  it('gives no grammar more nesting than it survives', async () => {
    await using deep = createSyntax({ exactParsers: false, timeLimitMs: 2_000 });
    for (const text of ['([{', '(', 'f('].map((piece) => piece.repeat(40_000 / piece.length))) {
      expectTyped(await deep.check('A.java', text));
      expect(await deep.check('A.java', 'class A {}\n')).toMatchObject({ status: 'ok' });
    }
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
