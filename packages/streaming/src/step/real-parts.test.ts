import { createContext } from '@enhanced-code/context';
import { formatInstructions } from '@enhanced-code/file-management';
import { memoryWorkspace } from '@enhanced-code/file-management/testing';
import { editPrompt } from '@enhanced-code/llm';
import { type ScriptedModel, type ScriptStep, scriptedModel } from '@enhanced-code/llm/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  initialRunState,
  memoryEventLog,
  openRunWriter,
  reduceRun,
  type StreamStepOptions,
  streamStep,
} from '../index.ts';
import { readAll } from '../testing/index.ts';

const files = {
  'src/total.ts': 'export function total(items: number[]) {\n  return items.reduce((a, b) => a + b, 0);\n}\n',
  'src/cart.ts': "import { total } from './total.ts';\n\nexport const price = total([1, 2]);\n",
};
const instruction = 'Rename total to sum';

const replies = {
  'search-replace': `I rename it in both files.

src/total.ts
<<<<<<< SEARCH
export function total(items: number[]) {
=======
export function sum(items: number[]) {
>>>>>>> REPLACE

src/cart.ts
<<<<<<< SEARCH
import { total } from './total.ts';

export const price = total([1, 2]);
=======
import { sum } from './total.ts';

export const price = sum([1, 2]);
>>>>>>> REPLACE
`,
  'unified-diff': `--- a/src/total.ts
+++ b/src/total.ts
@@ -1,3 +1,3 @@
-export function total(items: number[]) {
+export function sum(items: number[]) {
   return items.reduce((a, b) => a + b, 0);
 }
--- a/src/cart.ts
+++ b/src/cart.ts
@@ -1,3 +1,3 @@
-import { total } from './total.ts';
+import { sum } from './total.ts';
 
-export const price = total([1, 2]);
+export const price = sum([1, 2]);
`,
} as const;

type Format = keyof typeof replies;
const formats = Object.keys(replies) as readonly Format[];

const wanted = {
  'src/total.ts': files['src/total.ts'].replace('total', 'sum'),
  'src/cart.ts': files['src/cart.ts'].replace('{ total }', '{ sum }').replace('total(', 'sum('),
};

/** One step of the real context, prompt, parser and transaction on files in memory. */
async function realStep(steps: readonly ScriptStep[], format: Format, signal?: AbortSignal) {
  const model = scriptedModel(steps);
  const { workspace } = await memoryWorkspace(files);
  await using _workspace = workspace;
  await using context = createContext({
    source: { list: () => workspace.list(), read: (path) => workspace.readText(path) },
  });
  await using log = memoryEventLog();
  const writer = await openRunWriter(log, 'r');
  const transaction = await workspace.begin();
  const options: StreamStepOptions = {
    model,
    transaction,
    select: (room) => context.select({ instruction, ...room }),
    render: ({ entries }, room) =>
      editPrompt.render(
        { instruction, context: entries, formatInstructions: formatInstructions(format) },
        room,
      ),
    format,
    emit: (draft) => writer.emit(draft),
    budget: { contextTokens: 2000, promptTokens: 8000 },
    ...(signal === undefined ? {} : { signal }),
  };
  const result = await streamStep(options);
  await writer.flush();
  const events = await readAll(log, 'r');
  return { result, events, model, pending: await contents(transaction), diff: await transaction.diff() };
}

async function contents(transaction: { readText(path: string): Promise<string | undefined> }) {
  const entries = Object.keys(files).map(async (path) => [path, await transaction.readText(path)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** What the model was shown, as one text. */
function promptOf(model: ScriptedModel): string {
  return JSON.stringify(model.requests[0]?.messages);
}

test.for(formats)('a %s reply becomes pending, whatever pieces it comes in', async (format) => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 60 }), async (chunkSize) => {
      const { result, pending } = await realStep([{ text: replies[format], chunkSize }], format);
      expect(result).toMatchObject({ state: 'finished', text: replies[format], refusals: [] });
      expect(pending).toEqual(wanted);
    }),
    { numRuns: 8 },
  );
});

test('the model sees the files that were chosen, and the log says which and why', async () => {
  const { model, events } = await realStep([{ text: replies['search-replace'] }], 'search-replace');
  expect(promptOf(model)).toContain('export function total');
  const selected = events.find((event) => event.type === 'context-selected');
  expect(selected).toMatchObject({ budgetTokens: 2000 });
  expect(JSON.stringify(selected)).toContain('src/total.ts');
  expect(JSON.stringify(selected)).not.toContain('items.reduce');
  const rendered = events.find((event) => event.type === 'prompt-rendered');
  expect(JSON.stringify(rendered)).toContain('"name":"context"');
});

test('events carry receipts that fold into the state of the step', async () => {
  const { events, result } = await realStep([{ text: replies['search-replace'] }], 'search-replace');
  const [step] = events.reduce(reduceRun, initialRunState).steps;
  expect(step?.receipts).toEqual(result.receipts);
  expect(step?.receipts.map(({ path, level }) => [path, level])).toEqual([
    ['src/total.ts', 'exact'],
    ['src/cart.ts', 'exact'],
  ]);
  expect(step?.attempts[0]?.edits.map(({ path }) => path)).toEqual(['src/total.ts', 'src/cart.ts']);
});

test.for(formats)('a %s reply that was cut anywhere leaves every file as it was', async (format) => {
  const text = replies[format];
  for (let length = 1; length < text.length; length += 37) {
    const { result, diff } = await realStep([{ text: text.slice(0, length), cut: true }], format);
    expect(result).toMatchObject({ state: 'truncated', receipts: [] });
    expect(diff).toBe('');
  }
});

test('a block without its end is not applied, even where the model says that it is done', async () => {
  const text = replies['search-replace'];
  const end = text.indexOf('>>>>>>> REPLACE', text.indexOf('src/cart.ts'));
  for (const length of [text.lastIndexOf('======='), text.lastIndexOf('export const price = sum'), end]) {
    const { result, diff } = await realStep([{ text: text.slice(0, length) }], 'search-replace');
    expect(result).toMatchObject({ state: 'not-applied', receipts: [] });
    expect(result.feedback).not.toBe('');
    expect(diff).toBe('');
  }
});

test('one edit that does not fit keeps the others out, and the model reads where they part', async () => {
  const text = replies['search-replace'].replace('total([1, 2]);\n=======', 'total([1, 3]);\n=======');
  const { result, events, diff } = await realStep([{ text }], 'search-replace');
  expect(result).toMatchObject({ state: 'not-applied', refusals: [{ path: 'src/cart.ts' }] });
  expect(result.feedback).toContain('src/cart.ts');
  expect(result.feedback).toContain('total([1, 2])');
  expect(events.filter(({ type }) => type === 'edit-applied')).toEqual([]);
  expect(diff).toBe('');
});

test('cancelling while the model writes leaves every file as it was', async () => {
  const controller = new AbortController();
  const step: ScriptStep = () => {
    setImmediate(() => controller.abort());
    return { text: replies['search-replace'], hang: true };
  };
  const { result, diff } = await realStep([step], 'search-replace', controller.signal);
  expect(result.state).toBe('cancelled');
  expect(diff).toBe('');
});

test('steps without an id get one of their own', async () => {
  const first = await realStep([{ text: 'No change is needed.' }], 'search-replace');
  const second = await realStep([{ text: 'No change is needed.' }], 'search-replace');
  expect(first.result.stepId).not.toBe(second.result.stepId);
  expect(first.events.every(({ stepId }) => stepId === first.result.stepId)).toBe(true);
});
