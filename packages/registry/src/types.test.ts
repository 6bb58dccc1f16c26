import { globSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const folder = join(import.meta.dirname, '..');
const files = globSync(join(import.meta.dirname, '*.test-d.ts'));
let program: ts.Program | undefined;
const jsDocParsingMode = ts.JSDocParsingMode.ParseNone;

/** What the compiler says of the type tests, with the settings of the package, if they held another text. */
function problemsWith(change: (text: string) => string): string[] {
  const { config } = ts.readConfigFile(join(folder, 'tsconfig.json'), ts.sys.readFile) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const host = ts.createCompilerHost(options);
  const { readFile } = host;
  host.readFile = (path) => {
    const text = readFile(path);
    return files.includes(path) && text !== undefined ? change(text) : text;
  };
  host.getSourceFile = (path, version) => {
    const known = files.includes(path) ? undefined : program?.getSourceFile(path);
    if (known !== undefined) return known;
    const text = host.readFile(path);
    // Comments make up most of the types of Node.js, and say nothing to the checker.
    const how = {
      ...(typeof version === 'object' ? version : { languageVersion: version }),
      jsDocParsingMode,
    };
    return text === undefined ? undefined : ts.createSourceFile(path, text, how);
  };
  program = ts.createProgram(files, options, host, program);
  const { getSemanticDiagnostics, getSyntacticDiagnostics, getSourceFile } = program;
  const sources = files.map((file) => getSourceFile(file));
  const found = sources.flatMap((source) => [
    ...getSemanticDiagnostics(source),
    ...getSyntacticDiagnostics(source),
  ]);
  return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

// A compiler takes its time on a busy machine.
const timeout = 60_000;

test('the type tests hold', { timeout }, () => {
  expect(files).toHaveLength(2);
  expect(problemsWith((text) => text)).toEqual([]);
});

test('a type test that breaks would be seen', { timeout }, () => {
  const problems = problemsWith((text) =>
    text
      .replace('toEqualTypeOf<Dog>()', 'toEqualTypeOf<Animal>()')
      .replace("provide(dog, { name: 'Tom' });", 'provide(dog, rex);'),
  );
  expect(problems).toHaveLength(2);
  expect(problems).toContain("Unused '@ts-expect-error' directive.");
});
