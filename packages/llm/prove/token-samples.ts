// Texts of files of git repositories with their exact count of tokens by the o200k vocabulary.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { basename, dirname, extname } from 'node:path';
import { loadTextCounter } from '../src/tokens/index.ts';

/** A file of a repository. */
export interface TextSample {
  /** Which half of the repositories it is of, 0 or 1, by a hash of the repository's name. */
  readonly half: number;
  readonly language: string;
  readonly text: string;
  /** Its tokens. */
  readonly exact: number;
}

const LANGUAGES: Readonly<Record<string, string>> = {
  '.c': 'c',
  '.cc': 'cpp',
  '.cpp': 'cpp',
  '.hpp': 'cpp',
  '.cs': 'csharp',
  '.css': 'css',
  '.dart': 'dart',
  '.ex': 'elixir',
  '.exs': 'elixir',
  '.go': 'go',
  '.h': 'c',
  '.html': 'html',
  '.java': 'java',
  '.js': 'javascript',
  '.jsx': 'javascriptreact',
  '.mjs': 'javascript',
  '.json': 'json',
  '.kt': 'kotlin',
  '.lua': 'lua',
  '.md': 'markdown',
  '.php': 'php',
  '.py': 'python',
  '.rb': 'ruby',
  '.rs': 'rust',
  '.scala': 'scala',
  '.scss': 'scss',
  '.sh': 'shellscript',
  '.sql': 'sql',
  '.svelte': 'svelte',
  '.swift': 'swift',
  '.tf': 'terraform',
  '.toml': 'toml',
  '.ts': 'typescript',
  '.tsx': 'typescriptreact',
  '.vue': 'vue',
  '.yaml': 'yaml',
  '.yml': 'yaml',
};

/** The most files of one language in one repository. */
const MOST_FILES = Number(process.env.FILES ?? 40);
const SIZE = { least: 800, most: 60_000 };
/** Files that nobody writes by hand say nothing about code. */
const GENERATED =
  /(^|\/)(node_modules|vendor|dist|fixtures?|testdata|snapshots?|locales?)\/|\.min\.|lock\.json$|-lock\./;

interface Found {
  readonly hash: string;
  readonly language: string;
}

function git(folder: string, args: readonly string[], input?: string): Buffer {
  const options = { maxBuffer: 2 ** 30, ...(input === undefined ? {} : { input }) };
  return execFileSync('git', ['-C', folder, ...args], options);
}

/** Files of a repository, in an order that only their content decides. */
function filesOf(folder: string): Found[] {
  const lines = git(folder, ['ls-tree', '-r', '--full-tree', '--long', '-z', 'HEAD'])
    .toString('utf8')
    .split('\0');
  const found = lines.flatMap((line) => {
    const [, hash = '', size = '0', path = ''] = /^\S+ blob (\S+)\s+(\d+)\t(.+)$/s.exec(line) ?? [];
    const language = LANGUAGES[extname(path).toLowerCase()];
    const fits = Number(size) >= SIZE.least && Number(size) <= SIZE.most && !GENERATED.test(path);
    return language !== undefined && fits ? [{ hash, language }] : [];
  });
  const byLanguage = Object.groupBy(found, ({ language }) => language);
  return Object.values(byLanguage).flatMap((files = []) =>
    [...files].sort((a, b) => (a.hash < b.hash ? -1 : 1)).slice(0, MOST_FILES),
  );
}

/** The texts of files, read by one process. */
function textsOf(folder: string, files: readonly Found[]): string[] {
  const list = files.map(({ hash }) => `${hash}\n`).join('');
  const output = git(folder, ['cat-file', '--batch'], list);
  let at = 0;
  return files.map(() => {
    const lineEnd = output.indexOf(10, at);
    const size = Number(output.subarray(at, lineEnd).toString('utf8').split(' ')[2]);
    at = lineEnd + 1 + size + 1;
    return output.subarray(lineEnd + 1, lineEnd + 1 + size).toString('utf8');
  });
}

/** A bare repository in a folder of its own is named by that folder. */
function halfOf(folder: string): number {
  const name = basename(folder) === 'repo' ? basename(dirname(folder)) : basename(folder);
  return (createHash('sha1').update(name).digest()[0] ?? 0) % 2;
}

/** Files of these repositories, checkouts or bare ones; without any, of this checkout. */
export async function sampleTexts(folders: readonly string[]): Promise<TextSample[]> {
  const count = await loadTextCounter();
  return (folders.length > 0 ? folders : [import.meta.dirname]).flatMap((folder) => {
    const files = filesOf(folder);
    const half = halfOf(folder);
    return textsOf(folder, files).flatMap((text, index) => {
      const language = files[index]?.language ?? '';
      return text.includes('\uFFFD') ? [] : [{ half, language, text, exact: count(text) }];
    });
  });
}
