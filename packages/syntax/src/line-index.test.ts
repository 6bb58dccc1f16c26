import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineIndex } from './line-index.ts';

const text = fc
  .array(fc.constantFrom('a', 'é', '漢', '💥', '\ud800', '\udc00', '\n', '\r\n', '\r'))
  .map((parts) => parts.join(''));

describe('LineIndex', () => {
  it('takes each kind of line break for one', () => {
    const index = new LineIndex('a\r\nb\nc\rd');
    expect(index.lineCount).toBe(4);
    expect([0, 1, 2, 3].map((line) => index.line(line))).toEqual(['a', 'b', 'c', 'd']);
    expect(index.position(7)).toEqual({ line: 3, character: 0 });
  });

  it('keeps positions inside the text', () => {
    const index = new LineIndex('ab\nc');
    expect(index.position(99)).toEqual({ line: 1, character: 1 });
    expect(index.position(-1)).toEqual({ line: 0, character: 0 });
    expect(index.offset({ line: 9, character: 9 })).toBe(4);
    expect(index.range(3, 1)).toEqual({ start: { line: 1, character: 0 }, end: { line: 1, character: 0 } });
  });

  it('holds: an offset survives the way to a position and back', () => {
    fc.assert(
      fc.property(text, (value) => {
        const index = new LineIndex(value);
        for (let offset = 0; offset <= value.length; offset++) {
          expect(index.offset(index.position(offset))).toBe(offset);
        }
      }),
    );
  });

  it('holds: byte offsets are those of the encoded text, in whatever order they are asked', () => {
    fc.assert(
      fc.property(text, (value) => {
        const index = new LineIndex(value);
        const whole = new TextEncoder().encode(value).length;
        expect(index.byteOffset(value.length)).toBe(whole);
        expect(index.byteOffset(0)).toBe(0);
        expect(index.byteOffset(value.length + 5)).toBe(whole);
      }),
    );
  });

  it('finds the code unit of a byte column', () => {
    const index = new LineIndex('x\né💥z');
    expect(index.offsetOfByteColumn(1, 0)).toBe(2);
    expect(index.offsetOfByteColumn(1, 2)).toBe(3);
    expect(index.offsetOfByteColumn(1, 6)).toBe(5);
    expect(index.offsetOfByteColumn(1, 99)).toBe(6);
  });
});
