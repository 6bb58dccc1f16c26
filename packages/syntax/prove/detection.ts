// Prints, per language and kind of damage, how many damaged copies of real files each layer notices.
// Python copies that the interpreter accepts are left out; other languages have no oracle here, so damage
// that stays legal (a bracket in a comment) counts as missed.
// node --conditions=@enhanced-code/source prove/detection.ts [--most 30] <folder>...
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { createSyntax, type LanguageId } from '../src/index.ts';
import { type CorpusFile, readCorpus } from './corpus.ts';
import { damaged, damages } from './mutants.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { most: { type: 'string', default: '30' }, only: { type: 'string' } },
});

const compilePython = `import ast, json, sys
def legal(text):
    try:
        ast.parse(text)
        return True
    except Exception:
        return False
print(json.dumps([legal(text) for text in json.load(sys.stdin)]))`;

/** Which of the texts the interpreter of the machine accepts; none where it is missing. */
function legalPython(texts: readonly string[]): boolean[] {
  const run = spawnSync('python3', ['-c', compilePython], { input: JSON.stringify(texts), maxBuffer: 1e9 });
  return run.status === 0 ? JSON.parse(run.stdout.toString()) : texts.map(() => false);
}

interface Tally {
  made: number;
  found: number;
  baseline: number;
}

await using full = createSyntax();
await using treeOnly = createSyntax({ exactParsers: false });

async function tally(language: LanguageId, files: readonly CorpusFile[]): Promise<Map<string, Tally>> {
  const tallies = new Map(Object.keys(damages).map((kind) => [kind, { made: 0, found: 0, baseline: 0 }]));
  for (const [at, { path, text }] of files.entries()) {
    const copies = damaged(text, at + 1);
    const legal = language === 'python' ? legalPython(copies.map((copy) => copy.text)) : [];
    for (const [number, copy] of copies.entries()) {
      const entry = tallies.get(copy.kind);
      if (entry === undefined || legal[number] === true) continue;
      const { status } = await full.compare(path, text, copy.text);
      const tree = await treeOnly.check(path, copy.text);
      entry.made += 1;
      entry.found += status === 'errors' ? 1 : 0;
      entry.baseline += tree.diagnostics.some(({ source }) => source === 'tree-sitter') ? 1 : 0;
    }
  }
  return tallies;
}

const folders = positionals.length > 0 ? positionals : ['../../node_modules/.pnpm'];
const corpus = await readCorpus(folders, Number(values.most), 2);
const kinds = Object.keys(damages);
process.stdout.write(
  `found by this package / by plain tree-sitter / made\n${''.padEnd(11)}${kinds.map((kind) => kind.padStart(17)).join('')}\n`,
);
for (const [language, files] of [...corpus].sort()) {
  if (values.only !== undefined && !values.only.split(',').includes(language)) continue;
  const first = files[0];
  if (first === undefined || (await full.check(first.path, first.text)).status === 'unsupported') continue;
  const tallies = await tally(language, files);
  const cells = kinds.map((kind) => {
    const { found, baseline, made } = tallies.get(kind) ?? { found: 0, baseline: 0, made: 0 };
    return `${found}/${baseline}/${made}`.padStart(17);
  });
  process.stdout.write(`${language.padEnd(11)}${cells.join('')}\n`);
}
