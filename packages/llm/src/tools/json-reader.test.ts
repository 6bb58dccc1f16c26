import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonReader, type JsonState } from './index.ts';

function read(pieces: readonly string[]): { state: JsonState; value: unknown } {
  const reader = new JsonReader();
  for (const piece of pieces) reader.push(piece);
  const state = reader.end();
  return { state, value: reader.value };
}

function cut(text: string, lengths: readonly number[]): string[] {
  const pieces: string[] = [];
  for (let at = 0, turn = 0; at < text.length; turn += 1) {
    const length = lengths[turn % lengths.length] ?? 1;
    pieces.push(text.slice(at, at + length));
    at += length;
  }
  return pieces;
}

const lengths = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 });
const noise = fc.string({
  unit: fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '"',
    ',',
    ':',
    '1',
    '-',
    '.',
    'e',
    '0',
    'true',
    'null',
    'nul',
    ' ',
    '\\',
    '\\u00e4',
    '\n',
    'a',
  ),
});

function parsed(text: string): unknown {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

describe('reading JSON in pieces', () => {
  it('gives what JSON.parse gives, however the text is cut', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 2), lengths, (json, indent, sizes) => {
        const text = JSON.stringify(JSON.parse(json), undefined, indent);
        expect(read(cut(text, sizes))).toEqual({ state: 'complete', value: JSON.parse(text) });
      }),
      { numRuns: 300 },
    );
  });

  it('accepts as complete exactly what JSON.parse accepts', () => {
    fc.assert(
      fc.property(noise, lengths, (text, sizes) => {
        const whole = parsed(text);
        const { state, value } = read(cut(text, sizes));
        if (whole === undefined) expect(state).not.toBe('complete');
        else expect({ value, state }).toEqual({ ...(whole as object), state: 'complete' });
      }),
      { numRuns: 2000 },
    );
  });

  it('never calls a beginning complete, nor invalid', () => {
    fc.assert(
      fc.property(
        fc.json().filter((json) => /^[{["]/.test(json)),
        (json) => {
          const text = JSON.stringify(JSON.parse(json));
          for (let end = 0; end < text.length; end += 1)
            expect(read([text.slice(0, end)]).state).toBe('open');
        },
      ),
      { numRuns: 100 },
    );
  });

  it('shows the value as it grows', () => {
    const reader = new JsonReader();
    const seen: unknown[] = [];
    for (const piece of ['{"pa', 'th":"sr', 'c\\u00', 'e4","n":[1,', '"x', 'y"', ',tr', 'ue,-1', '2]}']) {
      reader.push(piece);
      seen.push(structuredClone(reader.value));
    }
    expect(seen).toEqual([
      {},
      { path: 'sr' },
      { path: 'src' },
      { path: 'srcä', n: [1] },
      { path: 'srcä', n: [1, 'x'] },
      { path: 'srcä', n: [1, 'xy'] },
      { path: 'srcä', n: [1, 'xy'] },
      { path: 'srcä', n: [1, 'xy', true] },
      { path: 'srcä', n: [1, 'xy', true, -12] },
    ]);
    expect(reader.state).toBe('complete');
  });

  it('makes a member of __proto__ and no prototype', () => {
    const { value } = read(['{"__proto__":{"admin":true},"a":1}']);
    expect(Object.keys(value as object)).toEqual(['__proto__', 'a']);
    expect((value as { admin?: boolean }).admin).toBeUndefined();
  });

  it('reads 1 MB in pieces of 8 characters in a time that grows with its length only', () => {
    const text = JSON.stringify({ content: 'line of "code"\n'.repeat(65_000) });
    const reader = new JsonReader();
    const startedAt = performance.now();
    for (let at = 0; at < text.length; at += 8) reader.push(text.slice(at, at + 8));
    expect(reader.state).toBe('complete');
    // Reading each prefix again would take minutes; the bound is wide for a loaded machine.
    expect(performance.now() - startedAt).toBeLessThan(2500);
  });
});
