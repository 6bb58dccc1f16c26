import { spawnSync } from 'node:child_process';
import { parseAllDocuments } from 'yaml';

/** One text of a suite. */
export interface SuiteCase {
  /** Name that the text is checked under. */
  readonly path: string;
  readonly text: string;
  /** Whether the suite holds it for valid. */
  readonly legal: boolean;
}

/** Reads the cases of one file of a suite; `beside` gives the text of a file next to it. */
export type CaseReader = (
  path: string,
  text: string,
  beside: (name: string) => string | undefined,
) => readonly SuiteCase[];

/** The whole file is one case; how it counts is written in its path. */
export const byPath =
  (legal: RegExp): CaseReader =>
  (path, text) => [{ path, text, legal: legal.test(path) }];

/** Files that are all broken. */
export const allBroken: CaseReader = (path, text) => [{ path, text, legal: false }];

/** Scripts and modules of test262, each with a head that says how it is run and what it must raise. */
export const test262: CaseReader = (path, text) => {
  const head = /\/\*---([\s\S]*?)---\*\//.exec(text)?.[1] ?? '';
  if (!/phase: parse/.test(head)) return [];
  const flags = /flags:\s*\[([^\]]*)\]/.exec(head)?.[1] ?? '';
  const strict = flags.includes('onlyStrict') ? '"use strict";\n' : '';
  const name = flags.includes('module') ? path.replace(/\.js$/, '.mjs') : path;
  return [{ path: name, text: strict + text, legal: false }];
};

/** A source beside a recording of its tree, which lists the errors. */
export const babel: CaseReader = (path, text, beside) => {
  const recorded = beside('output.json') ?? '';
  const options = beside('options.json') ?? '';
  // Errors that ask for a plugin say nothing of the language.
  if (/plugin\(s\)|missingPlugin/.test(recorded + options)) return [];
  const broken = recorded.includes('"errors"') || options.includes('"throws"');
  return broken ? [{ path, text, legal: false }] : [];
};

/** Ruby with lines between that point at the errors of the line above. */
export const prismErrors: CaseReader = (path, text) => {
  const lines = text.split('\n').filter((line) => !/^\s*\^/.test(line));
  return [{ path: path.replace(/\.txt$/, '.rb'), text: lines.join('\n'), legal: false }];
};

/** Python that its header binds to an older version may be valid in the newest one. */
export const ruffErrors: CaseReader = (path, text) =>
  text.includes('target-version') ? [] : [{ path, text, legal: false }];

/** Strings of the lists in a Python module, as they stand or dedented, of which CPython rejects each. */
const readExamples = `
import ast, json, sys, textwrap
def text_of(node):
    if isinstance(node, ast.Constant): return node.value
    if isinstance(node, ast.Call) and getattr(node.func, 'id', '') == 'dedent': return textwrap.dedent(node.args[0].value)
def rejected(text):
    try: compile(text, 'a.py', 'exec', dont_inherit=True)
    except (SyntaxError, ValueError): return True
lists = [node for node in ast.walk(ast.parse(sys.stdin.read())) if isinstance(node, ast.List)]
texts = [text_of(item) for each in lists for item in each.elts]
print(json.dumps([text for text in texts if isinstance(text, str) and rejected(text)]))`;

/** Examples that a test of a parser holds as strings; without Python none. */
export const parsoExamples: CaseReader = (path, source) => {
  const run = spawnSync('python3', ['-c', readExamples], { input: source });
  if (run.status !== 0) return [];
  const texts: readonly string[] = JSON.parse(run.stdout.toString());
  return texts.map((text, at) => ({ path: `${path}-${at}.py`, text, legal: false }));
};

/** Blocks of code and of what the parser says of it, between lines of five hyphens. */
export const phpBlocks: CaseReader = (path, text) => {
  const blocks = text.split(/^-----\n/m).slice(1);
  return blocks.flatMap((code, at) => {
    const said = blocks[at + 1] ?? '';
    if (at % 2 > 0 || !/^(?:!!.*\n)?Syntax error/.test(said)) return [];
    return [{ path: `${path}-${at}.php`, text: code.replace(/\n$/, ''), legal: false }];
  });
};

/** An archive of texts, each under a line with its name; those count whose error is one of the grammar. */
export const sassArchive: CaseReader = (path, text) => {
  const parts = [...text.matchAll(/^<===> (\S+)\n([\s\S]*?)(?=^<===>|$(?![\s\S]))/gm)];
  const files = new Map(parts.map(([, name = '', content = '']) => [name, content.replace(/\n$/, '')]));
  return [...files].flatMap(([name, source]) => {
    const said = files.get(name.replace(/input\.scss$/, 'error')) ?? '';
    if (!/(?:^|\/)input\.scss$/.test(name) || !/^Error: [Ee]xpected/.test(said)) return [];
    // An error in a text that this one imports is not its own.
    return said.includes(' input.scss ') ? [{ path: `${path}/${name}`, text: source, legal: false }] : [];
  });
};

interface YamlCase {
  readonly yaml?: string;
  readonly fail?: boolean;
}

const visible: readonly (readonly [RegExp, string])[] = [
  [/␣/g, ' '],
  [/—*»/g, '\t'],
  [/←/g, '\r'],
  [/⇔/g, '\ufeff'],
  [/↵/g, ''],
  [/∎\n$/, ''],
];

/** Lists of YAML texts in YAML, their blanks made visible; a case without a verdict repeats the last one. */
export const yamlCases: CaseReader = (path, text) => {
  const cases = parseAllDocuments(text).flatMap((document): YamlCase[] => document.toJS());
  return cases.flatMap(({ yaml, fail }, at) => {
    if (yaml === undefined) return [];
    const source = visible.reduce((now, [sign, stands]) => now.replace(sign, stands), yaml);
    return [{ path: `${path}-${at}.yaml`, text: source, legal: fail !== true }];
  });
};

/** Scala beside what the compiler says of it. */
export const scalaErrors: CaseReader = (path, text, beside) => {
  const said = beside(`${/([^/]+)\.scala$/.exec(path)?.[1] ?? ''}.check`) ?? '';
  return /\[E0(?:18|40)\] Syntax Error/.test(said) ? [{ path, text, legal: false }] : [];
};
