// Checks our reading of JSON Schema against the official test suite, out of the git repository named on the command
// line (json-schema-org/JSON-Schema-Test-Suite): each schema is either refused, by the name of what cannot be checked, or
// every verdict on its values is the right one.
import { execFileSync } from 'node:child_process';
import type { JsonObject, JsonValue } from '../src/json.ts';
import { isObject, parseJson } from '../src/json.ts';
import { checkJsonSchema, unsupportedKeyword } from '../src/tools/json-schema.ts';
import { printTable } from '../test/print-table.ts';

interface Case {
  readonly description: string;
  readonly schema: JsonValue;
  readonly tests: readonly {
    readonly description: string;
    readonly data: JsonValue;
    readonly valid: boolean;
  }[];
}

const [folder = '.'] = process.argv.slice(2);
const git = (...args: string[]): string =>
  execFileSync('git', ['-C', folder, ...args], { maxBuffer: 2 ** 30 }).toString('utf8');
const files = git('ls-tree', '--name-only', 'HEAD', 'tests/draft2020-12/')
  .split('\n')
  .filter((path) => path.endsWith('.json'));

const wrong: string[] = [];
const refusals = new Map<string, number>();

function judge(file: string, { description, schema, tests }: Case) {
  if (!isObject(schema) && typeof schema !== 'boolean') return { right: 0, refused: 0 };
  const found = isObject(schema) ? (schema as JsonObject) : { allOf: [schema] };
  const keyword = unsupportedKeyword(found);
  if (keyword !== undefined) {
    refusals.set(keyword, (refusals.get(keyword) ?? 0) + tests.length);
    return { right: 0, refused: tests.length };
  }
  const failed = tests.filter(({ data, valid }) => (checkJsonSchema(found, data).length === 0) !== valid);
  wrong.push(...failed.map((test) => `${file}: ${description}: ${test.description}`));
  return { right: tests.length - failed.length, refused: 0 };
}

const rows = files.map((path) => {
  const file = path.split('/').at(-1) ?? '';
  const cases = parseJson(git('show', `HEAD:${path}`)) as unknown as readonly Case[];
  const judged = cases.map((one) => judge(file, one));
  const sum = (name: 'right' | 'refused'): number => judged.reduce((total, one) => total + one[name], 0);
  const tests = cases.reduce((total, one) => total + one.tests.length, 0);
  return {
    file,
    tests,
    right: sum('right'),
    refused: sum('refused'),
    wrong: tests - sum('right') - sum('refused'),
  };
});
printTable(rows);
const total = (name: 'tests' | 'right' | 'refused' | 'wrong'): number =>
  rows.reduce((sum, row) => sum + row[name], 0);
for (const line of wrong) process.stdout.write(`wrong: ${line}\n`);
const why = [...refusals].sort((a, b) => b[1] - a[1]).map(([keyword, tests]) => `${keyword} ${tests}`);
process.stdout.write(
  `\n${total('tests')} verdicts: ${total('right')} right, ${total('refused')} of refused schemas (${why.join(', ')}), ${total('wrong')} wrong\n`,
);
if (total('wrong') > 0 || total('tests') === 0) process.exitCode = 1;
