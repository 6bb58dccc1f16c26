import type { Position } from '../types.ts';
import type { Definition, Outline } from './outline-types.ts';

/**
 * The definitions that a position lies in, outermost first: its scope. The last one is the nearest.
 *
 * @param outline What `outline` said of the text.
 * @param position A place in that text, 0-based.
 */
export function scopeAt(outline: Outline, position: Position): readonly Definition[] {
  return outline.definitions.filter(
    ({ range }) => !isBefore(position, range.start) && isBefore(position, range.end),
  );
}

const isBefore = (left: Position, right: Position): boolean =>
  left.line < right.line || (left.line === right.line && left.character < right.character);
