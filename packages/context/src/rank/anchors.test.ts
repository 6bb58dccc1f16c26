import { describe, expect, test } from 'vitest';
import { type ContextReason, createContext } from '../index.ts';
import { memorySource } from '../testing.ts';

const FILLER = Array.from({ length: 30 }, (_, at) => `  step(${at});`).join('\n');
const FILES: Record<string, string> = {
  'app/shop/cart.py': `import os\n\n\ndef load(item):\n${'    step()\n'.repeat(20)}    raise KeyError(item)\n`,
  'app/shop/views.py': 'def show(request):\n    return load(request)\n',
  'core/src/main/java/com/acme/OrderService.java': `package com.acme;\n\nclass OrderService {\n  void place() {\n${FILLER}\n  }\n}\n`,
  'cmd/server/main.go': `package main\n\nfunc main() {\n${FILLER}\n}\n`,
  'crates/io/src/reader.rs': `pub fn read_all() {\n${FILLER}\n}\n`,
  'web/src/pages/checkout.tsx': `export function Checkout() {\n${FILLER}\n}\n`,
  'lib/mailer.rb': `def deliver\n${FILLER}\nend\n`,
  'src/Http/Kernel.php': `<?php\nclass Kernel {\n  function handle() {\n${FILLER}\n  }\n}\n`,
  'src/Billing/Invoice.cs': `class Invoice {\n  public void Pay() {\n${FILLER}\n  }\n}\n`,
  'a/util.ts': 'export const a = 1;\n',
  'b/util.ts': 'export const b = 1;\n',
  'c/index.ts': 'export const c = 1;\n',
  'd/index.ts': 'export const d = 1;\n',
  'e/index.ts': 'export const e = 1;\n',
  'f/index.ts': 'export const f = 1;\n',
  'g/index.ts': 'export const g = 1;\n',
};

async function ask(instruction: string, files = FILES) {
  await using index = createContext({ source: memorySource(files) });
  return await index.select({ instruction, budgetTokens: 400 });
}

function reason(reasons: readonly ContextReason[] | undefined, signal: string): string | undefined {
  return reasons?.find((each) => each.signal === signal)?.detail;
}

describe('stack frames', () => {
  test.each([
    ['Python', 'File "/srv/build/app/shop/cart.py", line 25, in load\nKeyError: 7', 'app/shop/cart.py', 25],
    [
      'Java',
      'at com.acme.OrderService.place(OrderService.java:20)',
      'core/src/main/java/com/acme/OrderService.java',
      20,
    ],
    [
      'Go',
      'goroutine 1 [running]:\nmain.main()\n\t/home/me/x/cmd/server/main.go:17 +0x1d',
      'cmd/server/main.go',
      17,
    ],
    ['Rust', "thread 'main' panicked at crates/io/src/reader.rs:12:9:", 'crates/io/src/reader.rs', 12],
    [
      'Node',
      '    at Checkout (file:///srv/web/src/pages/checkout.tsx:9:11)',
      'web/src/pages/checkout.tsx',
      9,
    ],
    ['Ruby', "lib/mailer.rb:14:in `deliver': nope", 'lib/mailer.rb', 14],
    ['PHP', '#0 /var/www/src/Http/Kernel.php(21): Kernel->handle()', 'src/Http/Kernel.php', 21],
    [
      'C#',
      'at Billing.Invoice.Pay() in C:\\agent\\src\\Billing\\Invoice.cs:line 11',
      'src/Billing/Invoice.cs',
      0,
    ],
    ['a link', 'see https://host/o/r/blob/main/cmd/server/main.go#L17', 'cmd/server/main.go', 17],
  ])('of %s lead to the file and the line', async (_, instruction, path, line) => {
    const { entries } = await ask(instruction);
    const [first] = entries;
    expect(first?.path).toBe(path);
    const shown = first?.passages.some(({ startLine, endLine }) => startLine <= line && line <= endLine);
    expect(line === 0 || shown).toBe(true);
  });

  test('a line beyond the end of the file still leads to the file', async () => {
    const { entries } = await ask('app/shop/cart.py:99999');
    expect(entries[0]?.path).toBe('app/shop/cart.py');
  });
});

