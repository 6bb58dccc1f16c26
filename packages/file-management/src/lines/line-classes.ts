/** How often the other side has a line: never, now and then, or so often that it tells little. */
const NEVER = 0;
const FREQUENT = 2;

/** However large a text is, a line that the other side has this often counts as frequent; git's number. */
const MOST = 1024;
/** Lines to either side that are looked at around a frequent line; git's number. */
const WINDOW = 100;
/** A frequent line is left out where lines without a partner outweigh frequent ones by this factor; git's number. */
const OUTWEIGH = 4;

/** Tells for each line of a part how often the other side has it: 0 never, 1 seldom, 2 frequently. */
export function classifyLines(
  lines: Int32Array,
  other: Int32Array,
  numbers: number,
  part: { readonly from: number; readonly to: number },
  frequent: number,
): Uint8Array {
  const counts = new Uint32Array(numbers);
  for (const line of other) counts[line] = (counts[line] as number) + 1;
  const bound = Math.min(frequent, MOST);
  const classes = new Uint8Array(part.to - part.from);
  for (let at = part.from; at < part.to; at++) {
    const count = counts[lines[at] as number] as number;
    classes[at - part.from] = count === 0 ? NEVER : count >= bound ? FREQUENT : 1;
  }
  return classes;
}

/** Whether the other side lacks a line at all; where it does not, every line takes part. */
export function someAreNever(classes: Uint8Array): boolean {
  return classes.includes(NEVER);
}

/**
 * Whether git lets a line take part in the search for a script: not if the other side never has it, and not if
 * it is frequent and stands among lines that the other side never has.
 */
export function isWorthComparing(classes: Uint8Array, at: number): boolean {
  if (classes[at] !== FREQUENT) return classes[at] !== NEVER;
  const before = runFrom(classes, at, -1);
  if (before.never === 0) return true;
  const after = runFrom(classes, at, 1);
  if (after.never === 0) return true;
  const never = before.never + after.never;
  // The line itself counts on both sides, as it does in git.
  const frequent = before.frequent + after.frequent + 2;
  return frequent * OUTWEIGH >= frequent + never;
}

/** Counts the lines next to a place up to the first one that is seldom. */
function runFrom(classes: Uint8Array, at: number, step: 1 | -1): { never: number; frequent: number } {
  const run = { never: 0, frequent: 0 };
  for (let distance = 1; distance <= WINDOW; distance++) {
    const kind = classes[at + step * distance];
    if (kind === NEVER) run.never++;
    else if (kind === FREQUENT) run.frequent++;
    else break;
  }
  return run;
}
