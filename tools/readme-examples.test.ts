import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileExamples, readmeExamples, runExample, writeExamples } from './readme-examples.ts';
import { publishedPackages, root } from './workspace.ts';

const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

describe.each(publishedPackages().filter(({ folder }) => folder.includes('packages')))(
  '$manifest.name',
  ({ folder }) => {
    test('the README has an example that compiles and prints what it promises', { timeout: 120_000 }, () => {
      expect(existsSync(join(folder, 'README.md'))).toBe(true);
      const examples = writeExamples(folder);
      expect(examples.length).toBeGreaterThan(0);
      compileExamples(folder, tsc);
      for (const { path, example } of examples) {
        const printed = runExample(path);
        if (example.expected !== undefined) expect(printed.trimEnd()).toBe(example.expected.trimEnd());
      }
      expect(examples.some(({ example }) => example.expected !== undefined)).toBe(true);
    });
  },
);

test('fences are found with their output', () => {
  const markdown = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
  expect(readmeExamples(markdown)).toEqual([]);
  const sample = 'a\n```ts\nconsole.log(1);\n```\nPrints:\n\n```text\n1\n```\n```ts\nlet x = 1;\n```\n';
  expect(readmeExamples(sample)).toEqual([
    { line: 2, code: 'console.log(1);\n', expected: '1\n' },
    { line: 10, code: 'let x = 1;\n' },
  ]);
});
