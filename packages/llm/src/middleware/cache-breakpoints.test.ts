import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rereadShare, runAgentLoop } from '../../test/agent-loop.ts';
import { type CacheServer, cacheServer } from '../../test/cache-server.ts';
import {
  anthropic,
  type CacheBreakpoint,
  type LanguageModel,
  type Message,
  type ModelRequest,
  type ToolDefinition,
} from '../index.ts';
import { scriptedModel } from '../testing/index.ts';
import { mapRequests, withCacheBreakpoints } from './index.ts';

const tools: readonly ToolDefinition[] = ['read_file', 'write_file', 'list'].map((name) => ({
  name,
  description: `${name} of the workspace. `.repeat(20),
  inputSchema: { type: 'object', properties: { path: { type: 'string' } } },
}));
const system = { role: 'system', content: 'Edit the code with care. '.repeat(200) } as const;

function toolUse(step: number, count: number) {
  return Array.from({ length: count }, (_, index) => ({
    type: 'tool_use',
    id: `toolu_${step}_${index}`,
    name: 'read_file',
    input: { path: `src/${step}/${index}.ts` },
  }));
}

/** A loop of model calls and tool results, as an agent makes it. */
async function loop(
  steps: number,
  wrap: (model: LanguageModel) => LanguageModel,
  options: { readonly parallel?: number; readonly shuffle?: boolean; readonly marks?: boolean } = {},
): Promise<CacheServer> {
  const { parallel = 2, shuffle = false } = options;
  const answers = Array.from({ length: steps }, (_, step) =>
    step === steps - 1 ? [{ type: 'text', text: 'Done.' }] : toolUse(step, parallel),
  );
  const server = cacheServer(answers);
  const { marks = false } = options;
  const capabilities = { cacheBreakpoints: true };
  const own = anthropic({ model: 'claude-test', apiKey: 'k', fetch: server.fetch, capabilities });
  const unmarked = mapRequests(own, (request) => ({ cacheBreakpoints: [], ...request }));
  const model = wrap(marks ? own : unmarked);
  await runAgentLoop(model, { steps, system: system.content, tools, lines: 40, shuffle });
  return server;
}

const reread = ({ bills }: CacheServer): number => rereadShare(bills);

