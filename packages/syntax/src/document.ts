import { isEnhancedCodeError } from '@enhanced-code/errors';
import type { Point, Tree } from 'web-tree-sitter';
import { type CheckContext, checkText, obstacle, treeVerdict, unknown, verdict } from './check-text.ts';
import { detectLanguage } from './detect/detect-language.ts';
import { type GrammarUse, grammarOf, type LanguageId } from './detect/languages.ts';
import { syntaxErrors } from './errors.ts';
import { type Finding, toDiagnostics } from './finding.ts';
import { LineIndex } from './line-index.ts';
import { findMarkers } from './markers/find-markers.ts';
import { findTreeErrors } from './tree/find-errors.ts';
import { readings } from './tree/readings.ts';
import { isReadInParts, Statements } from './tree/statements.ts';
import { strictFinder } from './tree/strictness.ts';
import type { Grammar } from './tree/tree-runtime.ts';
import type { SyntaxReport } from './types.ts';

/** One replacement in a text. */
export interface TextChange {
  /** First UTF-16 code unit to be replaced, 0-based. */
  readonly start: number;
  /** First code unit after it that stays. */
  readonly end: number;
  /** What stands there afterwards. */
  readonly newText: string;
}

/** A text that is edited and checked again and again; a check costs about as much as the edits since the last. */
export interface SyntaxDocument extends Disposable {
  /** Path as given. */
  readonly path: string;
  /** The present text. */
  readonly text: string;
  /** Language as detected when the document was opened. */
  readonly language: LanguageId | undefined;
  /** Replaces a part of the text. Throws `EC_SYNTAX_EDIT_RANGE` when the part does not lie in it. */
  edit(change: TextChange): void;
  /**
   * What the grammar and the markers say of the present text; exact parsers are not asked. C, C++ and CSS that
   * the grammar rejects are checked in full.
   */
  check(): Promise<SyntaxReport>;
}

/** Keeps the tree of a text and tells it of every edit. */
export class TreeDocument implements SyntaxDocument {
  readonly path: string;
  readonly language: LanguageId | undefined;
  readonly #context: CheckContext;
  #text: string;
  #tree: Tree | undefined;
  #statements: Statements | undefined;

  constructor(context: CheckContext, path: string, text: string) {
    this.#context = context;
    this.path = path;
    this.#text = text;
    this.language = detectLanguage(path, text);
  }

  get text(): string {
    return this.#text;
  }

  edit({ start, end, newText }: TextChange): void {
    const length = this.#text.length;
    const inside =
      Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && end <= length;
    if (!inside) throw syntaxErrors.create('EC_SYNTAX_EDIT_RANGE', { start, end, length });
    const edited = this.#text.slice(0, start) + newText + this.#text.slice(end);
    this.#tellTree(start, end, newText.length, edited);
    this.#statements?.edit(start, end, newText.length);
    this.#text = edited;
  }

  async check(): Promise<SyntaxReport> {
    const use = this.language === undefined ? undefined : grammarOf(this.language);
    const blocked = obstacle(this.path, this.#text, this.#context.limits);
    if (blocked !== undefined) return unknown(this.language, blocked);
    if (this.language === undefined || use === undefined) {
      return checkText(this.#context, this.path, this.#text, 'certain');
    }
    try {
      return await this.#checkTree(this.language, use);
    } catch (cause) {
      const failed = syntaxErrors.create('EC_SYNTAX_PARSER', { path: this.path }, { cause });
      return unknown(this.language, isEnhancedCodeError(cause) ? cause : failed);
    }
  }

  [Symbol.dispose](): void {
    this.#tree?.delete();
    this.#tree = undefined;
  }

  async #checkTree(language: LanguageId, use: GrammarUse): Promise<SyntaxReport> {
    const { runtime, limits } = this.#context;
    const grammar = await runtime.grammar(use.grammar);
    if (this.#isStillValid(grammar)) return this.#report(language, use, []);
    const text = this.#text;
    const limit = { path: this.path, limitMs: limits.timeLimitMs };
    const tree = runtime.parse(grammar, text, limit, this.#tree);
    this.#tree?.delete();
    this.#tree = tree;
    const isWhole = isReadInParts(language) && !tree.rootNode.hasError;
    this.#statements = isWhole ? new Statements(tree, text) : undefined;
    // Where valid texts need another reading, the tree alone cannot reject one.
    if (tree.rootNode.hasError && readings[language] !== undefined) {
      return checkText(this.#context, this.path, text, 'certain');
    }
    const strict = await strictFinder(runtime, grammar, language);
    const found = findTreeErrors(tree, grammar.language, text, limits.maxDiagnostics);
    const errors = [...found, ...(strict?.(text, tree) ?? [])];
    return this.#report(language, use, errors);
  }

  /** Whether only statements were edited, and they are valid alone. */
  #isStillValid(grammar: Grammar): boolean {
    const part = this.#statements?.edited(this.#text);
    if (this.#statements === undefined) return false;
    if (part === undefined) return true;
    const limit = { path: this.path, limitMs: this.#context.limits.timeLimitMs };
    const tree = this.#context.runtime.parse(grammar, part.text, limit);
    const isValid = this.#statements.accept(tree, part, part.end === this.#text.length);
    tree.delete();
    return isValid;
  }

  #report(language: LanguageId, use: GrammarUse, errors: readonly Finding[]): SyntaxReport {
    const { maxDiagnostics } = this.#context.limits;
    const lines = new LineIndex(this.#text);
    const markers = findMarkers(this.#text, language, true);
    const diagnostics = [
      ...toDiagnostics(markers, lines, 'markers', 'block', maxDiagnostics),
      ...toDiagnostics(errors, lines, 'tree-sitter', use.confidence, maxDiagnostics),
    ].sort((left, right) => left.offset - right.offset);
    return verdict(treeVerdict(language, use), diagnostics.slice(0, maxDiagnostics));
  }

  #tellTree(start: number, end: number, inserted: number, edited: string): void {
    this.#tree?.edit({
      startIndex: start,
      oldEndIndex: end,
      newEndIndex: start + inserted,
      startPosition: pointAt(this.#text, start),
      oldEndPosition: pointAt(this.#text, end),
      newEndPosition: pointAt(edited, start + inserted),
      // The runtime reads these fields only; the rest of its class is for callers.
    } as Parameters<Tree['edit']>[0]);
  }
}

/** Row and column as tree-sitter counts them, which takes only a line feed for the end of a line. */
function pointAt(text: string, offset: number): Point {
  let row = 0;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    row += 1;
    lineStart = at + 1;
  }
  return { row, column: offset - lineStart };
}
