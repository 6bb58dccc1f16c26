import { afterAll, describe, expect, it } from 'vitest';
import { createSyntax, type LanguageId } from './index.ts';
import { grammarFiles } from './tree/grammar-files.ts';

const exact = createSyntax();
const treeOnly = createSyntax({ exactParsers: false });
afterAll(async () => {
  await exact[Symbol.asyncDispose]();
  await treeOnly[Symbol.asyncDispose]();
});

interface Sample {
  readonly language: LanguageId;
  readonly path: string;
  readonly valid: string;
  /** The valid text with one thing broken. */
  readonly broken: string;
  /** 0-based line of the break; the first finding stands at most two lines from it. */
  readonly line: number;
  /** Parser that decides when everything is installed. */
  readonly validator: string;
}

const samples: readonly Sample[] = [
  {
    language: 'bash',
    path: 'a.sh',
    valid: 'if [ -f a ]; then\n  echo "a"\nfi\n',
    broken: 'if [ -f a ]; then\n  echo "a"\n',
    line: 2,
    validator: 'tree-sitter',
  },
  {
    language: 'c',
    path: 'a.c',
    valid: 'int f(int a) {\n  return a + 1;\n}\n',
    broken: 'int f(int a) {\n  return a + ;\n}\n',
    line: 1,
    validator: 'tree-sitter',
  },
  {
    language: 'cpp',
    path: 'a.cpp',
    valid: 'class A {\n public:\n  int b() const { return 1; }\n};\n',
    broken: 'class A {\n public:\n  int b() const { return 1 }\n};\n',
    line: 2,
    validator: 'tree-sitter',
  },
  {
    language: 'csharp',
    path: 'a.cs',
    valid: 'class A {\n  int B() => 1;\n}\n',
    broken: 'class A {\n  int B() => 1\n}\n',
    line: 1,
    validator: 'tree-sitter',
  },
  {
    language: 'css',
    path: 'a.css',
    valid: '.a {\n  color: red;\n}\n',
    broken: '.a {\n  color: red;\n',
    line: 1,
    validator: 'css',
  },
  {
    language: 'dart',
    path: 'a.dart',
    valid: 'int f(int a) {\n  return a + 1;\n}\n',
    broken: 'int f(int a) {\n  return a + ;\n}\n',
    line: 1,
    validator: 'tree-sitter',
  },
  {
    language: 'elixir',
    path: 'a.ex',
    valid: 'defmodule A do\n  def b(c), do: c\nend\n',
    broken: 'defmodule A do\n  def b(c, do: c\nend\n',
    line: 1,
    validator: 'tree-sitter',
  },
  {
    language: 'go',
    path: 'a.go',
    valid: 'package a\n\nfunc f() int {\n\treturn 1\n}\n',
    broken: 'package a\n\nfunc f() int {\n\treturn 1 1\n}\n',
    line: 3,
    validator: 'gofmt',
  },
  {
    language: 'hcl',
    path: 'a.tf',
    valid: 'resource "a" "b" {\n  c = 1\n}\n',
    broken: 'resource "a" "b" {\n  c = \n}\n',
    line: 1,
    validator: 'tree-sitter',
  },
  {
    language: 'html',
    path: 'a.html',
    valid: '<!doctype html>\n<p class="a">b</p>\n',
    broken: '<!doctype html>\n<p class="a>b</p>\n',
    line: 0,
    validator: 'tree-sitter',
  },
  {
    language: 'java',
    path: 'A.java',
    valid: 'class A {\n  int b() { return 1; }\n}\n',
    broken: 'class A {\n  int b() { return 1 }\n}\n',
    line: 1,
    validator: 'tree-sitter',
  },
  {
    language: 'javascript',
    path: 'a.js',
    valid: 'const a = () => {\n  return [1, 2];\n};\n',
    broken: 'const a = () => {\n  return [1, 2;\n};\n',
    line: 1,
    validator: 'oxc-parser',
  },
  {
    language: 'jsonc',
    path: 'a.jsonc',
    valid: '{\n  // why\n  "a": 1,\n}\n',
    broken: '{\n  // why\n  "a": 1 2,\n}\n',
    line: 2,
    validator: 'json',
  },
  {
    language: 'kotlin',
    path: 'a.kt',
    valid: 'fun f(a: Int): Int {\n  return a + 1\n}\n',
    broken: 'fun f(a: Int: Int {\n  return a + 1\n}\n',
    line: 0,
    validator: 'tree-sitter',
  },
  {
    language: 'lua',
    path: 'a.lua',
    valid: 'local function f(a)\n  return a + 1\nend\n',
    broken: 'local function f(a)\n  return a + \nend\n',
    line: 1,
    validator: 'tree-sitter',
  },
  {
    language: 'markdown',
    path: 'a.md',
    valid: '---\na: [1]\n---\n\n# A\n',
    broken: '---\na: "1\n---\n\n# A\n',
    line: 1,
    validator: 'sections',
  },
  {
    language: 'php',
    path: 'a.php',
    valid: '<?php\nfunction f($a) {\n  return $a + 1;\n}\n',
    broken: '<?php\nfunction f($a) {\n  return $a + ;\n}\n',
    line: 2,
    validator: 'tree-sitter',
  },
  {
    language: 'python',
    path: 'a.py',
    valid: 'def f(a):\n    return [a, 1]\n',
    broken: 'def f(a):\n    return [a 1]\n',
    line: 1,
    validator: 'ruff',
  },
  {
    language: 'r',
    path: 'a.R',
    valid: 'f <- function(a) {\n  a + 1\n}\n',
    broken: 'f <- function(a) {\n  a + \n}\n',
    line: 1,
    validator: 'tree-sitter',
  },
  {
    language: 'ruby',
    path: 'a.rb',
    valid: 'def f(a)\n  a + 1\nend\n',
    broken: 'def f(a\n  a + 1\nend\n',
    line: 0,
    validator: 'prism',
  },
  {
    language: 'rust',
    path: 'a.rs',
    valid: 'fn f(a: u8) -> u8 {\n    let Some(b) = g(a) else { return 1 };\n    b\n}\n',
    broken: 'fn f(a: u8) -> u8 {\n    let Some(b) = g(a else { return 1 };\n    b\n}\n',
    line: 1,
    validator: 'tree-sitter',
  },
  {
    language: 'scala',
    path: 'a.scala',
    valid: 'object A {\n  def f(a: Int): Int = a + 1\n}\n',
    broken: 'object A {\n  def f(a: Int: Int = a + 1\n}\n',
    line: 1,
    validator: 'tree-sitter',
  },
  {
    language: 'scss',
    path: 'a.scss',
    valid: '.a {\n  &:hover { color: $b; }\n}\n',
    broken: '.a {\n  &:hover { color: $b; \n',
    line: 1,
    validator: 'css',
  },
  {
    language: 'less',
    path: 'a.less',
    valid: '@b: 1px;\n.a {\n  .mixin(@b; 2px);\n  &:hover when (@b > 0) { color: @b; }\n}\n',
    broken: '@b: 1px;\n.a {\n  .mixin(@b; 2px;\n}\n',
    line: 2,
    validator: 'css',
  },
  {
    language: 'dockerfile',
    path: 'Dockerfile',
    valid: '# why\nARG a=1\nFROM b:$a AS c\nRUN <<EOF\nany { text\nEOF\nCOPY --from=c d e\nCMD ["f"]\n',
    broken: 'FROM b AS c\nRNU f\nCMD ["g"]\n',
    line: 1,
    validator: 'dockerfile',
  },
  {
    language: 'sql',
    path: 'a.sql',
    valid: "SELECT a, 'it''s; (' FROM b -- (\nWHERE c IN (1, 2);\nDO $$ BEGIN x('; $$;\n",
    broken: 'SELECT a\nFROM b WHERE c IN (1, 2;\n',
    line: 1,
    validator: 'sql',
  },
  {
    language: 'svelte',
    path: 'a.svelte',
    valid: '<script>\n  let a = 1;\n</script>\n{a}\n',
    broken: '<script>\n  let a = ;\n</script>\n{a}\n',
    line: 1,
    validator: 'svelte',
  },
  {
    language: 'swift',
    path: 'a.swift',
    valid: 'func f(a: Int) -> Int {\n  return a + 1\n}\n',
    broken: 'func f(a: Int -> Int {\n  return a + 1\n}\n',
    line: 0,
    validator: 'tree-sitter',
  },
  {
    language: 'tsx',
    path: 'a.tsx',
    valid: 'const a = (b: string) => (\n  <p title={b}>c</p>\n);\n',
    broken: 'const a = (b: string) => (\n  <p title={b>c</p>\n);\n',
    line: 1,
    validator: 'oxc-parser',
  },
  {
    language: 'vue',
    path: 'a.vue',
    valid: '<script setup>\nconst a = 1;\n</script>\n<template><p>{{ a }}</p></template>\n',
    broken: '<script setup>\nconst a = ;\n</script>\n<template><p>{{ a }}</p></template>\n',
    line: 1,
    validator: 'vue',
  },
  {
    language: 'xml',
    path: 'a.xml',
    valid: '<?xml version="1.0"?>\n<a>\n  <b c="d"/>\n</a>\n',
    broken: '<?xml version="1.0"?>\n<a>\n  <b c="d/>\n</a>\n',
    line: 2,
    validator: 'tree-sitter',
  },
  {
    language: 'yaml',
    path: 'a.yaml',
    valid: 'a:\n  - b: [1, 2]\n',
    broken: 'a:\n  - b: [1, 2\n',
    line: 1,
    validator: 'yaml',
  },
  {
    language: 'zig',
    path: 'a.zig',
    valid: 'fn f(a: u8) u8 {\n    return a + 1;\n}\n',
    broken: 'fn f(a: u8) u8 {\n    return a + ;\n}\n',
    line: 1,
    validator: 'tree-sitter',
  },
];