describe('cache breakpoints', () => {
  it('let a loop of 11 steps read again at least 95 % of what it repeats', async () => {
    const server = await loop(11, withCacheBreakpoints);
    expect(server.bills).toHaveLength(11);
    expect(reread(server)).toBeGreaterThanOrEqual(0.95);
  });

  it('do so too where each step brings more blocks than are looked back', async () => {
    expect(reread(await loop(6, withCacheBreakpoints, { parallel: 30 }))).toBeGreaterThanOrEqual(0.95);
  });

  it('do so too where tools come in another order each time', async () => {
    expect(reread(await loop(11, withCacheBreakpoints, { shuffle: true }))).toBeGreaterThanOrEqual(0.95);
  });

  it('are chosen by the model itself where nobody asks for any', async () => {
    expect(reread(await loop(11, (model) => model, { marks: true }))).toBeGreaterThanOrEqual(0.95);
  });

  it('are what makes the difference', async () => {
    expect(reread(await loop(11, (model) => model))).toBe(0);
  });

  it('are told in the usage of each call', async () => {
    const server = cacheServer([[{ type: 'text', text: 'a' }], [{ type: 'text', text: 'b' }]]);
    const model = withCacheBreakpoints(anthropic({ model: 'claude-test', apiKey: 'k', fetch: server.fetch }));
    const first = await model.stream({ messages: [system, { role: 'user', content: 'x' }], tools }).result();
    const again = await model.stream({ messages: [system, { role: 'user', content: 'x' }], tools }).result();
    expect(first.usage.cacheWriteTokens).toBe(server.bills[0]?.written);
    expect(again.usage).toMatchObject({ cachedInputTokens: server.bills[1]?.input, cacheWriteTokens: 0 });
  });

  it('may keep the rules for longer than the conversation', async () => {
    const server = await loop(4, (model) => withCacheBreakpoints(model, { keepRules: 'long' }));
    const body = JSON.stringify(server.bodies[3]);
    expect(body.match(/"ttl":"1h"/g)).toHaveLength(2);
    expect(body.match(/"cache_control"/g)).toHaveLength(4);
    expect(reread(server)).toBeGreaterThanOrEqual(0.95);
  });

  it('leave places alone that a request brings itself, and other parts of it unchanged', async () => {
    const model = scriptedModel([{ text: 'a' }, { text: 'b' }]);
    const wrapped = withCacheBreakpoints(model);
    const own: ModelRequest = { messages: [system], cacheBreakpoints: [{ after: 'system' }] };
    await wrapped.stream(own).result();
    await wrapped.stream({ messages: [system], temperature: 1 }).result();
    expect(model.requests[0]).toEqual(own);
    expect(model.requests[1]).toEqual({
      messages: [system],
      temperature: 1,
      cacheBreakpoints: [{ after: 'system', keep: 'short' }],
    });
  });

  it('are legal on the wire, whatever is asked for', async () => {
    const messages: Message[] = [
      system,
      { role: 'user', content: 'a' },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'b' },
          {
            type: 'reasoning',
            text: '',
            opaque: {
              provider: 'anthropic',
              modelId: 'claude-test',
              data: { type: 'thinking', thinking: 'x', signature: 'y' },
            },
          },
        ],
      },
      { role: 'user', content: [{ type: 'text', text: '' }] },
      { role: 'user', content: 'c' },
      { role: 'assistant', content: 'd' },
      { role: 'user', content: 'e' },
    ];
    const after = fc.oneof(
      fc.constantFrom('tools' as const, 'system' as const),
      fc.integer({ min: -1, max: 9 }),
    );
    const place = fc.record({ after, keep: fc.constantFrom('short' as const, 'long' as const) });
    await fc.assert(
      fc.asyncProperty(fc.array(place, { maxLength: 12 }), async (cacheBreakpoints: CacheBreakpoint[]) => {
        const server = cacheServer([[{ type: 'text', text: 'ok' }]]);
        const model = anthropic({ model: 'claude-test', apiKey: 'k', fetch: server.fetch });
        const result = await model.stream({ messages, tools, cacheBreakpoints }).result();
        expect(result.error).toBeUndefined();
        expect(result.state).toBe('finished');
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['a single question', { messages: [system, { role: 'user', content: 'x' }] }, 1],
    ['a question with tools', { messages: [system, { role: 'user', content: 'x' }], tools }, 3],
    ['nothing but a question', { messages: [{ role: 'user', content: 'x' }] }, 0],
  ] as const)('keep of %s what another call is likely to send again', async (_name, request, marks) => {
    const server = cacheServer([[{ type: 'text', text: 'ok' }]]);
    const model = anthropic({ model: 'claude-test', apiKey: 'k', fetch: server.fetch });
    expect((await model.stream(request).result()).state).toBe('finished');
    expect(JSON.stringify(server.bodies[0]).match(/"cache_control"/g) ?? []).toHaveLength(marks);
  });

  it('are never put on what the model has said itself', async () => {
    const server = cacheServer([[{ type: 'text', text: 'ok' }]]);
    const model = anthropic({ model: 'claude-test', apiKey: 'k', fetch: server.fetch });
    const said = (content: string): Message => ({ role: 'assistant', content });
    const messages: Message[] = [system, { role: 'user', content: 'x' }, said('a'), said('b'), said('c')];
    await model.stream({ messages, tools }).result();
    const turns = server.bodies[0]?.messages as readonly { role: string }[];
    expect(turns.map((turn) => [turn.role, JSON.stringify(turn).includes('cache_control')])).toEqual([
      ['user', true],
      ['assistant', false],
    ]);
  });

  it('are left out where the model is declared to take none', async () => {
    const server = cacheServer([[{ type: 'text', text: 'ok' }]]);
    const capabilities = { cacheBreakpoints: false };
    const model = anthropic({ model: 'claude-test', apiKey: 'k', fetch: server.fetch, capabilities });
    const messages = [system, { role: 'user', content: 'x' }] as const;
    await withCacheBreakpoints(model).stream({ messages, tools }).result();
    expect(JSON.stringify(server.bodies[0])).not.toContain('cache_control');
  });

  it('change nothing in what is sent but the marks', async () => {
    const bodies = await Promise.all(
      [true, false].map(async (marked) => {
        const server = cacheServer([[{ type: 'text', text: 'ok' }]]);
        const model = anthropic({ model: 'claude-test', apiKey: 'k', fetch: server.fetch });
        const request = { messages: [system, { role: 'user', content: 'x' }], tools } as const;
        await model.stream({ ...request, cacheBreakpoints: marked ? [{ after: 1 }] : [] }).result();
        return JSON.stringify(server.bodies[0]);
      }),
    );
    expect(bodies[0]?.replace(',"cache_control":{"type":"ephemeral"}', '')).toBe(bodies[1]);
    expect(bodies[0]).not.toBe(bodies[1]);
  });
});
