import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectLanguage } from '../index.ts';

describe('detectLanguage', () => {
  it.each([
    ['src/a.ts', 'typescript'],
    ['a.d.mts', 'typescript'],
    ['A.TSX', 'tsx'],
    ['C:\\x\\a.py', 'python'],
    ['a.test.js', 'javascript'],
    ['Dockerfile', 'dockerfile'],
    ['Dockerfile.dev', 'dockerfile'],
    ['Dockerfile-alpine.template', undefined],
    ['Dockerfile.eex', 'template'],
    ['docs/dockerfile.md', 'markdown'],
    ['Dockerfile.dev.dockerignore', undefined],
    ['user-data.sh.tpl', 'template'],
    ['a.m', 'objective-c'],
    ['Gemfile', 'ruby'],
    ['tsconfig.json', 'jsonc'],
    ['tsconfig.build.json', 'jsonc'],
    ['.vscode/settings.json', 'jsonc'],
    ['package.json', 'json'],
    ['views/a.blade.php', 'blade'],
    ['views/a.html.erb', 'erb'],
    ['.zshrc', 'zsh'],
    ['views/a.scala.html', 'template'],
    ['app.js.ejs', 'template'],
    ['a.h', 'c'],
  ])('knows %s by its name', (path, language) => {
    expect(detectLanguage(path)).toBe(language);
  });

  it.each(['README', 'a.unknown', 'ts', '.ts.swp~', ''])('knows nothing of %j', (path) => {
    expect(detectLanguage(path)).toBeUndefined();
  });

  it.each([
    ['run', '#!/usr/bin/env python3\n', 'python'],
    ['run', '#!/usr/bin/env -S node --x\n', 'javascript'],
    ['run', '#!/usr/bin/env FOO=1 ruby\n', 'ruby'],
    ['run', '#! /bin/sh -e\n', 'bash'],
    ['run', '#!/usr/bin/perl5.30\n', 'perl'],
    ['run', '#!/opt/strange\n', undefined],
    ['notes', '# vim: set ft=go :\n', 'go'],
    ['notes', '/* -*- mode: c++; x: 1 -*- */\n', 'cpp'],
    ['notes', '<?php echo 1;', 'php'],
    ['notes', '<!DOCTYPE html>', 'html'],
    ['notes', 'just words', undefined],
  ])('reads what %s declares in %j', (path, text, language) => {
    expect(detectLanguage(path, text)).toBe(language);
  });

  it.each([
    ['a.sql', '{% macro a() %}\nselect 1\n{% endmacro %}\n', 'template'],
    ['a.sql', "select '{%' -- {{ a }}\n", 'sql'],
    ['a.h', '#pragma once\nnamespace a { class B; }\n', 'cpp'],
    ['a.h', '#include <vector>\n', 'cpp'],
    ['a.h', '#import <UIKit/UIKit.h>\n\n@interface A : B\n@end\n', 'objective-c'],
    ['a.h', '#ifdef __cplusplus\nextern "C" {\n#endif\nclass x;\n', 'c'],
    ['a.h', 'struct a { int b; };\n', 'c'],
    ['a.sh', '#!/bin/zsh\n', 'zsh'],
    ['a.sh', '#!/bin/bash\n', 'bash'],
    ['a.js', '/**\n * @flow strict\n */\n', 'flow'],
    ['a.js', 'const a = "@flow";\n', 'javascript'],
  ])('lets the text decide where %s leaves it open: %j', (path, text, language) => {
    expect(detectLanguage(path, text)).toBe(language);
  });

  it('holds: it answers for any name and text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (path, text) => {
        expect(['string', 'undefined']).toContain(typeof detectLanguage(path, text));
      }),
    );
  });
});
