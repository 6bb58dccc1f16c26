// The estimate of tokens beside the exact count of the o200k vocabulary, on files of git repositories: those named on
// the command line (a checkout or a bare one), or this checkout. `FILES` is the most files per language (default 60).
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { estimateTokens, loadTextCounter } from '../src/tokens/index.ts';
import { printTable } from '../test/print-table.ts';

const LANGUAGES: Readonly<Record<string, string>> = {
  '.c': 'c',
  '.cpp': 'cpp',
  '.cs': 'csharp',
  '.css': 'css',
  '.dart': 'dart',
  '.ex': 'elixir',
  '.go': 'go',
  '.h': 'c',
  '.html': 'html',
  '.java': 'java',
  '.js': 'javascript',
  '.json': 'json',
  '.kt': 'kotlin',
  '.lua': 'lua',
  '.md': 'markdown',
  '.php': 'php',
  '.py': 'python',
  '.rb': 'ruby',
  '.rs': 'rust',
  '.scala': 'scala',
  '.sh': 'shellscript',
  '.swift': 'swift',
  '.tf': 'terraform',
  '.ts': 'typescript',
  '.tsx': 'typescriptreact',
  '.vue': 'vue',
  '.yml': 'yaml',
};
const MOST_FILES = Number(process.env.FILES ?? 60);
const SIZE = { least: 800, most: 60_000 };
/** Files that nobody writes by hand say nothing about code. */
const GENERATED =
  /(^|\/)(node_modules|vendor|dist|fixtures?|testdata|snapshots?|locales?)\/|\.min\.|lock\.json$|-lock\./;

interface Found {
  readonly git: string;
  readonly hash: string;
  readonly language: string;
}

function git(folder: string, args: readonly string[], input?: string): Buffer {
  return execFileSync('git', ['-C', folder, ...args], {
    maxBuffer: 2 ** 30,
    ...(input === undefined ? {} : { input }),
  });
}

/** Files of a repository, in an order that only their content decides. */
function filesOf(folder: string): Found[] {
  const lines = git(folder, ['ls-tree', '-r', '--full-tree', '--long', '-z', 'HEAD'])
    .toString('utf8')
    .split('\0');
  return lines.flatMap((line) => {
    const [, , hash = '', size = '0', path = ''] = /^(\S+) blob (\S+)\s+(\d+)\t(.+)$/s.exec(line)
      ? split(line)
      : [];
    const language = LANGUAGES[extname(path).toLowerCase()];
    const fits = Number(size) >= SIZE.least && Number(size) <= SIZE.most && !GENERATED.test(path);
    return language !== undefined && fits ? [{ git: folder, hash, language }] : [];
  });
}

function split(line: string): string[] {
  const [meta = '', path = ''] = line.split('\t', 2);
  return [...meta.split(/\s+/), path];
}

function sampleOf(found: readonly Found[]): Found[] {
  const rank = ({ hash }: Found): string => createHash('sha1').update(hash).digest('hex');
  return [...found].sort((a, b) => (rank(a) < rank(b) ? -1 : 1)).slice(0, MOST_FILES);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const folders = process.argv.length > 2 ? process.argv.slice(2) : [import.meta.dirname];
const count = await loadTextCounter();
const byLanguage = Object.groupBy(folders.flatMap(filesOf), ({ language }) => language);
const all: number[] = [];
let bad = 0;
const rows = Object.entries(byLanguage)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([language, found = []]) => {
    const texts = sampleOf(found).map((file) =>
      git(file.git, ['cat-file', 'blob', file.hash]).toString('utf8'),
    );
    const pairs = texts.map((text) => [estimateTokens(text, language), count(text)] as const);
    const errors = pairs.map(([estimate, exact]) => Math.abs(estimate / exact - 1));
    const total = (side: 0 | 1): number => pairs.reduce((sum, pair) => sum + pair[side], 0);
    const bias = total(0) / total(1) - 1;
    all.push(...errors);
    if (pairs.length >= 20 && Math.abs(bias) > 0.1) bad += 1;
    const within = errors.filter((error) => error <= 0.1).length / errors.length;
    return {
      language,
      files: texts.length,
      'total off': percent(bias),
      'median off': percent(median(errors)),
      'within 10 %': percent(within),
    };
  });
printTable(rows);
const within = all.filter((error) => error <= 0.1).length / all.length;
process.stdout.write(
  `\n${all.length} files: median off ${percent(median(all))}, within 10 %: ${percent(within)}\n`,
);
if (bad > 0 || within < 0.85) process.exitCode = 1;
