import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeFetch } from '../../test/fake-fetch.ts';
import { hello } from '../../test/models.ts';
import { events } from '../../test/wire.ts';
import type { JsonObject, JsonValue, StreamPart } from '../index.ts';
import { google } from '../presets.ts';
import { partProblems } from '../testing/part-contract.ts';

const tools = [{ name: 'write', description: 'Writes', inputSchema: { type: 'object' } }];

function chunk(parts: readonly JsonObject[], finishReason?: string): JsonObject {
  const candidate = { content: { role: 'model', parts }, ...(finishReason && { finishReason }) };
  return { candidates: [candidate], responseId: 'r1', modelVersion: 'gemini-3-pro-001' };
}

const part = (functionCall: JsonObject): JsonObject => chunk([{ functionCall }]);
const begin = (name = 'write'): JsonObject => part({ name, willContinue: true });
const piece = (jsonPath: string, value: JsonObject, last = false): JsonObject =>
  part({ partialArgs: [{ jsonPath, ...value }], ...(last ? {} : { willContinue: true }) });
const begun = (text: string): JsonObject => ({ stringValue: text, willContinue: true });
const ended = { stringValue: '' };
const end = part({});
const stop = chunk([{ text: '' }], 'STOP');

async function read(list: readonly (JsonObject | string)[]) {
  const { fetch } = fakeFetch([events(list)]);
  const model = google({ model: 'gemini-3-pro', apiKey: 'k', newId: () => 'a1', fetch });
  const stream = model.stream({ ...hello, tools });
  const parts: StreamPart[] = [];
  for await (const one of stream) parts.push(one);
  expect(partProblems(parts)).toEqual([]);
  const result = await stream.result();
  const deltas = parts.flatMap((one) => (one.type === 'tool-call-delta' ? [one.inputText] : []));
  const inputs = result.toolCalls.map(({ inputText }) => inputText);
  return { parts, result, deltas, inputs };
}

/** The pieces of an input as the server sends them: one value after the other, texts in parts. */
function piecesOf(value: JsonValue, path: string, cut: number): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => piecesOf(item, `${path}[${index}]`, cut));
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, member = null]) => {
      const step = /^[a-z_]+$/i.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
      return piecesOf(member, `${path}${step}`, cut);
    });
  }
  if (typeof value !== 'string') return [piece(path, fieldOf(value))];
  const [head, tail] = [value.slice(0, cut), value.slice(cut)];
  return [piece(path, begun(head)), piece(path, begun(tail)), piece(path, ended)];
}

function fieldOf(value: JsonValue): JsonObject {
  if (value === null) return { nullValue: 'NULL_VALUE' };
  return typeof value === 'number' ? { numberValue: value } : { boolValue: value };
}

/** Values that this protocol can carry: nothing that is empty, since there is no piece for it. */
const { input } = fc.letrec<{ input: JsonObject; value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
    fc.constantFrom(null, true, false),
    fc.array(tie('value'), { minLength: 1, maxLength: 3 }),
    tie('input'),
  ),
  input: fc.dictionary(fc.string({ minLength: 1, maxLength: 6 }), tie('value'), {
    minKeys: 1,
    maxKeys: 4,
    noNullPrototype: true,
  }) as fc.Arbitrary<JsonObject>,
}));

