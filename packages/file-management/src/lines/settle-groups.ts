/** A run of changed lines, possibly empty; between two groups stands exactly one unchanged line. */
interface Group {
  start: number;
  end: number;
}

/**
 * Moves each group of changed lines, where equal lines leave a choice, to one place that does not depend on
 * the search: next to a change of the other side if there is one, else as far down as it goes. Groups that
 * touch on the way become one. It is the rule by which git places changes, and so decides with git whether
 * two changes of a merge touch.
 */
export function settleGroups(lines: readonly string[], changed: Uint8Array, other: Uint8Array): void {
  const group: Group = { start: 0, end: endOfGroup(changed, 0) };
  const facing: Group = { start: 0, end: endOfGroup(other, 0) };
  for (;;) {
    if (group.end > group.start) settle(lines, changed, other, group, facing);
    if (group.end >= changed.length) return;
    moveDown(group, changed);
    moveDown(facing, other);
  }
}

function settle(
  lines: readonly string[],
  changed: Uint8Array,
  other: Uint8Array,
  group: Group,
  facing: Group,
): void {
  let aligned: number;
  let highest: number;
  let size: number;
  do {
    size = group.end - group.start;
    while (slideUp(lines, changed, group)) moveUp(facing, other);
    highest = group.end;
    aligned = facing.end > facing.start ? group.end : -1;
    while (slideDown(lines, changed, group)) {
      moveDown(facing, other);
      if (facing.end > facing.start) aligned = group.end;
    }
  } while (size !== group.end - group.start);
  if (group.end === highest || aligned === -1) return;
  while (facing.end === facing.start && slideUp(lines, changed, group)) moveUp(facing, other);
}

function slideUp(lines: readonly string[], changed: Uint8Array, group: Group): boolean {
  if (group.start === 0 || lines[group.start - 1] !== lines[group.end - 1]) return false;
  changed[--group.start] = 1;
  changed[--group.end] = 0;
  group.start = startOfGroup(changed, group.start);
  return true;
}

function slideDown(lines: readonly string[], changed: Uint8Array, group: Group): boolean {
  if (group.end === lines.length || lines[group.start] !== lines[group.end]) return false;
  changed[group.start++] = 0;
  changed[group.end++] = 1;
  group.end = endOfGroup(changed, group.end);
  return true;
}

function moveUp(group: Group, changed: Uint8Array): void {
  group.end = group.start - 1;
  group.start = startOfGroup(changed, group.end);
}

function moveDown(group: Group, changed: Uint8Array): void {
  group.start = group.end + 1;
  group.end = endOfGroup(changed, group.start);
}

function startOfGroup(changed: Uint8Array, from: number): number {
  let at = from;
  while (at > 0 && changed[at - 1] === 1) at--;
  return at;
}

function endOfGroup(changed: Uint8Array, from: number): number {
  let at = from;
  while (at < changed.length && changed[at] === 1) at++;
  return at;
}
