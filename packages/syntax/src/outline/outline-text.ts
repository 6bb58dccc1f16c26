import { isEnhancedCodeError } from '@enhanced-code/errors';
import { type CheckContext, obstacle, prepare, treeVerdict } from '../check-text.ts';
import { grammarOf } from '../detect/languages.ts';
import { syntaxErrors } from '../errors.ts';
import type { SyntaxVerdict } from '../types.ts';
import type { Outline } from './outline-types.ts';
import { tagQueries } from './queries.ts';
import { readTags } from './read-outline.ts';

const nothing = { definitions: [], references: [], imports: [] };

/** Definitions, references and imports of a text. Never throws; a broken text still gives what is readable. */
export async function outlineText(context: CheckContext, path: string, text: string): Promise<Outline> {
  const error = obstacle(path, text, context.limits);
  if (error !== undefined) return { status: 'unknown', error, ...nothing };
  try {
    return await readOutline(context, path, text);
  } catch (cause) {
    const error = isEnhancedCodeError(cause)
      ? cause
      : syntaxErrors.create('EC_SYNTAX_PARSER', { path }, { cause });
    return { status: 'unknown', error, ...nothing };
  }
}

async function readOutline(context: CheckContext, path: string, text: string): Promise<Outline> {
  const { language, lines, deadline } = prepare(context, path, text);
  const limit = { path, limitMs: context.limits.timeLimitMs, deadline };
  const use = language === undefined ? undefined : grammarOf(language);
  const source = language === undefined ? undefined : tagQueries[language];
  if (language === undefined) return { status: 'unsupported', ...nothing };
  if (use === undefined || source === undefined) return { status: 'unsupported', language, ...nothing };
  const grammar = await context.runtime.grammar(use.grammar);
  const query = await context.runtime.query(grammar, source);
  const tree = context.runtime.parse(grammar, text, limit);
  try {
    const about: SyntaxVerdict = {
      ...treeVerdict(language, use),
      status: tree.rootNode.hasError ? 'errors' : 'ok',
    };
    const { runtime } = context;
    const time = { isLate: () => runtime.now() > deadline, demand: () => runtime.demandTime(limit) };
    const tags = readTags(tree, query, text, lines, time);
    time.demand();
    return { ...about, ...tags };
  } finally {
    tree.delete();
  }
}
