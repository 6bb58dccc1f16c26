import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hello } from '../../test/models.ts';
import { canonicalJson } from '../cache/canonical-json.ts';
import { type LanguageModel, llmErrors, type ModelRequest, type StreamPart } from '../index.ts';
import { manualClock, type ScriptedStep, scriptedModel } from '../testing/index.ts';
import {
  type AnswerStore,
  type CacheEvent,
  fileAnswerStore,
  memoryAnswerStore,
  requestKey,
  withCache,
} from './index.ts';

const call = { provider: 'p', modelId: 'm' };
const usage = { inputTokens: 7, outputTokens: 3, source: 'measured' } as const;
const key = (letter: string): string => letter.repeat(64);

async function settled(): Promise<void> {
  for (let count = 0; count < 5; count += 1) await turn();
}

/** Asks and waits until the answer has been kept. */
async function ask(model: LanguageModel, request: ModelRequest = hello) {
  const result = await model.stream(request).result();
  await settled();
  return result;
}

async function partsOf(model: LanguageModel): Promise<StreamPart[]> {
  const seen: StreamPart[] = [];
  for await (const part of model.stream(hello)) seen.push(part);
  return seen;
}

const opaque = { provider: 'scripted', modelId: 'scripted', data: { signature: 'c2ln' } };