describe('each language', () => {
  it.each(samples)('$language: a valid text is ok', async ({ path, valid, language }) => {
    for (const syntax of [exact, treeOnly]) {
      expect(await syntax.check(path, valid)).toMatchObject({ status: 'ok', language, diagnostics: [] });
    }
  });

  it.each(samples)('$language: a broken one has its place and a named token', async (sample) => {
    const report = await exact.check(sample.path, sample.broken);
    expect(report).toMatchObject({
      status: 'errors',
      validator: sample.validator,
      language: sample.language,
    });
    const [first] = report.diagnostics;
    expect(Math.abs((first?.range.start.line ?? 99) - sample.line)).toBeLessThanOrEqual(2);
    expect(first?.message).toMatch(/`.+`|'.+'|".+"|end of (file|line)|newline|expected [a-z]+/);
  });

  it.each(samples)('$language: the grammar alone finds it too', async ({ path, broken }) => {
    expect(await treeOnly.check(path, broken)).toMatchObject({ status: 'errors' });
  });

  it.each(samples)(
    '$language: an edit that breaks it is reported, a comment line above old errors is not',
    async (sample) => {
      const { path, valid, broken } = sample;
      expect(await exact.compare(path, valid, broken)).toMatchObject({ status: 'errors' });
      expect(await exact.compare(path, broken, broken)).toMatchObject({ status: 'ok', added: [] });
      expect(await exact.compare(path, broken, valid)).toMatchObject({ status: 'ok', added: [] });
    },
  );
});

