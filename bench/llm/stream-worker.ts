// One process of the benchmark: the server, or one client that is measured alone.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { setImmediate as turn } from 'node:timers/promises';
import { createModelStream, type PartSource, PartWriter } from '../../packages/llm/src/custom.ts';
import { anthropic, type LanguageModel, openaiChat, openaiResponses } from '../../packages/llm/src/index.ts';
import { JsonReader } from '../../packages/llm/src/tools/index.ts';
import { body, type WireName } from './wires.ts';

type Run = (deltas: number) => Promise<number>;

globalThis.AI_SDK_LOG_WARNINGS = false;

/** Answers `POST /<wire>/<deltas>/…` with so many deltas. */
async function serve(): Promise<void> {
  const server = createServer(async (request, response) => {
    const [, name = 'chat-text', deltas = '1'] = (request.url ?? '').split('/');
    request.resume();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const chunk of body(name as WireName, Number(deltas))) {
      if (!response.write(chunk)) await once(response, 'drain');
    }
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  process.send?.(typeof address === 'object' ? address?.port : undefined);
}

async function raw(url: string): Promise<number> {
  const response = await fetch(url, { method: 'POST', body: '{}' });
  const decoder = new TextDecoder();
  let [rest, events] = ['', 0];
  for await (const chunk of response.body ?? []) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('data: ') || line === 'data: [DONE]') continue;
      JSON.parse(line.slice(6));
      events += 1;
    }
  }
  return events;
}

const messages = [{ role: 'user' as const, content: 'go' }];

async function ours(
  make: (options: { model: string; baseURL: string }) => LanguageModel,
  baseURL: string,
): Promise<number> {
  const stream = make({ model: 'm', baseURL }).stream({ messages });
  let parts = 0;
  for await (const _part of stream) parts += 1;
  const { state } = await stream.result();
  if (state !== 'finished') throw new TypeError(`ended as ${state}`);
  return parts;
}

async function count(stream: AsyncIterable<unknown>): Promise<number> {
  let events = 0;
  for await (const _event of stream) events += 1;
  return events;
}

const resolve = createRequire(new URL('../../packages/llm/package.json', import.meta.url)).resolve;

async function sdk(name: WireName, baseURL: string): Promise<number> {
  const options = { apiKey: 'k', baseURL, maxRetries: 0 };
  if (name.startsWith('messages')) {
    const { default: Anthropic } = await import(resolve('@anthropic-ai/sdk'));
    return count(
      await new Anthropic(options).messages.create({ model: 'm', max_tokens: 1, messages, stream: true }),
    );
  }
  const { default: OpenAI } = await import(resolve('openai'));
  const client = new OpenAI(options);
  return name.startsWith('chat')
    ? count(await client.chat.completions.create({ model: 'm', messages, stream: true }))
    : count(await client.responses.create({ model: 'm', input: 'go', stream: true }));
}

async function ai(name: WireName, baseURL: string): Promise<number> {
  const [{ streamText }, { createOpenAI }, { createAnthropic }] = await Promise.all([
    import('ai'),
    import('@ai-sdk/openai'),
    import('@ai-sdk/anthropic'),
  ]);
  const openai = createOpenAI({ apiKey: 'k', baseURL });
  const model = name.startsWith('messages')
    ? createAnthropic({ apiKey: 'k', baseURL: `${baseURL}/v1` })('m')
    : name.startsWith('chat')
      ? openai.chat('m')
      : openai.responses('m');
  return count(streamText({ model, prompt: 'go', maxRetries: 0 }).fullStream);
}

async function langchain(name: WireName, baseURL: string): Promise<number> {
  if (name.startsWith('messages')) {
    const { ChatAnthropic } = await import('@langchain/anthropic');
    const model = new ChatAnthropic({
      model: 'm',
      apiKey: 'k',
      anthropicApiUrl: baseURL,
      maxRetries: 0,
      maxTokens: 1,
    });
    return count(await model.stream('go'));
  }
  const { ChatOpenAI } = await import('@langchain/openai');
  const useResponsesApi = name.startsWith('responses');
  const configuration = { baseURL };
  const model = new ChatOpenAI({ model: 'm', apiKey: 'k', maxRetries: 0, useResponsesApi, configuration });
  return count(await model.stream('go'));
}

const piApis = {
  chat: 'openai-completions',
  responses: 'openai-responses',
  messages: 'anthropic-messages',
} as const;