describe('paths', () => {
  test('the longest agreement at the end decides between files of one name', async () => {
    const { entries } = await ask('fix /builds/x/b/util.ts');
    expect(entries[0]?.path).toBe('b/util.ts');
    expect(reason(entries[0]?.reasons, 'path')).toBe('named: /builds/x/b/util.ts');
  });

  test('a name that two files have counts half for each', async () => {
    const { entries } = await ask('util.ts');
    const scores = entries.flatMap(({ path, reasons }) => {
      const found = reasons.find(({ signal }) => signal === 'path');
      return found === undefined ? [] : [[path, found.score]];
    });
    expect(scores.map(([path]) => path).toSorted()).toEqual(['a/util.ts', 'b/util.ts']);
    expect(new Set(scores.map(([, score]) => score)).size).toBe(1);
  });

  test('a name that many files have says nothing', async () => {
    const { entries } = await ask('index.ts');
    expect(entries.some(({ reasons }) => reason(reasons, 'path') !== undefined)).toBe(false);
  });
});

describe('symbols', () => {
  const files: Record<string, string> = {
    'src/tax.ts': `export function computeTax() {\n${FILLER}\n}\n`,
    'src/use.ts': 'import { computeTax } from "./tax.ts";\ncomputeTax();\ncomputeTax();\ncomputeTax();\n',
    'src/tax.test.ts': 'function computeTax() {}\n',
  };

  test('lead to what defines them, not to what uses them, and not to tests', async () => {
    const { entries } = await ask('computeTax() is wrong', files);
    expect(entries[0]?.path).toBe('src/tax.ts');
    expect(reason(entries[0]?.reasons, 'symbol')).toBe('defines computeTax');
    const others = entries.slice(1).map(({ reasons }) => reason(reasons, 'symbol'));
    expect(others).toEqual(others.map(() => undefined));
  });

  test('that too many files define lead nowhere', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 5 }, (_, at) => [`src/part${at}.ts`, 'export function computeTax() {}\n']),
    );
    const { entries } = await ask('computeTax() is wrong', many);
    expect(entries.some(({ reasons }) => reason(reasons, 'symbol') !== undefined)).toBe(false);
    const { entries: four } = await ask('computeTax() is wrong', { ...many, 'src/part4.ts': 'x\n' });
    expect(four.filter(({ reasons }) => reason(reasons, 'symbol') !== undefined)).toHaveLength(4);
  });

  test('differ by case', async () => {
    const { entries } = await ask('`ComputeTax`', files);
    expect(entries.some(({ reasons }) => reason(reasons, 'symbol') !== undefined)).toBe(false);
  });
});

describe('quoted errors', () => {
  const files: Record<string, string> = {
    'src/lock.ts': `export function take() {\n${FILLER}\n  throw new Error(\`The lock of \${name} is held by another process\`);\n}\n`,
    'src/store.ts': `export function put() {\n${FILLER}\n  log('process the lock', name, 'another held');\n}\n`,
    'src/lock.test.ts': "test('x', () => expect(m).toBe('The lock of a is held by another process'));\n",
    'src/many.ts': 'another process\nthe lock\nheld by\n',
  };
  const message = 'The lock of /tmp/a is held by another process';

  test.each([
    ['in quotation marks', `it says "${message}" and stops`],
    ['in backticks', `it says \`${message}\` and stops`],
    ['in curly quotation marks', `it says “${message}” and stops`],
    ['after the name of an error', `TimeoutError: ${message}`],
    ['in a log', `2026-01-01 run\nerror: ${message}\nmore`],
  ])('%s lead to the line that makes them', async (_, instruction) => {
    const { entries } = await ask(instruction, files);
    const found = entries.find(({ path }) => path === 'src/lock.ts');
    expect(entries[0]).toBe(found);
    expect(reason(found?.reasons, 'quote')).toContain('holds "The lock of');
    expect(found?.passages.some(({ text }) => text.includes('is held by another'))).toBe(true);
  });

  test('words that are spread over lines are no quote, nor is a test', async () => {
    const { entries } = await ask(`it says "${message}"`, files);
    const quoting = entries.filter(({ reasons }) => reason(reasons, 'quote') !== undefined);
    expect(quoting.map(({ path }) => path)).toEqual(['src/lock.ts']);
  });

  test('two words prove nothing', async () => {
    const { entries } = await ask('the "lock process"', files);
    expect(entries.some(({ reasons }) => reason(reasons, 'quote') !== undefined)).toBe(false);
  });

  test('a message that many files hold leads nowhere', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 5 }, (_, at) => [`src/p${at}.ts`, 'throw Error("value must be a number");\n']),
    );
    const { entries } = await ask('"value must be a number"', many);
    expect(entries.some(({ reasons }) => reason(reasons, 'quote') !== undefined)).toBe(false);
  });

  test('an instruction of nothing but quotes takes no long time', async () => {
    const instruction = Array.from({ length: 5000 }, (_, at) => `"${message} ${at}"`).join('\n');
    const { entries } = await ask(instruction, files);
    expect(entries[0]?.path).toBe('src/lock.ts');
  });
});
