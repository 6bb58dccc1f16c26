// Run in a process of its own: the time of a first check, or the memory after many languages.
// node cold.mjs first <module> <path> <exact> | node cold.mjs memory <module>
const [, , what, module, path = '', exact = ''] = process.argv;
const { createSyntax } = await import(module);
const texts = {
  'a.ts': 'let a: number = 1;\n',
  'a.py': 'a = 1\n',
  'a.go': 'package a\n',
  'A.java': 'class A {}\n',
  'a.rs': 'fn a() {}\n',
  'a.rb': 'def a; end\n',
  'a.php': '<?php echo 1;\n',
  'a.c': 'int a;\n',
  'a.cpp': 'int a;\n',
  'a.cs': 'class A {}\n',
  'a.kt': 'fun a() {}\n',
  'a.swift': 'func a() {}\n',
  'a.scala': 'object A {}\n',
  'a.sh': 'echo a\n',
  'a.lua': 'local a = 1\n',
  'a.css': 'a { b: c }\n',
  'a.html': '<p>a</p>\n',
  'a.yaml': 'a: 1\n',
  'a.js': 'let a = 1;\n',
  'a.ex': 'a = 1\n',
};
const syntax = createSyntax({ exactParsers: exact === 'exact' });
if (what === 'first') {
  const started = performance.now();
  await syntax.check(path, texts[path]);
  process.stdout.write(String(performance.now() - started));
} else {
  for (const [name, text] of Object.entries(texts)) await syntax.check(name, text);
  process.stdout.write(`${process.memoryUsage.rss() / 1e6} ${Object.keys(texts).length}`);
}