describe("inputs of Gemini's calls that arrive in pieces", () => {
  it('become the text of one input, call by call', async () => {
    const { result, deltas } = await read([
      chunk([{ functionCall: { name: 'write', willContinue: true }, thoughtSignature: 'c2ln' }]),
      piece('$.location', begun('Boston')),
      piece('$.location', begun(', MA')),
      piece('$.location', ended),
      end,
      begin(),
      piece('$.location', begun('San "Francisco"')),
      piece('$.location', ended),
      chunk([{ functionCall: {} }], 'STOP'),
    ]);
    expect(result).toMatchObject({ state: 'finished', finishReason: { unified: 'tool-calls', raw: 'STOP' } });
    expect(result.toolCalls).toEqual([
      {
        type: 'tool-call',
        toolCallId: 'a1.call-1',
        toolName: 'write',
        inputText: '{"location":"Boston, MA"}',
        opaque: { provider: 'google', modelId: 'gemini-3-pro', data: { thoughtSignature: 'c2ln' } },
      },
      {
        type: 'tool-call',
        toolCallId: 'a1.call-2',
        toolName: 'write',
        inputText: '{"location":"San \\"Francisco\\""}',
        opaque: { provider: 'google', modelId: 'gemini-3-pro', data: {} },
      },
    ]);
    expect(deltas.slice(0, 3)).toEqual(['{"location":"Boston', ', MA', '"}']);
  });

  it('go through lists and objects, with parts that carry nothing between, and may end with a value', async () => {
    const { result, inputs } = await read([
      begin(),
      piece('$.edits[0].path', begun('a.ts')),
      piece('$.edits[0].path', ended),
      piece('$.edits[0].lines[0]', { numberValue: 0.5 }),
      piece('$.edits[0].lines[1]', { numberValue: -2 }),
      part({ willContinue: true }),
      piece('$.edits[1].path', begun('b.ts')),
      piece('$.edits[1].path', ended),
      piece('$.edits[1].deep.flag', { boolValue: false }),
      piece("$['a \\'name\\'\\u00e4\\n']", { nullValue: 'NULL_VALUE' }),
      piece('$.last', { boolValue: true }, true),
      end,
      stop,
    ]);
    expect(result.state).toBe('finished');
    expect(inputs.map((text) => JSON.parse(text))).toEqual([
      {
        edits: [
          { path: 'a.ts', lines: [0.5, -2] },
          { path: 'b.ts', deep: { flag: false } },
        ],
        "a 'name'ä\n": null,
        last: true,
      },
    ]);
  });

  it('give any input back, however its texts are cut', async () => {
    await fc.assert(
      fc.asyncProperty(input, fc.nat(8), async (value, cut) => {
        const { result, deltas, inputs } = await read([begin(), ...piecesOf(value, '$', cut), end, stop]);
        expect(result.state).toBe('finished');
        expect(JSON.parse(inputs[0] ?? '')).toEqual(value);
        expect(deltas.join('')).toBe(inputs[0]);
      }),
      { numRuns: 150 },
    );
  });

  it('are truncated at every cut before the end of the answer', async () => {
    const whole = [begin(), ...piecesOf({ a: ['x', { b: 'yz' }], c: 1 }, '$', 1), end, stop];
    for (let count = 0; count < whole.length; count += 1) {
      const { result, inputs } = await read(whole.slice(0, count));
      expect(result.state).toBe('truncated');
      expect(inputs).toHaveLength(count === whole.length - 1 ? 1 : 0);
    }
    expect((await read(whole)).result.state).toBe('finished');
  });

  it('may be empty, come with the name, go on after a value that seemed complete, and repeat name and id', async () => {
    const named = { name: 'write', id: 'c1', willContinue: true };
    const { deltas, inputs, result } = await read([
      begin(),
      end,
      part({ ...named, partialArgs: [{ jsonPath: '$.a', stringValue: 'x' }] }),
      part({ ...named, partialArgs: [{ jsonPath: '$.a', stringValue: 'y' }] }),
      part({ ...named, willContinue: false, args: { list: [], none: undefined, a: 'ignored' } }),
      part({ name: 'write', partialArgs: [{ jsonPath: '$.b', numberValue: 1 }] }),
      stop,
    ]);
    expect(inputs).toEqual(['{}', '{"a":"xy","list":[]}', '{"b":1}']);
    expect(deltas.join('')).toBe(inputs.join(''));
    expect(result.toolCalls[1]).toMatchObject({ toolCallId: 'c1', opaque: { data: { id: 'c1' } } });
  });

  it('begin with members that came whole', async () => {
    const { inputs } = await read([
      part({ name: 'write', args: { a: { b: 1 }, c: 'x' }, willContinue: true }),
      piece('$.d', { numberValue: 2 }),
      end,
      stop,
    ]);
    expect(inputs).toEqual(['{"a":{"b":1},"c":"x","d":2}']);
  });

  it.each<[string, readonly JsonObject[]]>([
    ['more of a value was announced when the call ended', [begin(), piece('$.a', begun('x')), end]],
    [
      'more was announced again after a piece',
      [begin(), piece('$.a', begun('x')), piece('$.a', begun('y')), end],
    ],
    ['another value came before it', [begin(), piece('$.a', begun('x')), piece('$.b', ended), end]],
    ['the answer ends without the end of the call', [begin(), piece('$.a', { numberValue: 1 })]],
    ['another call begins before its end', [begin(), begin('other'), end]],
    [
      'a call with another id begins',
      [part({ name: 'write', id: 'c1', willContinue: true }), part({ id: 'c2' })],
    ],
    ['a member comes twice', ['$.a', '$.b', '$.a'].map((path) => piece(path, { numberValue: 1 }))],
    ['a place is left out', ['$.a[0]', '$.a[2]'].map((path) => piece(path, { numberValue: 1 }))],
    ['a list does not begin with its first place', [piece('$.a[1]', { numberValue: 1 })]],
    ['a list becomes an object', ['$.a[0]', '$.a.b'].map((path) => piece(path, { numberValue: 1 }))],
    ['an object becomes a list', ['$.a.b', '$.a[0]'].map((path) => piece(path, { numberValue: 1 }))],
    ['a value gets members', ['$.a', '$.a.b'].map((path) => piece(path, { numberValue: 1 }))],
    ['an object becomes a value', ['$.a.b', '$.a'].map((path) => piece(path, { numberValue: 1 }))],
    ['a number goes on', [piece('$.a', { numberValue: 1 }), piece('$.a', { numberValue: 2 })]],
    ['a text goes on as a number', [piece('$.a', begun('1')), piece('$.a', { numberValue: 2 })]],
    ['more of a number is announced', [piece('$.a', { numberValue: 1, willContinue: true })]],
    ['the input is no object', [piece('$[0]', { numberValue: 1 })]],
    ['a path is the whole input', [piece('$', { stringValue: 'x' })]],
    ['a path is none', [piece('a', { numberValue: 1 })]],
    ['a path names many', [piece('$.a[*]', { numberValue: 1 })]],
    ['a path ends early', [piece("$['a", { numberValue: 1 })]],
    ['there is no value', [piece('$.a', {})]],
    ['a number is none', [piece('$.a', { numberValue: 'NaN' })]],
    ['a piece is no object', [part({ partialArgs: ['x'], willContinue: true })]],
  ])('are truncated where %s', async (_name, list) => {
    const opened = JSON.stringify(list[0]).includes('"name"') ? list : [begin(), ...list, end];
    const { result } = await read([...opened, stop]);
    expect(result).toMatchObject({ state: 'truncated', error: { code: 'EC_LLM_TRUNCATED' } });
    expect(result.toolCalls.filter(({ toolName }) => toolName === 'write')).toEqual([]);
  });

  it('are truncated where a number is too large to be one', async () => {
    const large = JSON.stringify(piece('$.a', { numberValue: 7 })).replace(':7', ':1e999');
    const { result } = await read([begin(), large, end, stop]);
    expect([result.state, result.toolCalls]).toEqual(['truncated', []]);
  });

  it('need a name, while an empty call after the last one is none', async () => {
    expect((await read([piece('$.a', { numberValue: 1 }, true), stop])).result).toMatchObject({
      state: 'truncated',
      error: { details: { reason: 'a tool call has no name' } },
    });
    expect((await read([chunk([{ text: 'Hi' }]), end, stop])).result.state).toBe('finished');
  });

  it('are asked for only where that is chosen, beside the choice of a tool', async () => {
    const sentFor = async (options: object, request: object) => {
      const sent = fakeFetch([events([stop])]);
      const model = google({ model: 'gemini-3-pro', apiKey: 'k', fetch: sent.fetch, ...options });
      await model.stream({ ...hello, ...request }).result();
      return sent.requests[0]?.body.toolConfig;
    };
    const streams = { streamsToolInput: true };
    expect(await sentFor({}, { tools })).toBeUndefined();
    expect(await sentFor(streams, {})).toBeUndefined();
    expect(await sentFor(streams, { tools })).toEqual({
      functionCallingConfig: { streamFunctionCallArguments: true },
    });
    expect(await sentFor(streams, { tools, toolChoice: { toolName: 'write' } })).toEqual({
      functionCallingConfig: {
        mode: 'ANY',
        allowedFunctionNames: ['write'],
        streamFunctionCallArguments: true,
      },
    });
  });
});