async function pi(name: WireName, baseUrl: string): Promise<number> {
  const { stream } = await import('@mariozechner/pi-ai');
  const api = piApis[name.split('-')[0] as keyof typeof piApis];
  const model = {
    ...{ id: 'm', name: 'm', provider: 'bench', api, baseUrl, reasoning: false, input: ['text' as const] },
    ...{ cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }, contextWindow: 1e6, maxTokens: 1e6 },
  };
  const context = { messages: [{ role: 'user' as const, content: 'go', timestamp: 0 }] };
  return count(stream(model, context, { apiKey: 'k' }));
}

/** An argument with at least so many pieces of 8 bytes, quotes and line ends among them. */
function argumentPieces(pieces: number): string[] {
  const line = 'const a = "b";\n';
  const text = JSON.stringify({
    text: line.repeat(Math.ceil((pieces * 8) / (JSON.stringify(line).length - 2))),
  });
  return Array.from({ length: Math.ceil(text.length / 8) }, (_, index) =>
    text.slice(index * 8, (index + 1) * 8),
  );
}

/** Reads an argument while it arrives: from its pieces, or from the parts of a stream that is collected as well. */
async function argument(pieces: readonly string[], asParts: boolean): Promise<number> {
  const reader = new JsonReader();
  if (!asParts) for (const piece of pieces) reader.push(piece);
  else {
    const stream = createModelStream(argumentSource(pieces));
    for await (const part of stream) if (part.type === 'tool-call-delta') reader.push(part.inputText);
    if ((await stream.result()).toolCalls.length !== 1) throw new TypeError('the call was not collected');
  }
  if (reader.state !== 'complete') throw new TypeError(`the argument is ${reader.state}`);
  return pieces.length;
}

/** A call whose pieces arrive a hundred at a time, as the chunks of a body bring them. */
function argumentSource(pieces: readonly string[]): PartSource {
  const writer = new PartWriter('a');
  writer.toolStart('c', 'c', 'write');
  let at = 0;
  const usage = { inputTokens: 0, outputTokens: 0, source: 'estimated' } as const;
  return {
    provider: 'bench',
    modelId: 'm',
    async pull() {
      for (const piece of pieces.slice(at, at + 100)) writer.toolDelta('c', piece);
      at += 100;
      if (at < pieces.length) return writer.take();
      writer.toolEnd('c');
      return [
        ...writer.take(),
        { type: 'finish', state: 'finished', finishReason: { unified: 'tool-calls' }, usage },
      ];
    },
    cancel() {},
  };
}

function clientOf(client: string, name: WireName, port: string): Run {
  const url = (deltas: number): string => `http://127.0.0.1:${port}/${name}/${deltas}`;
  const make = name.startsWith('chat')
    ? openaiChat
    : name.startsWith('responses')
      ? openaiResponses
      : anthropic;
  if (client.startsWith('argument'))
    return (deltas) => argument(argumentPieces(deltas), client === 'argument-parts');
  if (client === 'raw') return (deltas) => raw(url(deltas));
  if (client === 'ours') return (deltas) => ours(make, url(deltas));
  if (client === 'langchain') return (deltas) => langchain(name, url(deltas));
  if (client === 'pi') return (deltas) => pi(name, url(deltas));
  return client === 'sdk' ? (deltas) => sdk(name, url(deltas)) : (deltas) => ai(name, url(deltas));
}

async function measure(run: Run, deltas: number, warmUp: number): Promise<object> {
  for (let round = 0; round < 4; round += 1) await run(warmUp);
  // Only where memory is measured: a collection drops compiled code whose objects are gone, which costs time again.
  globalThis.gc?.();
  await turn();
  const rss = process.memoryUsage.rss();
  const started = process.cpuUsage();
  await run(deltas);
  const { user, system } = process.cpuUsage(started);
  return { cpuUs: (user + system) / deltas, rssMb: (process.memoryUsage.rss() - rss) / 2 ** 20 };
}

const [role = 'server', name = 'chat-text', port = '0', deltas = '1000'] = process.argv.slice(2);
if (role === 'server') await serve();
else {
  // So that a short run is as warm as a long one; for the slow clients that would take minutes.
  const warmUp = role === 'langchain' || role === 'pi' ? 1000 : 5000;
  process.send?.(await measure(clientOf(role, name as WireName, port), Number(deltas), warmUp));
  process.disconnect?.();
}
