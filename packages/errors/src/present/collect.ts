import type { ErrorCatalogue } from '../catalogue.ts';
import type { ErrorEntry } from '../entry.ts';
import { ownError } from '../raise.ts';

/**
 * Joins catalogues into one table of codes. The same catalogue may appear twice.
 * @throws EC_ERRORS_BAD_CATALOGUE naming every code that two of them declare.
 */
export function collectCatalogues(catalogues: readonly ErrorCatalogue[]): ReadonlyMap<string, ErrorEntry> {
  const table = new Map<string, ErrorEntry>();
  const problems: string[] = [];
  for (const { entries } of new Set(catalogues)) {
    for (const [code, entry] of Object.entries(entries)) {
      if (table.has(code)) problems.push(`${code} is declared twice`);
      table.set(code, entry);
    }
  }
  const area = [...new Set(catalogues.map((catalogue) => catalogue.area))].join(', ');
  if (problems.length > 0) throw ownError('EC_ERRORS_BAD_CATALOGUE', { area, problems });
  return table;
}
