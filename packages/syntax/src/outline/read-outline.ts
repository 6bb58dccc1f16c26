import type { Node, Query, Tree } from 'web-tree-sitter';
import type { LineIndex } from '../line-index.ts';
import { readDoc } from './docs.ts';
import type { Definition, DefinitionKind, ImportTarget, Reference, ReferenceKind } from './outline-types.ts';

/** What a query found in a tree. */
export interface Tags {
  readonly definitions: readonly Definition[];
  readonly references: readonly Reference[];
  readonly imports: readonly ImportTarget[];
}

interface Tag {
  readonly kind: DefinitionKind;
  readonly node: Node;
  readonly name: Node;
}

// When several patterns fit one name, the kind that says more wins.
const weight: Partial<Record<string, number>> = {
  type: 1,
  variable: 1,
  class: 3,
  field: 2,
  function: 3,
  'ref.name': 0,
  'ref.type': 1,
};

/** When reading has to end. */
export interface ReadingTime {
  /** Whether no time is left. */
  isLate(): boolean;
  /** Throws when no time is left. */
  demand(): void;
}

/** Runs a tag query and sorts what it captures into definitions, references and imports. */
export function readTags(tree: Tree, query: Query, text: string, lines: LineIndex, time: ReadingTime): Tags {
  const tags = new Map<number, Tag>();
  const uses = new Map<number, { kind: ReferenceKind; node: Node }>();
  const imports: ImportTarget[] = [];
  // What a query has found when it is stopped is not all, so that is no answer.
  const matches = query.matches(tree.rootNode, { progressCallback: time.isLate });
  for (const { captures } of matches) {
    time.demand();
    const id = captures.find((capture) => capture.name === 'id')?.node;
    for (const { name: label, node } of captures) {
      if (label === 'import') imports.push(importTarget(node, lines));
      else if (label.startsWith('ref.')) keepUse(uses, label, node);
      else if (label !== 'id' && !label.startsWith('_')) {
        const name = id ?? node.childForFieldName('name');
        if (name !== null) keepTag(tags, label, node, name);
      }
    }
  }
  const definitions = toDefinitions([...tags.values()], text, lines, time);
  return { definitions, references: toReferences(uses, tags, lines), imports: inOrder(imports) };
}

function keepTag(tags: Map<number, Tag>, label: string, node: Node, name: Node): void {
  const known = tags.get(name.startIndex);
  if (known !== undefined && (weight[known.kind] ?? 4) >= (weight[label] ?? 4)) return;
  tags.set(name.startIndex, { kind: label as DefinitionKind, node, name });
}

function keepUse(uses: Map<number, { kind: ReferenceKind; node: Node }>, label: string, node: Node): void {
  const known = uses.get(node.startIndex);
  if (known !== undefined && (weight[`ref.${known.kind}`] ?? 2) >= (weight[label] ?? 2)) return;
  uses.set(node.startIndex, { kind: label.slice('ref.'.length) as ReferenceKind, node });
}

function toReferences(
  uses: ReadonlyMap<number, { kind: ReferenceKind; node: Node }>,
  tags: ReadonlyMap<number, Tag>,
  lines: LineIndex,
): Reference[] {
  const found: Reference[] = [];
  for (const [start, { kind, node }] of uses) {
    if (tags.has(start)) continue;
    found.push({ kind, name: node.text, range: lines.range(start, node.endIndex) });
  }
  return inOrder(found);
}

/** Definitions with the names of those around them; a definition lies within another or beside it. */
function toDefinitions(tags: Tag[], text: string, lines: LineIndex, time: ReadingTime): Definition[] {
  tags.sort(
    (left, right) => left.node.startIndex - right.node.startIndex || right.node.endIndex - left.node.endIndex,
  );
  const around: Tag[] = [];
  return tags.map((tag) => {
    time.demand();
    while (around.length > 0 && (around.at(-1)?.node.endIndex ?? 0) < tag.node.endIndex) around.pop();
    const containers = around.map((outer) => outer.name.text);
    around.push(tag);
    return toDefinition(tag, containers, text, lines);
  });
}

function toDefinition(tag: Tag, containers: readonly string[], text: string, lines: LineIndex): Definition {
  const doc = readDoc(tag.node);
  return {
    kind: tag.kind,
    name: tag.name.text,
    range: lines.range(tag.node.startIndex, tag.node.endIndex),
    nameRange: lines.range(tag.name.startIndex, tag.name.endIndex),
    signature: signatureOf(tag, text, lines),
    containers,
    ...(doc === undefined ? {} : { doc }),
  };
}

/** The lines from the start of the definition to its name, without what stands before it on its line. */
function signatureOf({ node, name }: Tag, text: string, lines: LineIndex): string {
  const nameLine = lines.lineAt(name.startIndex);
  const far = name.startIndex - node.startIndex > 200;
  const from = far ? lines.startOf(nameLine) : withModifiers(node, text, lines);
  const signature = text.slice(from, Math.min(lines.startOf(nameLine + 1), from + 600));
  return signature
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\s*[{:]$/, '')
    .slice(0, 200);
}

/** Where the line of a node starts, if only words such as `export` stand before the node. */
function withModifiers(node: Node, text: string, lines: LineIndex): number {
  const start = lines.startOf(lines.lineAt(node.startIndex));
  return /^[\w\s]*$/.test(text.slice(start, node.startIndex)) ? start : node.startIndex;
}

function importTarget(node: Node, lines: LineIndex): ImportTarget {
  const target = node.text.replace(/^import\s+|^["'`<]|["'`>]$/g, '');
  return { target, range: lines.range(node.startIndex, node.endIndex) };
}

function inOrder<Placed extends { readonly range: Reference['range'] }>(items: Placed[]): Placed[] {
  return items.sort(
    (left, right) =>
      left.range.start.line - right.range.start.line ||
      left.range.start.character - right.range.start.character,
  );
}
