import type { OptionSpec, OptionValues } from '../command.ts';

/** The options of every command that writes. */
export const dryRunOptions: readonly OptionSpec[] = [
  { flags: '--dry-run', description: 'show the change and write nothing' },
  { flags: '--check', description: 'like --dry-run, and exit with 3 if there would be a change' },
];

/** Whether nothing may be written. */
export function isDryRun({ dryRun, check }: OptionValues): boolean {
  return dryRun === true || check === true;
}

/** The exit code of a dry run that would have gone well: 3 for `--check` with a change, else 0. */
export function dryRunExit({ check }: OptionValues, diff: string): number {
  return check === true && diff !== '' ? 3 : 0;
}
