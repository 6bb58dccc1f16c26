import { afterAll, describe, expect, it } from 'vitest';
import { createSyntax } from '../index.ts';
import { WorkerPool } from './worker-pool.ts';

const syntax = createSyntax({ workers: 2 });
afterAll(() => syntax[Symbol.asyncDispose]());

const settings = { timeLimitMs: 50, maxLength: 1_000, maxDiagnostics: 10, exactParsers: false };
const module = (code: string): URL => new URL(`data:text/javascript,${encodeURIComponent(code)}`);
const listener = (body: string): URL =>
  module(
    `import { parentPort } from 'node:worker_threads'; parentPort.on('message', (question) => { ${body} });`,
  );
const question = { ask: 'check', path: 'a.ts', text: 'let a;' } as const;

describe('answers from other threads', () => {
  it('are those of this thread', async () => {
    await using here = createSyntax();
    for (const text of ['let a = 1;\n', 'let a = ;\n', '<<<<<<< a\n', 'a\0']) {
      const expected = await here.check('a.ts', text);
      expect(JSON.parse(JSON.stringify(await syntax.check('a.ts', text)))).toEqual(
        JSON.parse(JSON.stringify(expected)),
      );
    }
    expect(await syntax.compare('a.py', 'x = 1\n', 'x = (\n')).toMatchObject({
      status: 'errors',
      validator: 'ruff',
    });
    expect((await syntax.outline('a.go', 'package a\n\nfunc F() {}\n')).definitions).toMatchObject([
      { name: 'F' },
    ]);
  });

  it('carry their error as one of the catalogue', async () => {
    const report = await syntax.check('a.ts', 'a\0');
    expect(report.error?.message).toBe('a.ts holds NUL characters, so it is not text');
  });

  it('come for many questions at once, each for its own', async () => {
    const texts = Array.from({ length: 40 }, (_, at) => (at % 3 === 0 ? `{"a": ${at}` : `{"a": ${at}}`));
    const reports = await Promise.all(texts.map((text) => syntax.check('a.json', text)));
    expect(reports.map(({ status }) => status)).toEqual(
      texts.map((_, at) => (at % 3 === 0 ? 'errors' : 'ok')),
    );
  });

  it('stop with disposal', async () => {
    const closing = createSyntax({ workers: 1 });
    const asked = [closing.check('a.ts', 'let a;'), closing.check('b.ts', 'let b;')];
    await closing[Symbol.asyncDispose]();
    for (const { status } of await Promise.all(asked)) expect(['ok', 'unknown']).toContain(status);
    await expect(closing.check('a.ts', '')).rejects.toMatchObject({ code: 'EC_SYNTAX_DISPOSED' });
  });
});

describe('a thread that fails', () => {
  it('is ended when it hangs, and the next question gets a fresh one', async () => {
    const entry = listener(`
      if (question.text === 'hang') for (;;) {}
      parentPort.postMessage({ answer: { status: 'ok', diagnostics: [] } });`);
    await using pool = new WorkerPool({ size: 1, worker: settings, entry, startAllowanceMs: 2_500 });
    const hung = pool.ask({ ...question, text: 'hang' });
    const after = pool.ask(question);
    expect(await hung).toMatchObject({
      status: 'unknown',
      error: { code: 'EC_SYNTAX_TIMEOUT' },
      diagnostics: [],
    });
    expect(await after).toEqual({ status: 'ok', diagnostics: [] });
  });

  it('is replaced when it exits or throws', async () => {
    for (const body of ['process.exit(3)', 'throw new TypeError("broken")']) {
      await using pool = new WorkerPool({
        size: 1,
        worker: settings,
        entry: listener(body),
        startAllowanceMs: 20_000,
      });
      for (const _ of [1, 2]) {
        const answer = await pool.ask({ ask: 'compare', path: 'a.ts', before: '', after: '' });
        expect(answer).toMatchObject({ status: 'unknown', error: { code: 'EC_SYNTAX_PARSER' }, added: [] });
      }
    }
  });

  it('is replaced when it holds too much, and nobody notices', async () => {
    const entry = listener(`
      globalThis.asked = (globalThis.asked ?? 0) + 1;
      parentPort.postMessage({ answer: { status: 'ok', asked }, heldBytes: question.text.length });`);
    const settled = { size: 1, worker: settings, entry, startAllowanceMs: 20_000, mostBytes: 10 };
    await using pool = new WorkerPool(settled);
    const texts = ['a', 'b', 'long enough', 'c', 'longer than that', 'd', 'e'];
    const answers = await Promise.all(texts.map((text) => pool.ask({ ...question, text })));
    expect(answers.map((answer) => Reflect.get(answer, 'asked'))).toEqual([1, 2, 3, 1, 2, 1, 2]);
  });

  it('answers all that wait when its module cannot be loaded', async () => {
    await using pool = new WorkerPool({
      size: 2,
      worker: settings,
      entry: module('import "no-such-package";'),
    });
    const answers = await Promise.all([pool.ask(question), pool.ask(question), pool.ask(question)]);
    for (const answer of answers) expect(answer).toMatchObject({ status: 'unknown' });
  });
});
