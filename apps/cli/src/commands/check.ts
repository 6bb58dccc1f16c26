import type { EnhancedCodeError } from '@enhanced-code/errors';
import { type CheckReport, reportOf } from '../check/check-report.ts';
import { checkTree } from '../check/check-tree.ts';
import { changedSince, chosenFiles } from '../check/chosen-files.ts';
import { checkReportText } from '../check/report-text.ts';
import { toSarif } from '../check/sarif.ts';
import { cliErrors } from '../cli-errors.ts';
import type { CommandContext, CommandSpec, OptionValues } from '../command.ts';
import { documentOf } from '../document.ts';
import { plural } from '../render/plural.ts';
import { openWorkspaceOf } from '../workspace-of.ts';

/** `check [paths…]`: whether the files of a folder parse. */
export const checkCommand: CommandSpec = {
  name: 'check',
  summary: 'say which files do not parse, and where and why; exit with 1 if there are any',
  arguments: [{ name: '[paths...]', description: 'files and folders inside the folder; all when not given' }],
  options: [
    { flags: '--since <ref>', description: 'only files that are new or different since a commit of git' },
    { flags: '--sarif', description: 'print a SARIF 2.1.0 log' },
    {
      flags: '--certain',
      description: 'count only findings of parsers that are never wrong about valid files',
    },
    { flags: '--strict', description: 'fail also when a file got no verdict' },
  ],
  examples: [
    'enhanced-code check',
    'enhanced-code check src test --since origin/main',
    'enhanced-code check --sarif > syntax.sarif',
  ],
  async run(context, paths, options) {
    if (options.sarif === true && context.output !== 'text') throw twoOutputs();
    const startedAt = context.io.now();
    // Looking changes nothing: an interrupted commit is left to the commands that write.
    await using opened = await openWorkspaceOf(context, 'on-demand');
    const { workspace } = opened;
    const named = await chosenFiles(workspace, paths);
    const since = options.since as string | undefined;
    const files = since === undefined ? named : await changedSince(workspace, named, since, context.io);
    context.progress(`Checking ${plural(files.length, 'file')}.`);
    const report = reportOf(await checkTree(context, workspace, files), options.certain === true);
    const durationMs = context.io.now() - startedAt;
    const error = faultOf(report, options);
    return {
      data: documentOf('check', { ...report, since, durationMs }),
      text: textOf(context, report, durationMs, options),
      ...(error ? { error } : {}),
    };
  },
};

function twoOutputs(): EnhancedCodeError {
  return cliErrors.create('EC_CLI_USAGE', {
    problem: '--sarif cannot be used with --json or --jsonl.',
    command: 'check',
  });
}

function textOf(
  { paint }: CommandContext,
  report: CheckReport,
  durationMs: number,
  { sarif }: OptionValues,
): string {
  if (sarif === true) return `${JSON.stringify(toSarif(report), null, 2)}\n`;
  return checkReportText(report, durationMs, paint);
}

function faultOf(
  { counts, findings, unchecked }: CheckReport,
  { strict }: OptionValues,
): EnhancedCodeError | undefined {
  if (counts.errors > 0)
    return cliErrors.create('EC_CLI_SYNTAX_ERRORS', { files: counts.errors, findings: findings.length });
  if (strict !== true || unchecked.length === 0) return undefined;
  const [first] = unchecked;
  return cliErrors.create('EC_CLI_CHECK_INCOMPLETE', { files: unchecked.length, path: first?.path ?? '' });
}
