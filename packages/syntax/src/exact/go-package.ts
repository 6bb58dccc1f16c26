import { type Finding, tokenAt } from '../finding.ts';

const before = /(?:\s|\uFEFF|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;

/** The lack of a package clause, without which a formatter and a grammar take a text of Go for a fragment. */
export function findMissingPackage(text: string): Finding[] {
  before.lastIndex = 0;
  const start = before.exec(text)?.[0].length ?? 0;
  if (/^package\s+[\p{L}_]/u.test(text.slice(start, start + 200))) return [];
  const { start: from, end, name } = tokenAt(text, start);
  return [{ start: from, end, code: 'missing-package', message: `expected \`package\`, found ${name}` }];
}
