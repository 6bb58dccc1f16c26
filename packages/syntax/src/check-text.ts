import { type EnhancedCodeError, isEnhancedCodeError } from '@enhanced-code/errors';
import { detectLanguage } from './detect/detect-language.ts';
import { type GrammarUse, grammarOf, type LanguageId } from './detect/languages.ts';
import { syntaxErrors } from './errors.ts';
import type { ExactParser } from './exact/exact-parser.ts';
import type { ExactParsers } from './exact/exact-parsers.ts';
import { toDiagnostics } from './finding.ts';
import { LineIndex } from './line-index.ts';
import { findMarkers } from './markers/find-markers.ts';
import type { SyntaxLimits } from './options.ts';
import { type MixedLanguage, mixedLanguages } from './sections/section-languages.ts';
import { blankAround } from './sections/sections.ts';
import { findTreeErrors } from './tree/find-errors.ts';
import { readings } from './tree/readings.ts';
import { type StrictFinder, strictFinder } from './tree/strictness.ts';
import type { Grammar, TreeRuntime } from './tree/tree-runtime.ts';
import type { Diagnostic, SyntaxReport, SyntaxVerdict } from './types.ts';

/** What a check needs: the loaded parsers of one owner. */
export interface CheckContext {
  readonly runtime: TreeRuntime;
  readonly exact: ExactParsers;
  readonly limits: SyntaxLimits;
}

/** One text to be checked. */
export interface CheckedText {
  readonly path: string;
  readonly text: string;
  readonly lines: LineIndex;
  readonly language: LanguageId | undefined;
  /** When all its parses have to be over, on the clock of the runtime. */
  readonly deadline: number;
}

/** Detects the language of a text and indexes its lines; its time begins now. */
export function prepare({ runtime, limits }: CheckContext, path: string, text: string): CheckedText {
  const language = detectLanguage(path, text);
  return { path, text, lines: new LineIndex(text), language, deadline: runtime.now() + limits.timeLimitMs };
}

/** Why a text cannot be parsed at all, or undefined when it can. */
export function obstacle(path: string, text: string, limits: SyntaxLimits): EnhancedCodeError | undefined {
  if (text.length > limits.maxLength) {
    return syntaxErrors.create('EC_SYNTAX_TOO_LARGE', { path, length: text.length, limit: limits.maxLength });
  }
  return text.includes('\0') ? syntaxErrors.create('EC_SYNTAX_BINARY', { path }) : undefined;
}

/** Markers and parse errors of one text. Never throws: what goes wrong makes the status `unknown`. */
export async function checkText(
  context: CheckContext,
  path: string,
  text: string,
  markers: 'certain' | 'all',
): Promise<SyntaxReport> {
  const error = obstacle(path, text, context.limits);
  if (error !== undefined) return unknown(detectLanguage(path), error);
  const input = prepare(context, path, text);
  const marked = findMarkers(text, input.language, markers === 'certain');
  const found = toDiagnostics(marked, input.lines, 'markers', 'block', context.limits.maxDiagnostics);
  const parsed = await parseText(context, input);
  const meant = markers === 'certain' && standInText(parsed);
  return withMarkers(parsed, meant ? found.map(toWarning) : found, context.limits.maxDiagnostics);
}

/** Languages in which no line of a marker is code: where the whole text parses, it stands in a string or comment. */
const MARKERS_ARE_NO_CODE: ReadonlySet<LanguageId> = new Set([
  'javascript',
  'jsx',
  'typescript',
  'tsx',
  'python',
  'go',
  'rust',
  'java',
]);

function standInText({ status, language }: SyntaxReport): boolean {
  return status === 'ok' && language !== undefined && MARKERS_ARE_NO_CODE.has(language);
}

function toWarning(diagnostic: Diagnostic): Diagnostic {
  if (diagnostic.code === 'placeholder') return diagnostic;
  return { ...diagnostic, severity: 'warning', confidence: 'advise' };
}

/** What the parsers alone say: the exact one where it gives a verdict, else the tree. */
async function parseText(context: CheckContext, input: CheckedText): Promise<SyntaxReport> {
  if (input.language === undefined) return { status: 'unsupported', diagnostics: [] };
  const language = input.language;
  try {
    return await parseLanguage(context, input, language);
  } catch (cause) {
    const error = isEnhancedCodeError(cause)
      ? cause
      : syntaxErrors.create('EC_SYNTAX_PARSER', { path: input.path }, { cause });
    return unknown(language, error);
  }
}

async function parseLanguage(
  context: CheckContext,
  input: CheckedText,
  language: LanguageId,
): Promise<SyntaxReport> {
  const mixed = mixedLanguages[language];
  if (mixed !== undefined) return parseSections(context, input, language, mixed);
  const parser = await context.exact.for(language);
  if (parser?.role !== 'confirms') {
    const exact = askExact(context, parser, input, language);
    const treeToo =
      exact?.status === 'ok' && parser?.role === 'precedes' && grammarOf(language) !== undefined;
    if (exact !== undefined && !treeToo) return exact;
    const report = await checkTree(context, input, language);
    return treeToo && report.validator !== undefined
      ? { ...report, ...(exact.validator && { validator: exact.validator }) }
      : report;
  }
  const report = await checkTree(context, input, language);
  return report.status === 'errors' ? (askExact(context, parser, input, language) ?? report) : report;
}

