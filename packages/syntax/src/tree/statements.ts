import type { Node, Tree } from 'web-tree-sitter';
import type { LanguageId } from '../detect/languages.ts';

/** A stretch of text that begins with a statement and ends where the next one begins. */
interface Part {
  /** Start of its first line, in UTF-16 code units. */
  start: number;
  /** Column of its statement: 0, or that of the body of a class. */
  readonly column: number;
}

/** A part of a text that was edited, to be parsed alone. */
export interface EditedPart {
  readonly start: number;
  readonly end: number;
  /** The part, in a class of its own where it stands in one, so that its indentation counts from there. */
  readonly text: string;
}

const aroundBody = 'class A:\n';

/**
 * Whether the grammar reads edited texts of a language to their end. In Python blocks end with tokens of no
 * length; the runtime looks for what can be kept at the place of the first of them, finds the scanner in
 * another state there, and gives up the tree of the next statement, and so on to the end of the text.
 */
export const isReadInParts = (language: LanguageId): boolean => language === 'python';

/**
 * The statements of a valid text, and of its classes, each of which is valid alone. While the one that was
 * edited still is, so is the whole text.
 */
export class Statements {
  #parts: Part[];
  #edited: number | undefined;

  /** @param tree Of the whole text, without errors. */
  constructor(tree: Tree, text: string) {
    this.#parts = partsOf(statementsOf(tree.rootNode.namedChildren), text, 0);
  }

  /** Tells of an edit; parts that it touches become one. */
  edit(start: number, end: number, inserted: number): void {
    const first = Math.min(this.#at(start - 1), this.#edited ?? this.#parts.length);
    const last = Math.max(this.#at(end), this.#edited ?? 0);
    this.#parts.splice(first + 1, last - first);
    for (const part of this.#parts.slice(first + 1)) part.start += inserted - (end - start);
    this.#edited = first;
  }

  /** The part that was edited since the last one that was found valid; undefined when nothing was. */
  edited(text: string): EditedPart | undefined {
    if (this.#edited === undefined) return undefined;
    const start = this.#parts[this.#edited]?.start ?? 0;
    const end = this.#parts[this.#next(this.#edited)]?.start ?? text.length;
    const around = this.#columnOf(this.#edited) > 0 ? aroundBody : '';
    return { start, end, text: around + text.slice(start, end) };
  }

  /**
   * Takes the tree of the edited part for that of a valid text.
   *
   * @returns Whether the whole text is valid with it.
   */
  accept(tree: Tree, part: EditedPart, isLast: boolean): boolean {
    if (this.#edited === undefined || tree.rootNode.hasError) return false;
    const endsItself = isLast || /(?<!\\\r?)\n$/.test(part.text);
    const column = this.#columnOf(this.#edited);
    const next = this.#next(this.#edited);
    const [first, ...others] = tree.rootNode.namedChildren;
    const statements = [...(first === undefined ? [] : column > 0 ? bodyOf(first) : [first]), ...others];
    if (!endsItself || !keepsColumns(statements, column, this.#columnOf(next))) return false;
    const shift = part.start - (column > 0 ? aroundBody.length : 0);
    const fresh = partsOf(statementsOf(statements), part.text, shift);
    this.#parts.splice(this.#edited, next - this.#edited, { start: part.start, column }, ...fresh.slice(1));
    this.#edited = undefined;
    return true;
  }

  #columnOf(index: number): number {
    return this.#parts[index]?.column ?? 0;
  }

  /** The index after a part; a class is followed by what follows its body. */
  #next(index: number): number {
    let next = index + 1;
    while (this.#columnOf(index) === 0 && this.#columnOf(next) > 0) next += 1;
    return next;
  }

  /** The part that holds an offset. */
  #at(offset: number): number {
    return Math.max(
      0,
      this.#parts.findLastIndex(({ start }) => start <= offset),
    );
  }
}

/** Statements, each class followed by those of its body. */
const statementsOf = (nodes: readonly Node[]): Node[] => nodes.flatMap((node) => [node, ...bodyOf(node)]);

function partsOf(nodes: readonly Node[], text: string, shift: number): Part[] {
  const parts = nodes.flatMap((node): Part[] => {
    const { column } = node.startPosition;
    const start = node.startIndex - column;
    const isFirst = text.slice(start, node.startIndex).trim() === '';
    return isFirst && node.type !== 'comment' ? [{ start: start + shift, column }] : [];
  });
  // What stands before the first statement belongs to it.
  return [{ start: shift, column: 0 }, ...parts.slice(1)];
}

/** The statements of a class. */
function bodyOf(node: Node): readonly Node[] {
  const definition = node.type === 'decorated_definition' ? node.childForFieldName('definition') : node;
  if (definition?.type !== 'class_definition') return [];
  return definition.childForFieldName('body')?.namedChildren ?? [];
}

/** Whether all statements begin at a column, or end with outer ones that only an outer one follows. */
function keepsColumns(statements: readonly Node[], column: number, columnAfter: number): boolean {
  let now = column;
  let row = -1;
  const isKept = statements.every((node) => {
    const { row: nodeRow, column: nodeColumn } = node.startPosition;
    const follows = nodeRow === row;
    row = node.endPosition.row;
    if (follows || node.type === 'comment') return true;
    if (nodeColumn === 0) now = 0;
    return nodeColumn === now;
  });
  return isKept && (now === column || columnAfter === 0);
}
