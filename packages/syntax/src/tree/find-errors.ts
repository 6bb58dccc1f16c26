import type { Language, Node, Tree } from 'web-tree-sitter';
import { type Finding, type FoundToken, quoteToken, tokenAt } from '../finding.ts';

const noState = 65_535;
const mostExpected = 3;
// Asking what a state allows costs as much as parsing a line; a stretch of words has thousands of states.
const mostTried = 200;

/**
 * Error and missing nodes of a tree as findings, at most `limit`. Subtrees without errors are not entered.
 *
 * @param demandTime Called before each step; throws when no time is left.
 */
export function findTreeErrors(
  tree: Tree,
  language: Language,
  text: string,
  limit: number,
  demandTime: () => void = () => undefined,
): Finding[] {
  if (!tree.rootNode.hasError) return [];
  const findings: Finding[] = [];
  // A stack of our own: the depth of a tree follows the nesting of the text, which nothing bounds.
  const pending: Node[] = [tree.rootNode];
  for (let node = pending.pop(); node !== undefined && findings.length < limit; node = pending.pop()) {
    demandTime();
    if (node.isMissing) findings.push(missing(node, text));
    else if (node.isError) findings.push(unexpected(node, language, text));
    else if (node.hasError) pushChildren(node, pending);
  }
  return findings;
}

function pushChildren(node: Node, pending: Node[]): void {
  const children = node.children;
  for (let index = children.length - 1; index >= 0; index--) {
    const child = children[index];
    if (child?.hasError || child?.isMissing || child?.isError) pending.push(child);
  }
}

/** The parser went on as if a token stood here. */
function missing(node: Node, text: string): Finding {
  const at = node.startIndex;
  const expected = node.isNamed ? node.type.replaceAll('_', ' ') : quoteToken(node.type);
  return {
    start: at,
    end: at,
    code: 'missing-token',
    message: `expected ${expected}, found ${tokenAt(text, at).name}`,
  };
}

/** The parser skipped this stretch; the message names the token that did not fit. */
function unexpected(error: Node, language: Language, text: string): Finding {
  const culprit = firstThatDoesNotFit(error, language);
  const { start, end, name } =
    culprit === undefined ? tokenAfter(text, error.endIndex) : leafToken(culprit, text);
  const expected = culprit === undefined ? [] : expectedAt(culprit.parseState, language);
  const suffix = expected.length > 0 ? `, expected ${expected.map(quoteToken).join(' or ')}` : '';
  return { start, end, code: 'unexpected-token', message: `unexpected ${name}${suffix}` };
}

function leafToken(leaf: Node, text: string): FoundToken {
  const token = tokenAt(text, leaf.startIndex);
  const end = Math.min(leaf.endIndex, leaf.startIndex + 200);
  return end > token.end ? { ...token, end, name: quoteToken(text.slice(token.start, end)) } : token;
}

/** The token after a stretch, on whichever line it stands. */
function tokenAfter(text: string, offset: number): FoundToken {
  const blank = /\s*/y;
  blank.lastIndex = offset;
  return tokenAt(text, offset + (blank.exec(text)?.[0].length ?? 0));
}

/** First leaf inside an error that its parse state does not allow; the first leaf where no state tells. */
function firstThatDoesNotFit(error: Node, language: Language): Node | undefined {
  const children = error.children.filter((child) => !child.isExtra);
  for (const child of children.slice(0, mostTried)) {
    if (child.isError) return firstThatDoesNotFit(child, language) ?? child;
    if (child.hasError) return undefined;
    const allowed = allowedSymbols(child.parseState, language);
    if (allowed !== undefined && !allowed.has(child.grammarId)) return child;
  }
  return children.length === 0 ? error : undefined;
}

function allowedSymbols(state: number, language: Language): Set<number> | undefined {
  if (state === noState || state === 0) return undefined;
  const lookahead = language.lookaheadIterator(state);
  if (lookahead === null) return undefined;
  const symbols = new Set<number>();
  for (const _ of lookahead) if (lookahead.currentTypeId !== null) symbols.add(lookahead.currentTypeId);
  lookahead.delete();
  return symbols;
}

/** The signs and keywords that could stand in a state, if they are few enough to help. */
function expectedAt(state: number, language: Language): string[] {
  const symbols = allowedSymbols(state, language);
  if (symbols === undefined) return [];
  const signs = new Set<string>();
  let open = false;
  for (const symbol of symbols) {
    if (!language.nodeTypeIsVisible(symbol)) continue;
    if (language.nodeTypeIsNamed(symbol))
      open ||= !/comment|end|ERROR/.test(language.nodeTypeForId(symbol) ?? '');
    else signs.add(language.nodeTypeForId(symbol) ?? '');
  }
  signs.delete('');
  return open || signs.size > mostExpected ? [] : [...signs];
}
