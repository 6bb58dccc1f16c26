import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hello, modelOf } from '../../test/models.ts';
import { chatChunk, events } from '../../test/wire.ts';
import { llmErrors, type ModelResult } from '../index.ts';
import { type ScriptedStep, type ScriptedToolCall, scriptedModel } from '../testing/index.ts';
import { createToolExecutor, defineTool, type Tool, type ToolEffect, toolDefinitions } from './index.ts';

const pathSchema = {
  type: 'object',
  properties: { path: { type: 'string' } },
  required: ['path'],
  additionalProperties: false,
};

function recorder(name: string, effect: ToolEffect, log: string[]): Tool {
  return {
    name,
    description: 'Records',
    inputSchema: pathSchema,
    effect,
    async execute(input) {
      log.push(`start ${name} ${JSON.stringify(input)}`);
      await turn();
      log.push(`end ${name}`);
      return { ok: true };
    },
  };
}

function calls(...toolCalls: ScriptedToolCall[]): Promise<ModelResult> {
  return scriptedModel([{ toolCalls }]).stream(hello).result();
}

describe('running tools', () => {
  it('checks the input with zod and hands it over typed', async () => {
    const tool = defineTool({
      name: 'read',
      description: 'Reads a file',
      inputSchema: z.object({ path: z.string(), lines: z.number().default(10) }),
      effect: 'none',
      execute: ({ path, lines }) => `${path.toUpperCase()} ${lines + 1}`,
    });
    const [outcome] = await createToolExecutor({ tools: [tool] }).execute(
      await calls({ toolName: 'read', input: { path: 'a.ts' }, toolCallId: 'c1' }),
    );
    expect(outcome).toMatchObject({
      state: 'done',
      result: { toolCallId: 'c1', toolName: 'read', output: 'A.TS 11' },
    });
    expect(toolDefinitions([tool])).toMatchObject([
      {
        name: 'read',
        inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
      },
    ]);
  });

  it.each([
    [{ toolName: 'other', input: {} }, 'There is no tool called other.'],
    [{ toolName: 'write', input: {} }, 'The input does not fit the schema: input: path is missing'],
    [
      { toolName: 'write', input: { path: 1 } },
      'The input does not fit the schema: input.path: must be string',
    ],
    [
      { toolName: 'write', input: { path: 'a', x: 1 } },
      'The input does not fit the schema: input.x: is not allowed',
    ],
  ] as const)('refuses %o without starting anything', async (call, output) => {
    const log: string[] = [];
    const executor = createToolExecutor({ tools: [recorder('write', 'pending', log)] });
    expect(await executor.execute(await calls(call))).toMatchObject([
      { state: 'refused', result: { output, isError: true } },
    ]);
    expect(log).toEqual([]);
  });

  it('runs tools with effects one after the other, each written down first, and the others at once', async () => {
    const log: string[] = [];
    const tools = [
      recorder('look', 'none', log),
      recorder('write', 'pending', log),
      recorder('send', 'external', log),
    ];
    const executor = createToolExecutor({
      tools,
      beforeEffect: ({ toolName }) => void log.push(`intent ${toolName}`),
    });
    const input = { path: 'a' };
    const result = await calls(
      { toolName: 'write', input },
      { toolName: 'look', input },
      { toolName: 'send', input },
    );
    const outcomes = await executor.execute(result);
    expect(outcomes.map(({ call }) => call.toolName)).toEqual(['write', 'look', 'send']);
    const effects = log.filter((line) => !line.includes('look'));
    expect(effects).toEqual([
      'intent write',
      'start write {"path":"a"}',
      'end write',
      'intent send',
      'start send {"path":"a"}',
      'end send',
    ]);
    expect(log.indexOf('start look {"path":"a"}')).toBeLessThan(log.indexOf('end write'));
  });

  it('starts nothing where writing it down fails', async () => {
    const log: string[] = [];
    const executor = createToolExecutor({
      tools: [recorder('send', 'external', log)],
      beforeEffect: () => Promise.reject(new TypeError('disk full')),
    });
    const input = { path: 'a' };
    const result = await calls({ toolName: 'send', input }, { toolName: 'send', input });
    await expect(executor.execute(result)).rejects.toThrow('disk full');
    expect(log).toEqual([]);
  });

  it('tells the model what a tool threw', async () => {
    const thrown = llmErrors.create('EC_LLM_INVALID_OPTION', { option: 'x', reason: 'bad' });
    const make = (name: string, error: unknown): Tool => ({
      ...recorder(name, 'none', []),
      execute: () => {
        throw error;
      },
    });
    const executor = createToolExecutor({
      tools: [make('a', thrown), make('b', new RangeError('too far')), make('c', 7)],
    });
    const input = { path: '' };
    const outcomes = await executor.execute(
      await calls({ toolName: 'a', input }, { toolName: 'b', input }, { toolName: 'c', input }),
    );
    expect(outcomes.map(({ state, result }) => [state, result.output])).toEqual([
      ['failed', 'EC_LLM_INVALID_OPTION: The option x is not valid: bad. Correct the option.'],
      ['failed', 'too far'],
      ['failed', 'The tool failed.'],
    ]);
    expect(outcomes[0]?.error).toBe(thrown);
  });

  it('skips what has not started when it is cancelled', async () => {
    const abort = new AbortController();
    const log: string[] = [];
    const stopping: Tool = { ...recorder('stop', 'pending', log), execute: () => abort.abort() };
    const executor = createToolExecutor({ tools: [stopping, recorder('write', 'pending', log)] });
    const input = { path: 'a' };
    const result = await calls({ toolName: 'stop', input }, { toolName: 'write', input });
    const outcomes = await executor.execute(result, { signal: abort.signal });
    expect(outcomes.map(({ state }) => state)).toEqual(['done', 'skipped']);
    expect(log).toEqual([]);
  });
});

