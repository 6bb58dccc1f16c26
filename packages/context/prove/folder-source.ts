// A plain folder as a source, for proofs and benchmarks. A workspace brings its own, with ignore rules.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type ContextSource, gitHistory, type SourceFile } from '../src/index.ts';

const SKIPPED = new Set(['.git', 'node_modules']);

function walk(root: string, folder: string, out: SourceFile[]): void {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!SKIPPED.has(entry.name)) walk(root, path, out);
    } else if (entry.isFile()) {
      const { size, mtimeMs } = statSync(join(root, path));
      out.push({ path, size, mtimeMs });
    }
  }
}

/** All files of a folder except `.git` and `node_modules`, with or without the history of its repository. */
export function folderSource(root: string, withHistory: boolean): ContextSource {
  return {
    ...(withHistory ? { history: gitHistory(root) } : {}),
    async list() {
      const files: SourceFile[] = [];
      walk(root, '', files);
      return files;
    },
    async read(path) {
      const bytes = readFileSync(join(root, path));
      return bytes.includes(0) ? undefined : bytes.toString('utf8');
    },
  };
}