describe('a cached model', () => {
  it('asks once and answers the same again for nothing, saying so', async () => {
    const clock = manualClock(5000);
    const events: CacheEvent['type'][] = [];
    const model = scriptedModel([{ text: 'Hello', usage }]);
    const cached = withCache(model, {
      store: memoryAnswerStore(),
      clock,
      onEvent: ({ type }) => void events.push(type),
    });
    const first = await ask(cached);
    const second = await ask(cached);
    expect(model.requests).toHaveLength(1);
    expect(first).toMatchObject({ text: 'Hello', usage });
    expect(first.response?.cached).toBeUndefined();
    expect(second).toMatchObject({ state: 'finished', text: 'Hello', finishReason: { unified: 'stop' } });
    expect(second.usage).toEqual({ inputTokens: 0, outputTokens: 0, source: 'measured' });
    expect(second.response?.cached).toEqual({ key: requestKey(model, hello), storedAt: 5000, usage });
    expect(events).toEqual(['miss', 'stored', 'hit']);
  });

  it('replays thoughts, texts and tool calls as a stream that keeps the contract', async () => {
    const step = {
      reasoning: 'Hm',
      text: 'Reading.',
      toolCalls: [{ toolName: 'read', input: { path: 'a' } }],
    };
    const cached = withCache(scriptedModel([step]), { store: memoryAnswerStore() });
    const first = await ask(cached);
    const parts = await partsOf(cached);
    expect(parts.map(({ type }) => type)).toEqual([
      'attempt-start',
      'reasoning-start',
      'reasoning-delta',
      'reasoning-end',
      'text-start',
      'text-delta',
      'text-end',
      'tool-call-start',
      'tool-call-delta',
      'tool-call-end',
      'usage',
      'finish',
    ]);
    expect((await ask(cached)).content).toEqual(first.content);
  });

  it('keeps opaque blocks to the byte', async () => {
    const content = [
      { type: 'reasoning', text: '', opaque },
      { type: 'text', text: 'a', opaque },
      { type: 'tool-call', toolCallId: 't', toolName: 'x', inputText: '{ "a":1 }', opaque },
    ] as const;
    const store = memoryAnswerStore();
    const speaking = scriptedModel([{ text: 'x' }]);
    await ask(withCache(speaking, { store }));
    const id = requestKey(speaking, hello);
    const { readCachedAnswer, writeCachedAnswer } = await import('../cache/cached-answer.ts');
    const read = readCachedAnswer(id, (await store.get(id)) ?? '');
    if (!('answer' in read)) throw new TypeError('nothing was kept');
    await store.set(id, writeCachedAnswer({ ...read.answer, content }));
    expect((await ask(withCache(scriptedModel([]), { store }))).content).toEqual(content);
  });

  it.each([
    ['failed', { text: 'Hal', error: llmErrors.create('EC_LLM_OVERLOADED', call) }],
    ['truncated', { text: 'Hal', cut: true }],
    ['truncated', { text: 'Hal', finishReason: 'length' }],
    ['refused', { text: 'No', finishReason: 'content-filter' }],
  ] as [string, ScriptedStep][])('does not keep what ended as %s', async (state, step) => {
    const model = scriptedModel([step, { text: 'good' }, { text: 'never asked' }]);
    const cached = withCache(model, { store: memoryAnswerStore() });
    expect((await ask(cached)).state).toBe(state);
    expect((await ask(cached)).text).toBe('good');
    expect((await ask(cached)).text).toBe('good');
    expect(model.requests).toHaveLength(2);
  });

  it('does not keep what was cancelled, and can cancel a replay', async () => {
    const model = scriptedModel([{ hang: true }, { text: 'good' }]);
    const cached = withCache(model, { store: memoryAnswerStore() });
    const abort = new AbortController();
    const hanging = cached.stream(hello, { signal: abort.signal }).result();
    await settled();
    abort.abort();
    expect((await hanging).state).toBe('cancelled');
    expect((await ask(cached)).text).toBe('good');
    for await (const _part of cached.stream(hello)) break;
    expect((await ask(cached)).text).toBe('good');
  });

  it('keeps requests apart by everything in them, and models by their names', async () => {
    const requests: ModelRequest[] = [
      hello,
      { messages: [{ role: 'user', content: 'hello ' }] },
      { messages: [{ role: 'system', content: 'hello' }] },
      { ...hello, temperature: 0 },
      { ...hello, temperature: 1 },
      { ...hello, maxOutputTokens: 5 },
      { ...hello, stopSequences: ['x'] },
      { ...hello, tools: [{ name: 'a', description: '', inputSchema: {} }] },
      { ...hello, providerOptions: { openai: { seed: 1 } } },
    ];
    const models = [call, { ...call, modelId: 'n' }, { ...call, provider: 'q' }];
    const keys = models.flatMap((model) => requests.map((request) => requestKey(model, request)));
    expect(new Set(keys).size).toBe(keys.length);
    expect(requestKey(call, { temperature: 0, ...hello })).toBe(
      requestKey(call, { ...hello, temperature: 0 }),
    );
  });

  it('has a key that stays the same from release to release', () => {
    expect(requestKey({ provider: 'openai', modelId: 'gpt-5' }, hello)).toBe(
      'd11bebed6e163e47d34f71e52d84d9c425d0458d932c8be944d7ba0a432fcdab',
    );
  });

  it('leaves requests alone that are not to be cached', async () => {
    const model = scriptedModel([{ text: 'a' }, { text: 'b' }]);
    const cacheable = ({ temperature }: ModelRequest) => temperature === 0;
    const cached = withCache(model, { store: memoryAnswerStore(), cacheable });
    expect([(await ask(cached)).text, (await ask(cached)).text]).toEqual(['a', 'b']);
  });

  it('sends the call where the store fails, and says so', async () => {
    const broken: AnswerStore = {
      get: () => Promise.reject(new TypeError('disk')),
      set: () => Promise.reject(new TypeError('full')),
      delete: () => Promise.resolve(),
    };
    const problems: unknown[] = [];
    const cached = withCache(scriptedModel([{ text: 'a' }]), {
      store: broken,
      onEvent: (event) => void (event.type === 'problem' && problems.push(event.error.details?.reason)),
    });
    expect((await ask(cached)).text).toBe('a');
    expect(problems).toEqual(['the store failed', 'the store failed']);
  });

  it('takes a damaged entry for a miss, whichever byte is damaged, says so and heals it', async () => {
    const store = memoryAnswerStore();
    const model = scriptedModel([{ text: 'Grüße 👩‍💻' }]);
    await ask(withCache(model, { store }));
    const id = requestKey(model, hello);
    const good = (await store.get(id)) ?? '';
    const damage = fc.tuple(fc.nat({ max: good.length - 1 }), fc.constantFrom('', 'x', '0', '\n', '"'));
    await fc.assert(
      fc.asyncProperty(damage, async ([at, put]) => {
        const bad = good.slice(0, at) + put + good.slice(at + 1);
        fc.pre(bad !== good);
        await store.set(id, bad);
        const events: string[] = [];
        const again = withCache(scriptedModel([{ text: 'fresh' }]), {
          store,
          onEvent: (event) => void events.push(event.type === 'problem' ? event.error.code : event.type),
        });
        expect((await ask(again)).text).toBe('fresh');
        expect(events).toEqual(['EC_LLM_CACHE_ENTRY', 'miss', 'stored']);
        expect((await ask(again)).text).toBe('fresh');
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['of another version', (text: string) => text.replace('"version":1', '"version":2')],
    ['of another kind', (text: string) => text.replace('enhanced-code.answer', 'enhanced-code.nothing')],
    ['for another request', (text: string) => text.replace(/"key":"\w\w/, '"key":"zz')],
  ])('takes an undamaged entry %s for a miss', async (_kind, change) => {
    const { createHash } = await import('node:crypto');
    const store = memoryAnswerStore();
    const model = scriptedModel([{ text: 'old' }, { text: 'fresh' }]);
    const problems: string[] = [];
    const cached = withCache(model, {
      store,
      onEvent: (event) => void (event.type === 'problem' && problems.push(event.error.code)),
    });
    await ask(cached);
    const id = requestKey(model, hello);
    const changed = change((await store.get(id))?.split('\n')[1] ?? '');
    const sum = createHash('sha256').update(changed).digest('hex');
    await store.set(id, `${sum}\n${changed}\n`);
    expect((await ask(cached)).text).toBe('fresh');
    expect(problems).toEqual(['EC_LLM_CACHE_ENTRY']);
  });
});

describe('canonical JSON', () => {
  it('is JSON of the same value, and equal for equal values in any order of names', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value))).toBe(text);
      }),
    );
  });

  it('leaves out what is undefined, as JSON does', () => {
    expect(canonicalJson({ b: 1, a: undefined, c: [undefined, null] })).toBe('{"b":1,"c":[null,null]}');
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, item]) => [name, reversed(item)]),
  );
}