describe('TOML', () => {
  it('is read by its exact parser, and unsupported without', async () => {
    expect(await exact.check('a.toml', 'a = 1\n')).toMatchObject({ status: 'ok', validator: 'smol-toml' });
    expect(await treeOnly.check('a.toml', 'a = 1\n')).toMatchObject({
      status: 'unsupported',
      language: 'toml',
    });
    const { diagnostics } = await exact.check('a.toml', 'a = 1\nb = \n');
    expect(diagnostics).toMatchObject([{ range: { start: { line: 1, character: 4 } }, source: 'smol-toml' }]);
  });
});

describe('YAML', () => {
  it('counts as broken only when grammar and parser agree', async () => {
    const strict = await exact.check('a.yaml', 'a: b: c\n');
    expect(strict).toMatchObject({ status: 'errors', validator: 'yaml' });
    expect(strict.diagnostics[0]?.code).toMatch(/^[a-z-]+$/);
    expect(await exact.check('a.yaml', 'a: !Ref b\n---\nc: *d\n')).toMatchObject({ status: 'ok' });
  });
});

describe('grammars', () => {
  it('are there for every language that names one', async () => {
    const { languageTable } = await import('./detect/languages.ts');
    const used = new Set(
      Object.values(languageTable).flatMap((use) => (use === undefined ? [] : [use.grammar])),
    );
    expect([...used].filter((grammar) => grammarFiles[grammar] === undefined)).toEqual([]);
    expect(Object.keys(grammarFiles).filter((grammar) => !used.has(grammar as never))).toEqual([]);
  });
});
