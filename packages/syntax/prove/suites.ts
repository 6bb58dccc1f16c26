import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LanguageId } from '../src/index.ts';
import { oracleFor } from './oracles.ts';
import { gitFolder, readBlobs, type StoredFile, storedFiles } from './repository.ts';
import type { CaseReader, SuiteCase } from './suite-readers.ts';
import * as readers from './suite-readers.ts';

/** Files of a repository that are cases of one language. */
interface RepositorySuite {
  readonly name: string;
  readonly repository: string;
  readonly under: string;
  readonly files: RegExp;
  readonly read: CaseReader;
}

const biome = 'biomejs+biome';
const biomeErrors = (parser: string, suite: string, files: RegExp): RepositorySuite => ({
  name: 'Biome',
  repository: biome,
  under: `crates/biome_${parser}_parser/tests/${suite}`,
  files,
  read: readers.allBroken,
});
const babelFixtures = (files: RegExp): RepositorySuite => ({
  name: 'Babel',
  repository: 'babel+babel',
  under: 'packages/babel-parser/test/fixtures',
  files,
  read: readers.babel,
});

const suites: Partial<Record<LanguageId, readonly RepositorySuite[]>> = {
  javascript: [
    {
      name: 'test262',
      repository: 'tc39+test262',
      under: 'test',
      files: /(?<!_FIXTURE)\.js$/,
      read: readers.test262,
    },
    {
      name: 'test262-parser-tests',
      repository: 'tc39+test262-parser-tests',
      under: '',
      files: /^(?:fail|pass)\/.*\.js$/,
      read: readers.byPath(/^pass/),
    },
    biomeErrors('js', 'js_test_suite/error', /\.js$/),
  ],
  jsx: [biomeErrors('js', 'js_test_suite/error', /\.jsx$/)],
  typescript: [
    biomeErrors('js', 'js_test_suite/error', /\.[mc]?ts$/),
    babelFixtures(/fixtures\/typescript\/.*input\.ts$/),
  ],
  tsx: [
    biomeErrors('js', 'js_test_suite/error', /\.tsx$/),
    babelFixtures(/fixtures\/typescript\/.*input\.tsx$/),
  ],
  python: [
    {
      name: 'ruff',
      repository: 'astral-sh+ruff',
      under: 'crates/ruff_python_parser/resources',
      files: /(?:invalid|err)\/.*\.py$/,
      read: readers.ruffErrors,
    },
    {
      name: 'parso',
      repository: 'davidhalter+parso',
      under: 'test',
      files: /failing_examples\.py$/,
      read: readers.parsoExamples,
    },
  ],
  ruby: [
    {
      name: 'prism',
      repository: 'ruby+prism',
      under: 'test/prism/errors',
      files: /\.txt$/,
      read: readers.prismErrors,
    },
  ],
  php: [
    {
      name: 'PHP-Parser',
      repository: 'nikic+PHP-Parser',
      under: 'test/code/parser',
      files: /\.test$/,
      read: readers.phpBlocks,
    },
  ],
  rust: [
    {
      name: 'rust-analyzer',
      repository: 'rust-lang+rust-analyzer',
      under: 'crates/parser/test_data/parser',
      files: /\/err\/.*\.rs$/,
      read: readers.allBroken,
    },
  ],
  json: [
    {
      name: 'JSONTestSuite',
      repository: 'nst+JSONTestSuite',
      under: 'test_parsing',
      files: /\/[ny]_.*\.json$/,
      read: readers.byPath(/\/y_/),
    },
  ],
  toml: [
    {
      name: 'toml-test',
      repository: 'toml-lang+toml-test',
      under: 'tests',
      files: /\/(?:invalid|valid)\/.*\.toml$/,
      read: readers.byPath(/\/valid\//),
    },
  ],
  yaml: [
    {
      name: 'yaml-test-suite',
      repository: 'yaml+yaml-test-suite',
      under: 'src',
      files: /\.yaml$/,
      read: readers.yamlCases,
    },
  ],
  css: [biomeErrors('css', 'css_test_suite/error', /error\/(?!scss|tailwind).*\.css$/)],
  scss: [
    {
      name: 'sass-spec',
      repository: 'sass+sass-spec',
      under: 'spec',
      files: /\.hrx$/,
      read: readers.sassArchive,
    },
    biomeErrors('css', 'css_test_suite/error/scss', /\.scss$/),
  ],
  html: [biomeErrors('html', 'html_specs/error', /error\/(?!svelte|vue|astro|angular).*\.html$/)],
  svelte: [biomeErrors('html', 'html_specs/error/svelte', /\.svelte$/)],
  vue: [biomeErrors('html', 'html_specs/error/vue', /\.vue$/)],
  scala: [
    {
      name: 'scala3',
      repository: 'scala+scala3',
      under: 'tests/neg',
      files: /\.scala$/,
      read: readers.scalaErrors,
    },
  ],
  dockerfile: [
    {
      name: 'buildkit',
      repository: 'moby+buildkit',
      under: 'frontend/dockerfile/parser',
      files: /testfiles(?:-negative)?\/.*Dockerfile$/,
      read: readers.byPath(/testfiles\//),
    },
  ],
};

/** A suite with its cases. */
export interface Suite {
  readonly name: string;
  readonly cases: readonly SuiteCase[];
}

/**
 * The public suites of a language.
 *
 * @param mirror A folder of repositories, each in a folder `<owner>+<name>`; those that are not there are left out.
 */
export function suitesOf(language: LanguageId, mirror: string | undefined): Suite[] {
  const stored = (mirror === undefined ? [] : (suites[language] ?? [])).flatMap((suite) => {
    const folder = gitFolder(join(mirror ?? '', suite.repository));
    return folder === undefined ? [] : [{ name: suite.name, cases: readSuite(suite, folder) }];
  });
  return [...stored, ...installedSuites(language)].filter(({ cases }) => cases.length > 0);
}

/** Repositories that hold texts which are broken on purpose. */
export const suiteRepositories: ReadonlySet<string> = new Set(
  Object.values(suites).flatMap((all) => all.map(({ repository }) => repository)),
);

function readSuite({ under, files, read }: RepositorySuite, folder: string): SuiteCase[] {
  const stored = storedFiles(folder, under);
  const blobs = new Map(stored.map(({ path, blob }) => [path, blob]));
  const beside = (path: string) => (name: string) => {
    const blob = blobs.get(join(dirname(path), name));
    return blob === undefined ? undefined : readBlobs(folder, [blob])[0];
  };
  const wanted = stored.filter(({ path }) => files.test(path));
  const texts = readBlobs(
    folder,
    wanted.map(({ blob }: StoredFile) => blob),
  );
  return wanted.flatMap(({ path }, at) => {
    const text = texts[at];
    return text === undefined ? [] : read(path, text, beside(path));
  });
}

/** Suites that come with the compilers of this machine, as far as those themselves reject the texts. */
function installedSuites(language: LanguageId): Suite[] {
  if (language === 'go') return [{ name: 'go/test', cases: onlyBroken('go', goFiles()) }];
  if (language === 'python') return [{ name: 'CPython', cases: onlyBroken('python', pythonDoctests()) }];
  return [];
}

function onlyBroken(language: LanguageId, cases: readonly SuiteCase[]): SuiteCase[] {
  const verdicts = oracleFor(language)?.(cases.map(({ text }) => text)) ?? [];
  return cases.filter((_, at) => verdicts[at] === false);
}

function goFiles(): SuiteCase[] {
  const root = spawnSync('go', ['env', 'GOROOT']).stdout?.toString().trim();
  if (!root) return [];
  const paths = ['test/**/*.go', 'src/go/parser/testdata/**/*.{go,src,go2}', 'src/**/testdata/**/*.go'];
  return globSync(paths, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({
      path: path.replace(/\.\w+$/, '.go'),
      text: readFileSync(path, 'utf8'),
      legal: false,
    }));
}

/** Examples in the doctests of CPython that are to raise a syntax error. */
const readDoctests = `
import ast, doctest, json, os, sysconfig
path = os.path.join(sysconfig.get_path('stdlib'), 'test', 'test_syntax.py')
text = open(path).read() if os.path.exists(path) else ''
examples = doctest.DocTestParser().get_examples(ast.get_docstring(ast.parse(text)) or '')
print(json.dumps([one.source for one in examples if one.exc_msg and one.exc_msg.startswith('SyntaxError')]))`;

function pythonDoctests(): SuiteCase[] {
  const run = spawnSync('python3', ['-c', readDoctests]);
  if (run.status !== 0) return [];
  const sources: readonly string[] = JSON.parse(run.stdout.toString());
  return sources.map((text, at) => ({ path: `test_syntax_${at}.py`, text, legal: false }));
}