describe('what is never run', () => {
  const toolCalls = [{ toolName: 'write', input: { path: 'a' } }];
  const unclean: readonly ScriptedStep[] = [
    { toolCalls, finishReason: 'length' },
    { toolCalls, finishReason: 'content-filter' },
    { toolCalls, finishReason: 'other' },
    { toolCalls, cut: true },
    { toolCalls, error: llmErrors.create('EC_LLM_NETWORK', { provider: 'p', modelId: 'm' }) },
  ];

  it.each(unclean)('a complete tool call of a call that did not end well: %#', async (step) => {
    const log: string[] = [];
    const executor = createToolExecutor({ tools: [recorder('write', 'pending', log)] });
    const result = await scriptedModel([step]).stream(hello).result();
    expect(result.toolCalls).toHaveLength(1);
    await expect(executor.execute(result)).rejects.toMatchObject({ code: 'EC_LLM_TOOLS_NOT_RUN' });
    expect(log).toEqual([]);
  });

  it('a tool call whose input was cut anywhere, whatever the server says about its end', async () => {
    const log: string[] = [];
    const executor = createToolExecutor({ tools: [recorder('write', 'external', log)] });
    const finish = fc.constantFrom('stop', 'tool_calls', 'length', null);
    await fc.assert(
      fc.asyncProperty(
        fc.string(),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        finish,
        async (path, share, reason) => {
          const whole = JSON.stringify({ path });
          const input = whole.slice(0, 1 + Math.floor((whole.length - 1) * share));
          const call = { index: 0, id: 'a', function: { name: 'write', arguments: input } };
          const wire = events([chatChunk({ tool_calls: [call] }), chatChunk({}, reason), '[DONE]']);
          const result = await modelOf('chat', [wire]).stream(hello).result();
          await executor.execute(result).catch(() => undefined);
          expect(log).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('schemas that cannot be checked', () => {
  const tool = (inputSchema: Tool['inputSchema']): Tool => ({ ...recorder('x', 'none', []), inputSchema });

  it.each([
    [{ $ref: '#/x' }, '$ref'],
    [{ type: 'object', properties: { a: { unevaluatedItems: false } } }, 'unevaluatedItems'],
    [{ anyOf: [{ type: 'array', items: { pattern: '(' } }] }, 'pattern'],
    [{ $defs: { a: { unevaluatedItems: false } } }, 'unevaluatedItems'],
  ] as const)('are refused at once: %o', (schema, keyword) => {
    expect(() => createToolExecutor({ tools: [tool(schema)] })).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(keyword) as string,
        code: 'EC_LLM_INVALID_OPTION',
      }),
    );
  });

  it('are refused where a library cannot tell them as JSON Schema, and so are two tools of one name', () => {
    const opaque = {
      '~standard': { version: 1, vendor: 'own', validate: (value: unknown) => ({ value }) },
    } as const;
    expect(() => createToolExecutor({ tools: [tool(opaque)] })).toThrow('JSON Schema');
    expect(() => createToolExecutor({ tools: [tool({}), tool({})] })).toThrow('two tools');
  });
});