/** The frame by its exact parser or its grammar, if there is one, and each section by the parser of its own language. */
async function parseSections(
  context: CheckContext,
  input: CheckedText,
  language: LanguageId,
  { split, hasGrammar, blind }: MixedLanguage,
): Promise<SyntaxReport> {
  const { sections, findings } = split(input.text);
  const limit = context.limits.maxDiagnostics;
  const own = toDiagnostics(findings, input.lines, 'sections', 'advise', limit);
  const exact = askExact(context, await context.exact.for(language), input, language);
  const frame = exact ?? (hasGrammar ? await checkTree(context, input, language) : undefined);
  const reports = frame === undefined ? [] : [frame];
  for (const section of sections) {
    const text = blankAround(input.text, section);
    reports.push(
      await parseLanguage(context, { ...input, text, language: section.language }, section.language),
    );
  }
  const lost = reports.find((report) => report.error !== undefined)?.error;
  if (lost !== undefined) return unknown(language, lost);
  const unread = reports.some((report) => report.status === 'unsupported')
    ? ['section without a parser']
    : [];
  const validator = frame?.validator ?? 'sections';
  const inside = [...own, ...reports.filter((report) => report !== exact).flatMap((one) => one.diagnostics)];
  // A compiler of components stops at the first error, and knows less of a script than its parser does.
  const all = hasErrors(inside) ? inside : [...inside, ...(exact?.diagnostics ?? [])];
  const diagnostics = all.sort((left, right) => left.offset - right.offset).slice(0, limit);
  return verdict(
    { language, validator, blind: [...(exact === undefined ? blind : (exact.blind ?? [])), ...unread] },
    diagnostics,
  );
}

/** The verdict of an exact parser; undefined when there is none or it gives none. */
function askExact(
  { limits, runtime }: CheckContext,
  parser: ExactParser | undefined,
  input: CheckedText,
  language: LanguageId,
): SyntaxReport | undefined {
  if (parser === undefined) return undefined;
  if (input.text.length / (parser.pace ?? Infinity) > input.deadline - runtime.now()) return undefined;
  try {
    const findings = parser.find({ ...input, language });
    if (findings === undefined) return undefined;
    const { name, blind, confidence = 'block' } = parser;
    const diagnostics = toDiagnostics(findings, input.lines, name, confidence, limits.maxDiagnostics);
    return verdict({ language, validator: name, ...(blind && { blind }) }, diagnostics);
  } catch {
    // Such as a stack that ran out on deep nesting: the tree parser, which does not recurse, stands in.
    return undefined;
  }
}

/** What tree-sitter says of a text, in the reading of it that has the fewest errors. */
export async function checkTree(
  context: CheckContext,
  input: CheckedText,
  language: LanguageId,
  reading: 'as-written' | 'any' = 'any',
): Promise<SyntaxReport> {
  const use = grammarOf(language);
  if (use === undefined) return { status: 'unsupported', language, diagnostics: [] };
  const grammar = await context.runtime.grammar(use.grammar);
  const about = treeVerdict(language, use);
  const strict = await strictFinder(context.runtime, grammar, language);
  const asWritten = treeDiagnostics(context, input, grammar, use, input.text, strict);
  const reread = reading === 'any' ? readings[language] : undefined;
  if (asWritten.length === 0 || reread === undefined) return verdict(about, asWritten);
  let best = asWritten;
  for (const plain of reread(input.text)) {
    const found = treeDiagnostics(context, input, grammar, use, plain, strict);
    if (found.length === 0) return verdict(about, []);
    if (found.length < best.length) best = found;
  }
  return verdict(about, best);
}

/** The errors of the tree of one reading of a text. */
function treeDiagnostics(
  { runtime, limits }: CheckContext,
  { path, lines, text, deadline }: CheckedText,
  grammar: Grammar,
  use: GrammarUse,
  reading: string,
  strict: StrictFinder | undefined,
): Diagnostic[] {
  const limit = { path, limitMs: limits.timeLimitMs, deadline };
  const tree = runtime.parse(grammar, reading, limit);
  try {
    const findings = findTreeErrors(tree, grammar.language, text, limits.maxDiagnostics, () =>
      runtime.demandTime(limit),
    );
    const all = [...findings, ...(strict?.(text, tree) ?? [])];
    return toDiagnostics(all, lines, 'tree-sitter', use.confidence, limits.maxDiagnostics);
  } finally {
    tree.delete();
  }
}

/** What a report of the tree layer says of itself. */
export function treeVerdict(language: LanguageId, use: GrammarUse): Omit<SyntaxVerdict, 'status'> {
  return { language, validator: 'tree-sitter', ...(use.blind === undefined ? {} : { blind: use.blind }) };
}

/** A report whose status follows from what was found. */
export function verdict(
  about: Omit<SyntaxVerdict, 'status'>,
  diagnostics: readonly Diagnostic[],
): SyntaxReport {
  return { ...about, status: hasErrors(diagnostics) ? 'errors' : 'ok', diagnostics };
}

/** A report without a verdict. */
export function unknown(language: LanguageId | undefined, error: EnhancedCodeError): SyntaxReport {
  return { status: 'unknown', ...(language === undefined ? {} : { language }), error, diagnostics: [] };
}

/** Whether one of them is an error. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/** Markers come first where both are at one place; an edit that adds one is at fault whatever the parser says. */
function withMarkers(report: SyntaxReport, markers: readonly Diagnostic[], limit: number): SyntaxReport {
  if (markers.length === 0) return report;
  const diagnostics = [...markers, ...report.diagnostics].sort((left, right) => left.offset - right.offset);
  const status = hasErrors(markers) ? 'errors' : report.status;
  return { ...report, status, diagnostics: diagnostics.slice(0, limit) };
}