describe('the memory store', () => {
  it('drops what was unused for longest when it is full', async () => {
    const store = memoryAnswerStore({ maxBytes: 30 });
    await store.set('a', '0123456789');
    await store.set('b', '0123456789');
    await store.set('c', '0123456789');
    await store.get('a');
    await store.set('d', '0123456789');
    expect(await Promise.all(['a', 'b', 'c', 'd'].map((name) => store.get(name)))).toEqual([
      '0123456789',
      undefined,
      '0123456789',
      '0123456789',
    ]);
  });

  it('counts bytes, counts a replaced text once, and does not keep what is too large', async () => {
    const store = memoryAnswerStore({ maxBytes: 12 });
    await store.set('a', 'éééé');
    await store.set('a', 'éééé');
    await store.set('b', '0123');
    expect([await store.get('a'), await store.get('b')]).toEqual(['éééé', '0123']);
    await store.set('c', '0123456789abc');
    expect(await store.get('c')).toBeUndefined();
    await store.delete('a');
    await store.set('d', '01234567');
    expect(await store.get('b')).toBe('0123');
  });
});

describe('the store of files', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'answers-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('answers in another process what was asked in this one', async () => {
    const model = scriptedModel([{ text: 'Hello', usage }]);
    const store = fileAnswerStore(join(folder, 'deep', 'er'));
    await new Promise<void>((resolve) => {
      const onEvent = ({ type }: CacheEvent): void => void (type === 'stored' && resolve());
      void withCache(model, { store, onEvent }).stream(hello).result();
    });
    const other = withCache(scriptedModel([]), { store: fileAnswerStore(join(folder, 'deep', 'er')) });
    expect((await other.stream(hello).result()).text).toBe('Hello');
  });

  it('makes files that only their owner reads, and leaves none half written', async () => {
    const store = fileAnswerStore(join(folder, 'own'));
    await store.set(key('a'), 'text');
    expect(await readdir(join(folder, 'own'))).toEqual([`${key('a')}.answer`]);
    expect((await stat(join(folder, 'own', `${key('a')}.answer`))).mode & 0o077).toBe(0);
    expect((await stat(join(folder, 'own'))).mode & 0o077).toBe(0);
  });

  it('drops the files unused for longest, and leftovers of a killed process', async () => {
    const clock = manualClock(1_700_000_000_000);
    const store = fileAnswerStore(folder, { maxBytes: 30, clock });
    for (const name of ['a', 'b', 'c']) {
      await store.set(key(name), '0123456789');
      clock.advance(1000);
    }
    expect(await store.get(key('a'))).toBe('0123456789');
    const leftover = join(folder, `${key('z')}.1.tmp`);
    await writeFile(leftover, 'half');
    await utimes(leftover, 1_600_000_000, 1_600_000_000);
    await writeFile(join(folder, 'notes.txt'), 'not ours');
    clock.advance(1000);
    await store.set(key('d'), '0123456789');
    const names = (await readdir(folder)).sort();
    expect(names).toEqual([`${key('a')}.answer`, `${key('c')}.answer`, `${key('d')}.answer`, 'notes.txt']);
  });

  it('keeps what is there where several write at once', async () => {
    const store = fileAnswerStore(folder);
    const text = 'x'.repeat(10_000);
    await Promise.all(Array.from({ length: 20 }, (_, index) => store.set(key('a'), `${text}${index % 2}`)));
    expect(await store.get(key('a'))).toMatch(/^x{10000}[01]$/);
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('knows nothing of a key that was deleted or never kept, and keeps nothing too large', async () => {
    const store = fileAnswerStore(folder, { maxBytes: 5 });
    expect(await store.get(key('a'))).toBeUndefined();
    await store.set(key('a'), '123');
    await store.delete(key('a'));
    await store.delete(key('a'));
    await store.set(key('b'), '123456');
    expect([await store.get(key('a')), await store.get(key('b'))]).toEqual([undefined, undefined]);
  });

  it('reads an entry of the first release', async () => {
    const golden = join(import.meta.dirname, '..', '..', 'test', 'golden', 'answer-v1.txt');
    const text = await readFile(golden, 'utf8');
    const model = scriptedModel([]);
    const store = memoryAnswerStore();
    await store.set(requestKey(model, hello), text);
    const result = await ask(withCache(model, { store }));
    expect(result).toMatchObject({ text: 'Hello', usage: { inputTokens: 0 } });
    expect(result.response?.cached).toMatchObject({
      storedAt: 1000,
      usage: { inputTokens: 7, outputTokens: 3 },
    });
  });
});
