import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countedTexts } from '../../test/counted-texts.ts';
import { estimateTokens } from '../index.ts';

describe('the estimate of tokens', () => {
  it.each(countedTexts)('is within 10 % for $language', ({ language, tokens, text }) => {
    const error = estimateTokens(text, language) / tokens - 1;
    expect(Math.abs(error)).toBeLessThanOrEqual(0.1);
  });

  it('is 0 for nothing and a whole number for anything', () => {
    expect(estimateTokens('')).toBe(0);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(Number.isInteger(estimateTokens(text))).toBe(true);
        if (text !== '') expect(estimateTokens(text)).toBeGreaterThan(0);
      }),
    );
  });

  it('never shrinks by more than a seam where texts are joined', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const joined = estimateTokens(`${a}\n${b}`);
        expect(joined).toBeGreaterThanOrEqual(Math.max(estimateTokens(a), estimateTokens(b)));
      }),
    );
  });

  it('knows the scripts whose characters are tokens of their own', () => {
    expect(estimateTokens('世界'.repeat(50))).toBeGreaterThan(60);
  });
});
