import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rereadShare, runAgentLoop } from '../../test/agent-loop.ts';
import { answerOf } from '../../test/answers.ts';
import { type OpenAICacheServer, openaiCacheServer } from '../../test/openai-cache-server.ts';
import {
  type CacheBreakpoint,
  type LanguageModel,
  type Message,
  openaiChat,
  openaiResponses,
  type ToolDefinition,
} from '../index.ts';

const wires = { chat: openaiChat, responses: openaiResponses } as const;
const names = Object.keys(wires) as (keyof typeof wires)[];
const system = { role: 'system', content: 'Edit the code with care. '.repeat(50) } as const;
const tools: readonly ToolDefinition[] = [
  { name: 'read', description: 'Reads a file', inputSchema: { type: 'object', properties: {} } },
];

function modelOf(name: keyof typeof wires, server: OpenAICacheServer, able = true): LanguageModel {
  const capabilities = { cacheBreakpoints: able };
  return wires[name]({ model: 'gpt-test', apiKey: 'k', fetch: server.fetch, capabilities });
}

function serverOf(name: keyof typeof wires, steps: number): OpenAICacheServer {
  const answers = Array.from({ length: steps }, (_, step) =>
    step === steps - 1
      ? answerOf(name, { kind: 'text', text: 'Done.', input: '' })?.[0]
      : answerOf(name, { kind: 'tools', text: '', input: `{"step":${step}}` })?.[0],
  );
  return openaiCacheServer(answers.map((answer) => answer ?? ''));
}

/** A loop of model calls and tool results, as an agent makes it. */
async function loop(name: keyof typeof wires, able: boolean): Promise<OpenAICacheServer> {
  const steps = 11;
  const server = serverOf(name, steps);
  const model = modelOf(name, server, able);
  await runAgentLoop(model, { steps, system: system.content, tools, lines: 20 });
  return server;
}

const reread = ({ bills }: OpenAICacheServer): number => rereadShare(bills);

describe.each(names)('cache marks of OpenAI %s', (name) => {
  it('let a loop of 11 steps read again at least 95 % of what it repeats', async () => {
    expect(reread(await loop(name, true))).toBeGreaterThanOrEqual(0.95);
  });

  it('are not sent to a model that is not declared to take them', async () => {
    const server = await loop(name, false);
    expect(JSON.stringify(server.bodies)).not.toContain('prompt_cache');
    expect(reread(server)).toBe(0);
  });

  it('are legal, whatever is asked for', async () => {
    const messages: Message[] = [
      system,
      { role: 'user', content: [{ type: 'image', mediaType: 'image/png', data: 'AA' }] },
      { role: 'assistant', content: 'b' },
      { role: 'user', content: '' },
      { role: 'user', content: 'c' },
      { role: 'system', content: 'And briefly.' },
      { role: 'user', content: 'd' },
    ];
    const after = fc.oneof(
      fc.constantFrom('tools' as const, 'system' as const),
      fc.integer({ min: -1, max: 8 }),
    );
    const place = fc.record({ after, keep: fc.constantFrom('short' as const, 'long' as const) });
    await fc.assert(
      fc.asyncProperty(fc.array(place, { maxLength: 12 }), async (cacheBreakpoints: CacheBreakpoint[]) => {
        const result = await modelOf(name, serverOf(name, 1))
          .stream({ messages, tools, cacheBreakpoints })
          .result();
        expect(result).toMatchObject({ state: 'finished', text: 'Done.' });
      }),
      { numRuns: 100 },
    );
  });

  it('change nothing in a message but its form', async () => {
    const server = serverOf(name, 1);
    const messages: Message[] = [system, { role: 'user', content: 'x' }];
    await modelOf(name, server).stream({ messages }).result();
    const turns = (server.bodies[0]?.input ?? server.bodies[0]?.messages) as readonly unknown[];
    expect(turns[0]).toEqual({
      role: 'system',
      content: [
        {
          type: name === 'chat' ? 'text' : 'input_text',
          text: system.content,
          prompt_cache_breakpoint: { mode: 'explicit' },
        },
      ],
    });
    expect(turns[1]).toEqual({ role: 'user', content: 'x' });
  });

  it('keep rules for longer where the protocol knows such a life', async () => {
    const server = serverOf(name, 1);
    const messages: Message[] = [system, { role: 'user', content: 'x' }];
    const cacheBreakpoints = [{ after: 'system', keep: 'long' }] as const;
    await modelOf(name, server).stream({ messages, cacheBreakpoints }).result();
    expect(JSON.stringify(server.bodies[0]).includes('"ttl":"12h"')).toBe(name === 'responses');
  });
});
