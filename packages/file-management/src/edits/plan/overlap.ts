import type { TextSpan } from '../edit-plan.ts';

/**
 * The first of some sorted replacements that gets in the way of the one before it. Replacements may touch;
 * two insertions at one place may not, since nothing says which comes first.
 */
export function findOverlap(spans: readonly TextSpan[]): TextSpan | undefined {
  return spans.find((span, at) => {
    const before = spans[at - 1];
    if (before === undefined) return false;
    const bothInsert = before.start === before.end && span.start === span.end;
    return span.start < before.end || (bothInsert && span.start === before.start);
  });
}
