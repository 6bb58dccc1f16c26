import type { Tree } from 'web-tree-sitter';
import type { LanguageId } from '../detect/languages.ts';
import { findMissingPackage } from '../exact/go-package.ts';
import { type Finding, quoteToken } from '../finding.ts';
import { findUnbalanced } from './c-branches.ts';
import { findOpenDirectives } from './plain-csharp.ts';
import type { Grammar, TreeRuntime } from './tree-runtime.ts';

/** What a language forbids and its grammar, or a reading of the text made for it, lets pass: found in the text. */
const inText: Partial<Record<LanguageId, (text: string) => Finding[]>> = {
  c: (text) => findUnbalanced(text),
  cpp: (text) => findUnbalanced(text),
  csharp: findOpenDirectives,
  go: findMissingPackage,
};

/** The same, found in the tree: each `@wrong` is something that cannot stand there. */
const inTree: Partial<Record<LanguageId, string>> = {
  // Words of the language that end or continue something, taken for the names of commands. Where one that begins
  // something is taken for it too, as after `a=1 b=2` on a line of its own, the tree is not to be trusted.
  bash: `((command_name (word) @wrong) (#any-of? @wrong "}" "fi" "done" "esac" "then" "do" "else" "elif"))
    ((command_name (word) @doubt) (#any-of? @doubt "if" "while" "until" "for" "case" "{"))`,
  // An expression that does nothing is no statement.
  java: '(block (expression_statement [(identifier) (field_access) (binary_expression) (string_literal) (decimal_integer_literal) (array_access) (ternary_expression) (parenthesized_expression) (instanceof_expression) (this) (null_literal) (true) (false) (lambda_expression) (cast_expression) (class_literal) (method_reference)] @wrong))',
};

/** Finds it in one text and its tree. */
export type StrictFinder = (text: string, tree: Tree) => Finding[];

/** What finds it for a language; undefined where the grammar is trusted. */
export async function strictFinder(
  runtime: TreeRuntime,
  grammar: Grammar,
  language: LanguageId,
): Promise<StrictFinder | undefined> {
  const find = inText[language];
  if (find !== undefined) return find;
  const source = inTree[language];
  if (source === undefined) return undefined;
  const query = await runtime.query(grammar, source);
  return (_text, tree) => {
    const captures = query.captures(tree.rootNode);
    if (captures.some(({ name }) => name === 'doubt')) return [];
    return captures.map(({ node }) => ({
      start: node.startIndex,
      end: node.endIndex,
      code: 'unexpected-token',
      message: `unexpected ${quoteToken(node.text)}`,
    }));
  };
}
