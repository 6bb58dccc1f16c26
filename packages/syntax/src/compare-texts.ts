import { type CheckContext, checkText, checkTree, hasErrors, obstacle, prepare } from './check-text.ts';
import { addedDiagnostics } from './compare.ts';
import { mapLines } from './line-map.ts';
import { losesBracket } from './tree/balance.ts';
import type { Diagnostic, SyntaxComparison, SyntaxReport } from './types.ts';

/** The two texts of one edit; a missing one means that the file is created or deleted. */
export interface Edited {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What an edit added. Never throws. */
export async function compareTexts(context: CheckContext, edit: Edited): Promise<SyntaxComparison> {
  if (edit.after === undefined) return { status: 'ok', added: [] };
  const after = await checkText(context, edit.path, edit.after, 'all');
  if (after.status !== 'errors') return comparison(after, []);
  if (edit.before === undefined) return comparison(after, after.diagnostics);
  const before = await checkText(context, edit.path, edit.before, 'all');
  const texts = { path: edit.path, before: edit.before, after: edit.after };
  const added = await newDiagnostics(context, texts, before, after);
  return comparison(after, (await isExcused(context, texts, [before, after], added)) ? [] : added);
}

interface BothTexts extends Edited {
  readonly before: string;
  readonly after: string;
}

async function newDiagnostics(
  context: CheckContext,
  texts: BothTexts,
  before: SyntaxReport,
  after: SyntaxReport,
): Promise<readonly Diagnostic[]> {
  const old = { text: texts.before, diagnostics: before.diagnostics };
  const fresh = { text: texts.after, diagnostics: after.diagnostics };
  const parserFailed = before.diagnostics.some((diagnostic) => diagnostic.source === before.validator);
  if (before.validator === 'tree-sitter' || !parserFailed) return addedDiagnostics(old, fresh);
  // An exact parser stops at, or loses its way after, the first error. The tree parser goes on, so it
  // knows what else was broken before, and sees errors that the first one hides in the lines of the edit.
  const [treeBefore, treeAfter] = await treesOf(context, texts);
  const added = addedDiagnostics(old, fresh, treeBefore);
  const oldLine = mapLines(texts.before, texts.after);
  const hidden = addedDiagnostics(
    { text: texts.before, diagnostics: treeBefore },
    { text: texts.after, diagnostics: treeAfter },
  ).filter((diagnostic) => oldLine(diagnostic.range.start.line) === undefined);
  return hasErrors(added) ? added : [...added, ...hidden];
}

/**
 * Where a grammar is known to reject valid files and already rejected this one, its errors move about with
 * any edit. There an edit is at fault only if it adds to their number, in whatever reading of the text, or if it
 * leaves a bracket without its partner.
 */
async function isExcused(
  context: CheckContext,
  texts: BothTexts,
  [before, after]: readonly [SyntaxReport, SyntaxReport],
  added: readonly Diagnostic[],
): Promise<boolean> {
  const unsure = added.every(({ source, confidence }) => source === 'tree-sitter' && confidence === 'advise');
  if (!unsure || added.length === 0) return false;
  if (losesBracket(after.language, texts.before, texts.after)) return false;
  const old = treeErrors(before);
  if (old > 0 && treeErrors(after) <= old) return true;
  const [treeBefore, treeAfter] = await treesOf(context, texts, 'as-written');
  return treeBefore.length > 0 && treeAfter.length <= treeBefore.length;
}

const treeErrors = (report: SyntaxReport): number =>
  report.diagnostics.filter(({ source }) => source === 'tree-sitter').length;

async function treesOf(
  context: CheckContext,
  texts: BothTexts,
  reading: 'as-written' | 'any' = 'any',
): Promise<[readonly Diagnostic[], readonly Diagnostic[]]> {
  const sides = [texts.before, texts.after].map(async (text) => {
    const input = prepare(context, texts.path, text);
    if (input.language === undefined || obstacle(texts.path, text, context.limits)) return [];
    return checkTree(context, input, input.language, reading).then(
      (report) => report.diagnostics,
      () => [],
    );
  });
  const [before = [], after = []] = await Promise.all(sides);
  return [before, after];
}

/** The verdict on the edit: what the new text's report says of itself, with a status of its own. */
function comparison(after: SyntaxReport, added: readonly Diagnostic[]): SyntaxComparison {
  const { diagnostics: _all, status, ...about } = after;
  if (status !== 'errors') return { ...about, status, added };
  return { ...about, status: hasErrors(added) ? 'errors' : statusWithoutNews(after), added };
}

/** Old errors do not block; but where no parser gave a verdict, the lack of new markers is no `ok`. */
function statusWithoutNews(after: SyntaxReport): SyntaxComparison['status'] {
  if (after.error !== undefined) return 'unknown';
  return after.validator === undefined ? 'unsupported' : 'ok';
}
