import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { SourceFile } from './case.ts';

const TEXT = /\.(?:[cm]?[jt]sx?|py|go|rs|java|c|h|cc|cpp|rb|php|css|scss|html|json|ya?ml|md|sh|toml|sql)$/;

/** Real text files below a folder, in a fixed order, of a size that a person edits. */
export function collectSources(folder: string, most: number): SourceFile[] {
  const found: SourceFile[] = [];
  const visit = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      if (found.length >= most) return;
      const child = join(path, entry.name);
      if (entry.isDirectory() && entry.name !== '.git') visit(child);
      else if (entry.isFile() && TEXT.test(entry.name)) add(child);
    }
  };
  const add = (path: string): void => {
    const { size } = statSync(path);
    if (size < 800 || size > 200_000) return;
    const text = readFileSync(path, 'utf8');
    const odd = text.includes('\uFFFD') || text.includes('\0') || /\r|[^\n]{2000}/.test(text);
    if (!odd) found.push({ path: relative(folder, path).replaceAll('\\', '/').replace(/^\.+/, ''), text });
  };
  visit(folder);
  return found;
}
