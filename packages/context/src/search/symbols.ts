import { definitionsIn, type FileRecord } from '../index/file-record.ts';
import type { Definition } from '../text/definitions.ts';
import { splitIdentifier } from '../text/split-identifier.ts';

/** A definition whose name resembles a query. */
export interface FoundSymbol {
  readonly record: FileRecord;
  readonly definition: Definition;
  /** 0 for the same name; the larger, the less alike. */
  readonly distance: number;
}

const EXACT = 0;
const OTHER_CASE = 1;
const PREFIX = 2;
const INSIDE = 3;
const SAME_PARTS = 4;

/** How far a name is from a query, or `undefined` when they have nothing in common. */
function distanceOf(
  name: string,
  query: string,
  lower: string,
  parts: readonly string[],
): number | undefined {
  if (name === query) return EXACT;
  const lowerName = name.toLowerCase();
  if (lowerName === lower) return OTHER_CASE;
  if (lowerName.startsWith(lower)) return PREFIX;
  if (lowerName.includes(lower)) return INSIDE;
  const own = new Set(splitIdentifier(name));
  return parts.length > 1 && parts.every((part) => own.has(part)) ? SAME_PARTS : undefined;
}

/** Definitions that resemble a query, the most alike first, else in the order of the files. */
export function findSymbols(records: readonly FileRecord[], query: string): FoundSymbol[] {
  const lower = query.toLowerCase();
  const parts = splitIdentifier(query);
  const found: FoundSymbol[] = [];
  for (const record of records) {
    for (const definition of definitionsIn(record)) {
      const distance = distanceOf(definition.name, query, lower, parts);
      if (distance !== undefined) found.push({ record, definition, distance });
    }
  }
  return found.sort((left, right) => left.distance - right.distance);
}
