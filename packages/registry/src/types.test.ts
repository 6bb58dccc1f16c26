import { globSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { beforeAll, expect, test } from 'vitest';

const folder = join(import.meta.dirname, '..');
const files = globSync(join(import.meta.dirname, '*.test-d.ts'));
let program: ts.Program | undefined;

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
    const text = host.readFile(path);
    const known = files.includes(path) ? undefined : program?.getSourceFile(path);
    return known ?? (text === undefined ? undefined : ts.createSourceFile(path, text, version));
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

let asTheyAre: string[] = [];
beforeAll(() => {
  asTheyAre = problemsWith((text) => text);
});

test('the type tests hold', () => {
  expect(files).toHaveLength(2);
  expect(asTheyAre).toEqual([]);
});

test('a type test that breaks would be seen', () => {
  const widened = problemsWith((text) => text.replace('toEqualTypeOf<Dog>()', 'toEqualTypeOf<Animal>()'));
  expect(widened).toHaveLength(1);
  const allowed = problemsWith((text) =>
    text.replace("provide(dog, { name: 'Tom' });", 'provide(dog, rex);'),
  );
  expect(allowed).toEqual(["Unused '@ts-expect-error' directive."]);
});
