import { afterAll, describe, expect, it } from 'vitest';
import { createSyntax } from '../index.ts';

const syntax = createSyntax();
afterAll(() => syntax[Symbol.asyncDispose]());

const component = (script: string, lang = ' lang="ts"'): string =>
  `<script setup${lang}>\n${script}\n</script>\n\n<template>\n  <p v-if="a">é {{ a }}</p>\n</template>\n`;

describe('texts of several languages', () => {
  it('are valid when each part is', async () => {
    const texts: Record<string, string> = {
      'a.vue': component('const a: number = 1;'),
      'b.svelte':
        '<script lang="ts">\n  let { a }: Props = $props();\n  $: b = a;\n</script>\n\n{#if a}<p>{a}</p>{/if}\n',
      'c.html':
        '<!doctype html>\n<script type="module">await import("./a.js");</script>\n<script type="text/x-own">{ $ }</script>\n',
      'd.md': '---\ntitle: A\n---\n\n```ts\nlet = ;\n```\n',
      'e.md': 'Nothing but words.\n',
    };
    for (const [path, text] of Object.entries(texts)) {
      const report = await syntax.check(path, text);
      expect(report).toMatchObject({ status: 'ok', diagnostics: [] });
      expect(report.blind?.length).toBeGreaterThanOrEqual(path === 'b.svelte' ? 0 : 1);
    }
  });

  it('show an error of a script at its place in the whole text', async () => {
    const text = `<p>é💥</p>\n${component('const a: number = ;')}`;
    for (const path of ['a.vue', 'a.svelte']) {
      const { status, diagnostics } = await syntax.check(path, text);
      expect(status).toBe('errors');
      expect(diagnostics[0]).toMatchObject({
        source: 'oxc-parser',
        range: { start: { line: 2, character: 18 } },
      });
      expect(diagnostics[0]?.offset).toBe(Buffer.byteLength(text.slice(0, text.indexOf(';'))));
    }
  });

  it('take the language of a script from its attributes', async () => {
    const typed = 'const a: number = 1;';
    expect(await syntax.check('a.vue', component(typed, ''))).toMatchObject({ status: 'errors' });
    expect(await syntax.check('a.vue', component(typed, " lang='ts'"))).toMatchObject({ status: 'ok' });
    expect(await syntax.check('a.html', '<script type="application/json">{"a": }</script>')).toMatchObject({
      status: 'errors',
      diagnostics: [{ source: 'json' }],
    });
  });

  it('leave scripts to the template engine whose tags they hold', async () => {
    expect(await syntax.check('a.html', '<script>let a = {{ value }};</script>')).toMatchObject({
      status: 'ok',
    });
    expect(await syntax.check('a.html', '<!-- <script> --><p>a</p>')).toMatchObject({ status: 'ok' });
  });

  it('show a script that is never closed', async () => {
    const { diagnostics } = await syntax.check('a.svelte', '<p>a</p>\n<script>\nlet a;\n');
    expect(diagnostics).toMatchObject([
      { code: 'unclosed-section', range: { start: { line: 1, character: 0 } } },
    ]);
  });

  it('show broken front matter, and warn of a fence that is never closed', async () => {
    const broken = await syntax.check('a.md', '---\na: [1\n---\ntext\n');
    expect(broken).toMatchObject({ status: 'errors', language: 'markdown', validator: 'sections' });
    expect(broken.diagnostics[0]?.range.start.line).toBeLessThanOrEqual(2);
    const open = await syntax.check('a.md', 'text\n\n````md\n```\n```\n');
    expect(open).toMatchObject({
      status: 'ok',
      diagnostics: [{ severity: 'warning', code: 'unclosed-fence' }],
    });
    expect((await syntax.check('a.md', '~~~\n```\n~~~\n')).diagnostics).toEqual([]);
    expect((await syntax.check('a.md', 'a\n---\nb: [\n---\n')).diagnostics).toEqual([]);
  });

  it('are compared like any other', async () => {
    const before = component('const a = 1;');
    const broken = component('const a = (;');
    expect(await syntax.compare('a.vue', before, broken)).toMatchObject({ status: 'errors' });
    expect(await syntax.compare('a.vue', broken, `<!-- new -->\n${broken}`)).toMatchObject({
      status: 'ok',
      added: [],
    });
  });
});

describe('the compilers of components', () => {
  const syntax = createSyntax();
  const alone = createSyntax({ exactParsers: false });
  afterAll(async () => {
    await syntax[Symbol.asyncDispose]();
    await alone[Symbol.asyncDispose]();
  });

  it.each([
    ['a.svelte', '<p>\n  {#if a}<b></b>\n</p>\n', 1, 'svelte'],
    ['a.svelte', '<p>{@foo a}</p>\n', 0, 'svelte'],
    ['a.svelte', '<script lang="ts">\n  let a: = 1;\n</script>\n', 1, 'svelte'],
    ['a.vue', '<template>\n  <p>\n</template>\n', 1, 'vue'],
    ['a.vue', '<template>\n  <p :a="b(">c</p>\n</template>\n', 1, 'vue'],
    ['a.vue', '<template><p /></template>\n<script setup>\nlet a = (\n</script>\n', 2, 'vue'],
  ])('say where %s is wrong: %j', async (path, text, line, validator) => {
    const report = await syntax.check(path, text);
    expect(report).toMatchObject({ status: 'errors', validator });
    expect(Math.abs((report.diagnostics[0]?.range.start.line ?? 99) - line)).toBeLessThanOrEqual(1);
  });

  it.each([
    [
      'a.svelte',
      '<script lang="ts">\n  let { a = 1 }: Props = $props();\n</script>\n{#each a as b (b.c)}<D.E {b} />{/each}\n',
    ],
    [
      'a.vue',
      '<script setup lang="ts" generic="T">\nlet a: number = 1;\n</script>\n<template><A.B @c="d => e(d)" />{{ f.map(g => g > 1) }}</template>\n',
    ],
  ])('take %s of today', async (path, text) => {
    expect(await syntax.check(path, text)).toMatchObject({ status: 'ok', diagnostics: [] });
  });

  it('stand in for nothing where they are not asked', async () => {
    const { validator, blind } = await alone.check('a.svelte', '<p>{a}</p>\n');
    expect([validator, blind?.length]).not.toEqual(['svelte', 0]);
  });
});
