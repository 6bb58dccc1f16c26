import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LanguageId } from '../src/index.ts';

/** Says of each text whether it is legal. */
export type Oracle = (texts: readonly string[]) => readonly boolean[];

/** How a parser of the language itself is asked about files. */
interface Witness {
  readonly program: string;
  /** What asks it for nothing but its version. */
  readonly version: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /**
   * `each`: asked per file, its exit code tells. `lines`: asked once, it prints `true` or `false` per file.
   * `names`: asked once, it prints `<file>:` or `<file>(` and `error` for those it rejects.
   */
  readonly answers: 'each' | 'lines' | 'names';
}

const python = (check: string): Pick<Witness, 'program' | 'version' | 'args' | 'answers'> => ({
  program: 'python3',
  version: '--version',
  answers: 'lines',
  args: [
    '-c',
    `import ast, json, sys, tomllib
def refuse(name): raise ValueError(name)
def legal(path):
    try:
        text = open(path, 'rb').read()
        ${check}
        return 'true'
    except (SyntaxError, ValueError, RecursionError, MemoryError): return 'false'
print('\\n'.join(legal(path) for path in sys.argv[1:]))`,
  ],
});

const script = `const { readFileSync } = require('node:fs'), vm = require('node:vm');
const attempts = [(t) => new vm.SourceTextModule(t), (t) => new vm.Script(t), (t) => vm.compileFunction(t)];
for (const path of process.argv.slice(1)) {
  const text = readFileSync(path, 'utf8');
  console.log(attempts.some((attempt) => { try { attempt(text); return true; } catch { return false; } }));
}`;

const typescript = `const ts = require('typescript'), { readFileSync } = require('node:fs');
for (const path of process.argv.slice(1)) {
  const compilerOptions = { target: 99, module: 99, jsx: 1, experimentalDecorators: true };
  const options = { reportDiagnostics: true, fileName: path, compilerOptions };
  console.log(ts.transpileModule(readFileSync(path, 'utf8'), options).diagnostics.length === 0);
}`;

const byNode = (file: string, code: string, flags: readonly string[] = []): Witness => ({
  program: process.execPath,
  version: '--version',
  file,
  answers: 'lines',
  args: [...flags, '-e', code],
});

/** Parsers of the languages themselves: interpreters and compilers that stop after parsing. */
const witnesses: Partial<Record<LanguageId, Witness>> = {
  python: { file: 'a.py', ...python('ast.parse(text)') },
  json: { file: 'a.json', ...python('json.loads(text, parse_constant=refuse)') },
  toml: { file: 'a.toml', ...python('tomllib.loads(text.decode())') },
  go: { program: 'gofmt', version: '-h', file: 'a.go', answers: 'each', args: ['-e'] },
  php: { program: 'php', version: '--version', file: 'a.php', answers: 'each', args: ['-n', '-l'] },
  ruby: {
    program: 'ruby',
    version: '--version',
    file: 'a.rb',
    answers: 'lines',
    args: [
      '--disable=gems',
      '-W0',
      '-e',
      'ARGV.each { |f| begin; RubyVM::InstructionSequence.compile(File.read(f, encoding: "UTF-8")); puts true; rescue SyntaxError, StandardError; puts false; end }',
    ],
  },
  bash: { program: 'bash', version: '--version', file: 'a.sh', answers: 'each', args: ['-n'] },
  lua: { program: 'luac5.4', version: '-v', file: 'a.lua', answers: 'each', args: ['-p'] },
  xml: {
    program: 'xmllint',
    version: '--version',
    file: 'a.xml',
    answers: 'each',
    args: ['--noout', '--nonet'],
  },
  elixir: {
    program: 'elixir',
    version: '--version',
    file: 'a.ex',
    answers: 'lines',
    args: [
      '-e',
      'for f <- System.argv(), do: IO.puts(match?({:ok, _}, Code.string_to_quoted(File.read!(f), emit_warnings: false)))',
      '--',
    ],
  },
  r: {
    program: 'Rscript',
    version: '--version',
    file: 'a.R',
    answers: 'lines',
    args: [
      '-e',
      'for (f in commandArgs(TRUE)) cat(tryCatch({parse(f, encoding = "UTF-8"); "true"}, error = function(e) "false"), "\\n")',
    ],
  },
  javascript: byNode('a.js', script, ['--experimental-vm-modules']),
  jsx: byNode('a.jsx', typescript),
  typescript: byNode('a.ts', typescript),
  tsx: byNode('a.tsx', typescript),
  csharp: { program: 'mcs', version: '--version', file: 'A.cs', answers: 'each', args: ['--parse'] },
  c: {
    program: 'gcc',
    version: '--version',
    file: 'a.c',
    answers: 'each',
    args: ['-fsyntax-only', '-w', '-x', 'c'],
  },
  cpp: {
    program: 'g++',
    version: '--version',
    file: 'a.cpp',
    answers: 'each',
    args: ['-fsyntax-only', '-w', '-x', 'c++', '-std=c++20'],
  },
  rust: {
    program: 'rustc',
    version: '--version',
    file: 'a.rs',
    answers: 'each',
    args: ['-Zparse-crate-root-only', '--edition=2021'],
    env: { RUSTC_BOOTSTRAP: '1' },
  },
  java: {
    program: 'javac',
    version: '-version',
    file: 'A.java',
    answers: 'names',
    args: [
      '-proc:none',
      '-Xmaxerrs',
      '10000',
      '-XDshould-stop.ifError=PARSE',
      '-XDshould-stop.ifNoError=PARSE',
    ],
  },
};

/** The oracle for a language; undefined where the machine has nobody to ask. */
export function oracleFor(language: LanguageId): Oracle | undefined {
  const witness = witnesses[language];
  if (witness === undefined || spawnSync(witness.program, [witness.version]).error !== undefined)
    return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'oracle-'));
  return (texts) => {
    const files = texts.map((text, at) => {
      mkdirSync(join(folder, String(at)), { recursive: true });
      const file = join(folder, String(at), witness.file);
      writeFileSync(file, text);
      return file;
    });
    return ask(witness, files, folder);
  };
}

function ask(witness: Witness, files: readonly string[], folder: string): boolean[] {
  const run = (paths: readonly string[]) =>
    spawnSync(witness.program, [...witness.args, ...paths], {
      cwd: witness.program === process.execPath ? process.cwd() : folder,
      env: { ...process.env, ...witness.env },
      maxBuffer: 1 << 28,
    });
  if (witness.answers === 'each') return files.map((file) => run([file]).status === 0);
  const { stdout, stderr } = run(files);
  const lines = `${stdout}${stderr}`.split('\n').map((line) => line.trim());
  if (witness.answers === 'lines') {
    const told = lines.filter((line) => line === 'true' || line === 'false');
    return files.map((_, at) => told[at] === 'true');
  }
  const errors = lines.filter((line) => line.includes('error'));
  return files.map(
    (file) => !errors.some((line) => line.startsWith(`${file}:`) || line.startsWith(`${file}(`)),
  );
}
