/** One name for each language that is parsed. */
export const hostilePaths: readonly string[] = (
  'a.sh a.c a.cpp a.cs a.css a.dart Dockerfile a.ex a.go a.tf a.html a.java a.js a.json a.jsonc a.jsx a.kt a.less a.lua ' +
  'a.md a.php a.py a.r a.rb a.rs a.scala a.scss a.sql a.svelte a.swift a.toml a.tsx a.ts a.vue a.xml a.yaml a.zig'
).split(' ');

/** Each of them has once made a reader of some language take time that grows with the square of the text. */
const pieces: Readonly<Record<string, string>> = {
  'brackets that open': '([{',
  'words without sense': 'foo bar ',
  'quotes that escape': '"\\"',
  'characters that open': "'a ",
  'comments that open': '/*',
  'expansions that open': `\${a%`,
  'tags that open': '<a "',
  'raw strings that open': '#"R"(',
  'template tags that open': '{{ {% ',
  declarations: 'let a:',
  attributes: '@a ',
  'calls in calls': 'f(',
  escapes: '\\',
};

/** Texts of about a length that trouble parsers, by what they are made of. */
export const hostileTexts = (length: number): [name: string, text: string][] =>
  Object.entries(pieces).map(([name, piece]) => [name, piece.repeat(Math.ceil(length / piece.length))]);
