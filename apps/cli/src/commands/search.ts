import type { SearchKind, SearchMatch, SearchResult } from '@enhanced-code/context';
import { fileErrors, type Workspace } from '@enhanced-code/file-management';
import { wholeNumber } from '../change/whole-number.ts';
import { cliErrors } from '../cli-errors.ts';
import type { Paint } from '../color.ts';
import type { CommandContext, CommandResult, CommandSpec, OptionValues } from '../command.ts';
import { type CommandIndex, openIndexOf } from '../context/open-index.ts';
import { documentOf } from '../document.ts';
import { plural } from '../render/plural.ts';
import { terminalSafe } from '../render/terminal-safe.ts';
import { insidePath } from '../workspace-of.ts';

const MOST_MATCHES = 1000;

/** `search <query> [paths…]`: texts, patterns, definitions and uses, on the index that chooses context. */
export const searchCommand: CommandSpec = {
  name: 'search',
  summary: 'find a text, a pattern, a definition or the uses of a name; or list what a file defines',
  arguments: [
    { name: '<query>', description: 'text, pattern or name; for --kind outline a file' },
    { name: '[paths...]', description: 'only in these files and folders' },
  ],
  options: [
    {
      flags: '--kind <kind>',
      description: 'what the query is',
      choices: ['literal', 'regex', 'symbol', 'references', 'outline'],
      default: 'literal',
    },
    { flags: '--ignore-case', description: 'do not tell upper and lower case apart' },
    { flags: '--limit <count>', description: `most matches, up to ${MOST_MATCHES}`, default: '100' },
  ],
  examples: [
    'enhanced-code search deprecated src',
    'enhanced-code search --kind symbol parseDate',
    'enhanced-code search --kind references formatCents --json',
    'enhanced-code search --kind outline src/money.ts',
  ],
  async run(context, [query = '', ...paths], options) {
    const maxMatches = wholeNumber(options, 'limit', 'search');
    if (maxMatches > MOST_MATCHES) throw tooMany();
    await using opened = await openIndexOf(context);
    if (options.kind === 'outline') return await outline(context, opened, query);
    const within = await prefixesOf(opened.workspace, paths);
    const result = await opened.index.search({
      kind: options.kind as SearchKind,
      query,
      maxMatches,
      caseSensitive: options.ignoreCase !== true,
      signal: context.io.signal,
      ...(within.length === 0 ? {} : { within }),
    });
    return found(context, result, options);
  },
};

function tooMany() {
  const problem = `--limit must be at most ${MOST_MATCHES}.`;
  return cliErrors.create('EC_CLI_USAGE', { problem, command: 'search' });
}

/** Files stay, folders end with a slash; a path that is neither has the error of the workspace. */
async function prefixesOf(workspace: Workspace, paths: readonly string[]): Promise<readonly string[]> {
  const inside = paths.map((path) => insidePath(workspace.root, path));
  if (inside.length === 0 || inside.includes('')) return [];
  const listed = await workspace.list();
  const prefixes: string[] = [];
  for (const path of inside) {
    if (listed.some((file) => file.path.startsWith(`${path}/`))) prefixes.push(`${path}/`);
    else prefixes.push((await workspace.read(path)).path);
  }
  return prefixes;
}

function found(context: CommandContext, result: SearchResult, { kind, limit }: OptionValues): CommandResult {
  const { matches, isTruncated, skipped } = result;
  const { progress, paint } = context;
  if (matches.length === 0) progress('No match.');
  if (isTruncated) progress(`There are more than ${limit} matches; --limit shows more.`);
  if (skipped.length > 0)
    progress(
      `Not searched: ${plural(skipped.length, 'file')}, such as ${terminalSafe(skipped[0]?.path ?? '')}.`,
    );
  return {
    data: documentOf('search', { kind, matches, isTruncated, skipped }),
    text: matches.map((match) => `${matchText(match, paint)}\n`).join(''),
  };
}

function matchText({ path, line, character, text }: SearchMatch, paint: Paint): string {
  const place = `${paint.cyan(terminalSafe(path))}:${paint.green(String(line))}:${character + 1}`;
  return `${place}: ${terminalSafe(text).trim()}`;
}

async function outline(
  { io }: CommandContext,
  { workspace, index }: CommandIndex,
  query: string,
): Promise<CommandResult> {
  io.signal.throwIfAborted();
  const path = insidePath(workspace.root, query);
  await workspace.read(path);
  const items = await index.outline(path);
  if (items === undefined) throw fileErrors.create('EC_FILE_BINARY', { path });
  const text = items.map(
    ({ startLine, endLine, text: line }) => `${startLine}-${endLine}: ${terminalSafe(line).trim()}\n`,
  );
  return { data: documentOf('search', { kind: 'outline', path, definitions: items }), text: text.join('') };
}
