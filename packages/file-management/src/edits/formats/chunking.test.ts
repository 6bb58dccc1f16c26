import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { block, diff } from '../../../test/edits/lab.ts';
import {
  createEditParser,
  type EditFormat,
  type EditParserEvent,
  type EditSet,
  parseEdits,
} from '../index.ts';

const replies: Readonly<Record<Exclude<EditFormat, never>, string>> = {
  'search-replace': `Text first.\r\n\n${block('one\r', 'ONE\r\ntwo')}${block('three', '').replace('a.txt', 'b.txt')}`,
  'unified-diff': `\`\`\`diff\n${diff('@@ -1,2 +1,2 @@', ' one', '-two', '+TWO\r', '@@ @@', '-x', '')}--- a/b.txt\n+++ b/b.txt\n@@ -1 +1 @@\n-q\n+r\n\\ No newline at end of file\n\`\`\`\n`,
  'whole-file': 'a.txt\n````ts\none\n```\ntwo\r\n````\nb.txt\n```\nthree\n```\n',
  'apply-patch':
    '*** Begin Patch\n*** Update File: a.txt\n*** Move to: b.txt\n@@ f\n one\n-two\n+TWO\n*** End of File\n*** Add File: c.txt\n+new\n*** Delete File: d.txt\n*** End Patch\n',
  lazy: 'a.txt\n```\n// ...\none\n// ... rest of code ...\n```\n',
  'str-replace': '{"path":"a.txt","old_str":"one\\ntwo","new_str":"\\u00e9$&"}',
  insert: '{"path":"a.txt","insert_line":3,"anchor":"one","text":"two"}',
  'line-range': '```json\n{"path":"a.txt","start_line":1,"end_line":2,"text":"two","base_hash":"h"}\n```',
  json: '{"path":"a.txt","edits":[{"old_string":"a","new_string":"b"},{"start_line":1,"end_line":1,"text":"x","hash":"h"}]}',
  'workspace-edit':
    '{"changes":{"file:///a.txt":[{"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":1}},"newText":"x"}]}}',
};
const formats = Object.keys(replies) as EditFormat[];

function parseInChunks(
  format: EditFormat,
  chunks: readonly string[],
): { events: EditParserEvent[]; set: EditSet } {
  const parser = createEditParser(format);
  const events = chunks.flatMap((chunk) => parser.push(chunk));
  return { events, set: parser.end() };
}

function cut(text: string, places: readonly number[]): string[] {
  const edges = [0, ...[...places].map((place) => place % text.length).sort((a, b) => a - b), text.length];
  return edges.slice(1).map((end, at) => text.slice(edges[at], end));
}

describe.each(formats)('%s', (format) => {
  const reply = replies[format];
  const whole = parseInChunks(format, [reply]);

  it('is read without problems', () => {
    expect(whole.set.problems).toEqual([]);
    expect(whole.set.complete).toBe(true);
    expect(whole.set.edits.length).toBeGreaterThan(0);
  });

  it('gives the same however it is cut', () => {
    expect(parseInChunks(format, [...reply])).toEqual(whole);
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 12 }), (places) => {
        expect(parseInChunks(format, cut(reply, places))).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  });

  it('is plain data', () => {
    expect(JSON.parse(JSON.stringify(whole.set))).toEqual(whole.set);
  });

  it('is found by its marks', () => {
    expect(parseEdits(reply).format).toBe(format);
  });

  it('throws for no text at all', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('@', '-', '+', ' ', '\n', '`', '{', '"', '*', '<', '=', '>', 'a', '\r', '\\'),
        }),
        (noise) => {
          expect(() => parseEdits(noise, format)).not.toThrow();
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a reply that is still arriving', () => {
  it('shows its first hunk before the last has come', () => {
    const parser = createEditParser('search-replace');
    const events = parser.push(`${block('one', 'ONE')}a.txt\n\`\`\`\n<<<<<<< SEARCH\ntw`);
    expect(events.map(({ type }) => type)).toEqual(['edit-start', 'hunk']);
    expect(parser.end()).toMatchObject({ complete: false, problems: [{ kind: 'truncated' }] });
  });

  it.each([
    'search-replace',
    'whole-file',
    'apply-patch',
    'str-replace',
    'json',
    'workspace-edit',
    'lazy',
  ] as const)('is complete for no true prefix of a %s reply', (format) => {
    const reply = replies[format].trimEnd();
    const ends =
      format === 'search-replace' ? reply.indexOf('<<<<<<< SEARCH') + 20 : Math.floor(reply.length / 3);
    const firstEnd =
      format === 'search-replace'
        ? reply.indexOf('>>>>>>> REPLACE')
        : format === 'whole-file'
          ? reply.indexOf('````\nb')
          : reply.length - 1;
    for (let length = ends; length < firstEnd; length++) {
      const { complete, edits, problems } = parseEdits(reply.slice(0, length), format);
      expect(complete && edits.length > 0 && problems.length === 0).toBe(false);
    }
  });

  it('is bounded in length and in hunks', () => {
    const limits = { maxLength: 1_000, maxHunks: 3 };
    expect(parseEdits('x'.repeat(1_001), 'search-replace', limits).problems[0]?.kind).toBe('too-large');
    const many = block('a', 'b').repeat(4);
    expect(parseEdits(many, 'search-replace', limits)).toMatchObject({
      complete: false,
      edits: [],
      problems: [{ kind: 'too-large' }],
    });
    expect(parseEdits(block('a', 'b').repeat(100_000), 'search-replace').problems[0]?.kind).toBe('too-large');
  });
});
