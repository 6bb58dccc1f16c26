// How many of the definitions that universal-ctags finds in real files `outline` finds too: the same name
// in the same line (one line off passes, as for a name after its attributes). Skipped where it is not installed.
// node --conditions=@enhanced-code/source prove/tags.prove.ts [--most 40] [--list] <folder>...
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { createSyntax, type LanguageId } from '../src/index.ts';
import { type CorpusFile, readCorpus } from './corpus.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    most: { type: 'string', default: '40' },
    least: { type: 'string', default: '90' },
    only: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
});

/** Languages and the kinds of their tags that `outline` promises: no locals, no parameters. */
const kinds: Partial<Record<LanguageId, string>> = {
  bash: 'function',
  c: 'function prototype struct union enum enumerator macro typedef',
  cpp: 'function prototype class struct union enum enumerator macro typedef namespace',
  csharp: 'class interface struct enum method property enumerator namespace',
  elixir: 'module function macro protocol',
  go: 'func type struct interface const var methodSpec',
  java: 'class interface enum method enumConstant field',
  javascript: 'class function method',
  kotlin: 'class interface method object typealias',
  lua: 'function',
  php: 'class interface trait function',
  python: 'class function member',
  ruby: 'class module method singletonMethod',
  rust: 'function struct enum interface method module macro typedef enumerator',
  typescript: 'class interface enum function method alias',
};

interface Tag {
  readonly name: string;
  readonly line: number;
  readonly kind: string;
}

/** Names that ctags makes up or takes from the middle of a statement. */
const madeUp = /^(?:__anon.*|Anonymous.*|get|set|try|if|switch|Companion)$|[^\w$?!:.~-]|^~$/;
/** Where ctags takes any object for a class, or an import for an alias, the line has to say so. */
const saysSo: Readonly<Record<string, RegExp>> = {
  class: /\b(?:class|record|object|module)\b/,
  alias: /\btype\b/,
};

function witness({ path, text }: CorpusFile, wanted: ReadonlySet<string>): Tag[] {
  const run = spawnSync('ctags', ['--output-format=json', '--fields=+nK', '--kinds-all=*', '-o', '-', path]);
  const source = text.split('\n');
  const lines = run.stdout
    .toString()
    .split('\n')
    .filter((line) => line.startsWith('{'));
  return lines
    .map((line): Tag => JSON.parse(line))
    .filter(({ kind, name, line }) => {
      const written = source[line - 1] ?? '';
      if (/^\s*import\b/.test(written) || !(saysSo[kind]?.test(written) ?? true)) return false;
      // In Kotlin it takes the parameter of a lambda for a method.
      if (path.endsWith('.kt') && kind === 'method' && !/\bfun\b/.test(written)) return false;
      // A call in capitals is a macro, not the function that ctags takes it for.
      if (/^(?:function|prototype)$/.test(kind) && /^[A-Z_]+$/.test(name)) return false;
      return wanted.has(kind) && !madeUp.test(name);
    });
}

await using syntax = createSyntax();

async function missing(file: CorpusFile, tags: readonly Tag[]): Promise<Tag[]> {
  const { definitions } = await syntax.outline(file.path, file.text);
  const known = new Set(
    definitions.flatMap(({ name, nameRange }) =>
      [name, name.split('.').at(-1)].map((one) => `${one} ${nameRange.start.line + 1}`),
    ),
  );
  return tags.filter(({ name, line }) => {
    const last = name.split(/[.:]+/).at(-1) ?? name;
    return [name, last].every((one) => [line - 1, line, line + 1].every((at) => !known.has(`${one} ${at}`)));
  });
}

if (spawnSync('ctags', ['--version']).status !== 0) {
  process.stdout.write('SKIPPED: universal-ctags is not installed, so there is no witness\n');
} else {
  const folders = positionals.length > 0 ? positionals : ['../..'];
  const corpus = readCorpus(folders, { most: Number(values.most), seed: 3 });
  process.stdout.write('language     files   tags  found too\n');
  for (const [language, files] of [...corpus].sort()) await prove(language, files);
}

async function prove(language: LanguageId, files: readonly CorpusFile[]): Promise<void> {
  const wanted = new Set(kinds[language]?.split(' '));
  if (wanted.size === 0 || (values.only !== undefined && !values.only.split(',').includes(language))) return;
  let tags = 0;
  let lost = 0;
  const lines: string[] = [];
  for (const file of files) {
    const seen = witness(file, wanted);
    const gone = await missing(file, seen);
    tags += seen.length;
    lost += gone.length;
    for (const { name, line, kind } of gone.slice(0, 2))
      lines.push(`    ${file.path}:${line} ${kind} ${name}\n`);
  }
  const share = tags === 0 ? 100 : (100 * (tags - lost)) / tags;
  process.stdout.write(
    `${language.padEnd(12)} ${String(files.length).padStart(5)} ${String(tags).padStart(6)} ${share.toFixed(1).padStart(8)} %\n`,
  );
  if (values.list) process.stdout.write(lines.slice(0, 12).join(''));
  if (share < Number(values.least)) process.exitCode = 1;
}
