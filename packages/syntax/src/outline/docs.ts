import type { Node } from 'web-tree-sitter';

const longest = 2_000;
// Nodes that wrap a definition without being part of its documentation.
const wrapper =
  /^(export_statement|decorated_definition|lexical_declaration|variable_declaration|type_declaration|const_declaration|var_declaration|expression_statement|template_declaration)$/;

/** The comment right before a definition, or the string at the start of its body, without the signs around it. */
export function readDoc(node: Node): string | undefined {
  const outer = outermost(node);
  const text = commentsBefore(outer) ?? docString(node);
  return text === undefined || text === '' ? undefined : text.slice(0, longest);
}

function outermost(node: Node): Node {
  let outer = node;
  for (let parent = node.parent; parent !== null && wrapper.test(parent.type); parent = parent.parent) {
    if (parent.startPosition.row > outer.startPosition.row || !startsWith(parent, outer)) break;
    outer = parent;
  }
  return outer;
}

/** Whether a node is the only definition of its wrapper, so that the comment before the wrapper is its own. */
const startsWith = (parent: Node, node: Node): boolean => {
  const last = parent.namedChild(parent.namedChildCount - 1);
  return last !== null && last.endIndex === node.endIndex;
};

function commentsBefore(node: Node): string | undefined {
  const comments: string[] = [];
  let row = node.startPosition.row;
  let previous = node.previousSibling;
  while (previous !== null && /comment/.test(previous.type) && endRow(previous) >= row - 1) {
    comments.unshift(previous.text);
    row = previous.startPosition.row;
    previous = previous.previousSibling;
  }
  return comments.length === 0 ? undefined : comments.map(withoutSigns).join('\n').trim();
}

/** Last row of a node; a comment that includes its line break ends on the row before. */
const endRow = (node: Node): number =>
  node.endPosition.column === 0 ? node.endPosition.row - 1 : node.endPosition.row;

function withoutSigns(comment: string): string {
  return comment
    .replace(/^\/\*[*!]?|\*\/$/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*(?:\/\/[/!]?|\*|#+|--+|;+)? ?/, '').trimEnd())
    .join('\n')
    .trim();
}

function docString(node: Node): string | undefined {
  const first = node.childForFieldName('body')?.firstNamedChild;
  const string = first?.type === 'expression_statement' ? first.firstNamedChild : first;
  if (string?.type !== 'string') return undefined;
  return string.text.replace(/^\w*("""|'''|"|')|("""|'''|"|')$/g, '').trim();
}
