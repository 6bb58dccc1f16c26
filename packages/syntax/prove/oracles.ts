import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LanguageId } from '../src/index.ts';

/** Says whether a text is legal; undefined where the machine has nobody to ask. */
export type Oracle = (text: string) => boolean | undefined;

interface Witness {
  /** Programs that know, the first that is installed is asked. */
  readonly programs: readonly string[];
  readonly args: readonly string[];
  /** What asks a program for nothing but its version. */
  readonly version: string;
  /** The text goes to a file of this name instead of the standard input. */
  readonly file?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Parsers of the languages themselves: interpreters and compilers that stop after parsing. */
const witnesses: Partial<Record<LanguageId, Witness>> = {
  python: {
    programs: ['python3'],
    args: ['-c', 'import ast, sys; ast.parse(sys.stdin.buffer.read())'],
    version: '--version',
  },
  go: { programs: ['gofmt'], args: ['-e'], version: '-h' },
  php: { programs: ['php', 'php8.2'], args: ['-n', '-l'], version: '--version' },
  ruby: { programs: ['ruby', 'ruby3.1'], args: ['--disable=gems', '-c', '-'], version: '--version' },
  bash: { programs: ['bash'], args: ['-n'], version: '--version' },
  c: { programs: ['gcc'], args: ['-fsyntax-only', '-w', '-x', 'c', '-'], version: '--version' },
  cpp: {
    programs: ['g++'],
    args: ['-fsyntax-only', '-w', '-x', 'c++', '-std=c++20', '-'],
    version: '--version',
  },
  rust: {
    programs: ['rustc'],
    args: ['-Zparse-crate-root-only', '--edition=2021', '-'],
    version: '--version',
    env: { RUSTC_BOOTSTRAP: '1' },
  },
  java: {
    programs: ['javac'],
    args: ['-proc:none', '-XDshould-stop.ifError=PARSE', '-XDshould-stop.ifNoError=PARSE'],
    version: '-version',
    file: 'A.java',
  },
};

/** The oracle for a language. C and C++ see all errors of a compiler, so only what it accepts whole counts. */
export function oracleFor(language: LanguageId): Oracle {
  const witness = witnesses[language];
  const program = witness?.programs.find((name) => spawnSync(name, [witness.version]).error === undefined);
  if (witness === undefined || program === undefined) return () => undefined;
  const folder = mkdtempSync(join(tmpdir(), 'oracle-'));
  return (text) => {
    const file = witness.file === undefined ? undefined : join(folder, witness.file);
    if (file !== undefined) writeFileSync(file, text);
    const args = file === undefined ? witness.args : [...witness.args, '-d', folder, file];
    const input = file === undefined ? { input: text } : {};
    return spawnSync(program, args, { ...input, env: { ...process.env, ...witness.env } }).status === 0;
  };
}
