/** A construct that a grammar does not know, and what it knows that may stand there. */
export interface StandIn {
  /** Finds the construct; global, and never a line break that `stand` would not keep. */
  readonly pattern: RegExp;
  /** Text that takes its place; blanks fill it up to the length of what was found. */
  readonly stand: string | ((found: string) => string);
}

/**
 * Replaces constructs by their stand-ins, so that every other sign keeps its place.
 *
 * @param opaque Finds comments and strings; what begins inside one is left as it is.
 */
export function replaceConstructs(text: string, opaque: RegExp, standIns: readonly StandIn[]): string {
  const hidden = [...text.matchAll(opaque)].map(
    ({ 0: found, index }) => [index, index + found.length] as const,
  );
  return standIns.reduce((now, { pattern, stand }) => {
    let span = 0;
    let end = 0;
    let result = '';
    for (const { 0: found, index } of now.matchAll(pattern)) {
      while ((hidden[span]?.[1] ?? Number.POSITIVE_INFINITY) <= index) span += 1;
      if ((hidden[span]?.[0] ?? Number.POSITIVE_INFINITY) < index) continue;
      const put = typeof stand === 'string' ? stand : stand(found);
      result += now.slice(end, index) + filled(put, found);
      end = index + found.length;
    }
    return result + now.slice(end);
  }, text);
}

/** A text followed by blanks in place of the rest of another one, with the line breaks of that. */
export function filled(stand: string, replaced: string): string {
  return stand + blanks(replaced.slice(stand.length));
}

/** Blanks in place of every sign but line breaks. */
export function blanks(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}

/** A text in which each sign of a kind is another one. */
export const swapped =
  (signs: RegExp, other: string) =>
  (found: string): string =>
    found.replace(signs, other);
