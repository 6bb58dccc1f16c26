import type { Definition } from './definitions.ts';

/** A run of lines that is shown or hidden as one: a whole definition, or what stands between two. */
export interface Segment {
  /** First line, 1-based. */
  readonly startLine: number;
  /** Last line, 1-based and included. */
  readonly endLine: number;
  /** Lines that must be shown with it to understand it: the signatures of the definitions around it. */
  readonly enclosing: readonly number[];
}

/** A definition up to this many lines is never divided. */
const LARGEST_SEGMENT = 60;
/** Longest run of lines outside of definitions. */
const LARGEST_GAP = 30;

interface Node {
  readonly definition: Definition;
  readonly children: Node[];
}

/** Nests definitions by their lines. Those that overlap without nesting, or share a line, lose to the first. */
function nest(definitions: readonly Definition[]): Node[] {
  const roots: Node[] = [];
  const open: Node[] = [];
  for (const definition of definitions) {
    while (open.length > 0 && (open.at(-1)?.definition.endLine ?? 0) < definition.startLine) open.pop();
    const parent = open.at(-1);
    if (parent !== undefined && definition.line <= parent.definition.line) continue;
    if (parent !== undefined && definition.endLine > parent.definition.endLine) continue;
    const node: Node = { definition, children: [] };
    (parent?.children ?? roots).push(node);
    open.push(node);
  }
  return roots;
}

function addGap(out: Segment[], from: number, to: number, enclosing: readonly number[]): void {
  for (let start = from; start <= to; start += LARGEST_GAP) {
    out.push({ startLine: start, endLine: Math.min(to, start + LARGEST_GAP - 1), enclosing });
  }
}

function addNodes(
  out: Segment[],
  nodes: readonly Node[],
  from: number,
  to: number,
  enclosing: readonly number[],
): void {
  let next = from;
  for (const { definition, children } of nodes) {
    const start = Math.max(definition.startLine, next);
    const end = Math.min(definition.endLine, to);
    if (start > end) continue;
    addGap(out, next, start - 1, enclosing);
    const isDivided = end - start + 1 > LARGEST_SEGMENT && children.length > 0;
    if (isDivided) addNodes(out, children, start, end, [...enclosing, definition.line]);
    else out.push({ startLine: start, endLine: end, enclosing });
    next = end + 1;
  }
  addGap(out, next, to, enclosing);
}

/** Divides the lines of a file into segments: each line belongs to exactly one, in file order. */
export function segmentsOf(definitions: readonly Definition[], lineCount: number): Segment[] {
  const out: Segment[] = [];
  addNodes(out, nest(definitions), 1, lineCount, []);
  return out;
}
