import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import vm from 'node:vm';
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, it } from 'vitest';
import { bundle, portableBundle } from '../test/bundle.ts';
import { expectedOutput, portableProgram } from '../test/portable-program.ts';

const SDKS = ['openai', '@anthropic-ai/sdk'];
const folder = await mkdtemp(join(tmpdir(), 'llm-runtimes-'));
afterAll(() => rm(folder, { recursive: true }));

/** What every browser and web worker has and Node has too; nothing of Node's own is among it. */
const WEB = [
  ...[
    'AbortController',
    'AbortSignal',
    'Blob',
    'DOMException',
    'Event',
    'EventTarget',
    'FormData',
    'Headers',
  ],
  ...[
    'ReadableStream',
    'Request',
    'Response',
    'TextDecoder',
    'TextEncoder',
    'TransformStream',
    'URL',
    'URLSearchParams',
  ],
  ...[
    'WritableStream',
    'atob',
    'btoa',
    'clearTimeout',
    'console',
    'crypto',
    'fetch',
    'queueMicrotask',
    'setTimeout',
  ],
  ...['structuredClone', 'Uint8Array', 'performance'],
];

/** A place with the globals of a page and none of Node. */
function page(): vm.Context {
  const globals = Object.fromEntries(WEB.map((name) => [name, Reflect.get(globalThis, name)]));
  const document = { createElement: () => ({}) };
  return vm.createContext({
    ...globals,
    document,
    navigator: { userAgent: 'page' },
    done: undefined as unknown,
  });
}

describe('outside of Node', () => {
  it('says of the program what it does here', async () => {
    expect(await portableProgram()).toBe(expectedOutput);
  });

  it('runs in a page, where nothing of Node is there', async () => {
    const { text } = await portableBundle('browser', 'globalThis.done = portableProgram();');
    expect(text).not.toMatch(/from\s*["']node:|require\(["']node:/);
    const context = page();
    vm.runInContext('globalThis.window = globalThis; globalThis.self = globalThis;', context);
    vm.runInContext(`(async () => {${text}})()`, context);
    expect(await Promise.resolve(vm.runInContext('globalThis.done', context))).toBe(expectedOutput);
  }, 30_000);

  it('runs in a worker', async () => {
    const file = join(folder, 'worker.mjs');
    const end =
      "import { parentPort } from 'node:worker_threads';\nparentPort.postMessage(await portableProgram());";
    await writeFile(file, (await portableBundle('node', end)).text);
    const worker = new Worker(file);
    const answer = await new Promise((resolve, reject) =>
      worker.once('message', resolve).once('error', reject),
    );
    await worker.terminate();
    expect(answer).toBe(expectedOutput);
  }, 30_000);
});

describe('the size', () => {
  // Modules that are loaded, like the SDKs, by the first call that needs them.
  const ON_DEMAND = ['./openai-background.ts'];
  const core = (imports: string): string => `export { ${imports} } from './src/index.ts';`;

  it.each([
    ['one provider and a call', 25_000, core('anthropic, generate')],
    [
      'all three providers of the main entry',
      28_000,
      core('anthropic, openaiChat, openaiResponses, generate'),
    ],
  ])('of %s is at most %i bytes gzipped, and nothing of Node is in it', async (_name, limit, source) => {
    const { text, gzipped } = await bundle(source, {
      platform: 'browser',
      external: [...SDKS, ...ON_DEMAND],
    });
    expect(text).toContain('EC_LLM_TRUNCATED');
    expect(text).not.toContain('gpt-tokenizer');
    expect(text).not.toMatch(/from\s*["']node:/);
    expect(gzipped).toBeLessThanOrEqual(limit);
  });

  it('keeps prompts, prices and middleware out of a program that uses none', async () => {
    const { text } = await bundle(core('anthropic'), { platform: 'browser', external: SDKS });
    expect(text).not.toContain('You change the code of a project');
    expect(text).not.toContain('claude-opus-5');
  });

  it('has at most two packages that are installed with it', async () => {
    const manifest = JSON.parse(await readFile(join(import.meta.dirname, '../package.json'), 'utf8'));
    expect(Object.keys(manifest.dependencies)).toEqual(['@enhanced-code/errors']);
  });
});
