import type { EnhancedCodeError } from '@enhanced-code/errors';
import type { Transaction, TransactionDiagnostics } from '@enhanced-code/file-management';
import { cliErrors } from '../cli-errors.ts';

type Finding = TransactionDiagnostics['files'][number]['added'][number] & { readonly path: string };

/** What the syntax of a pending change is worth. */
export interface PendingCheck {
  /** `passed` only if every file was looked at, `failed` if the change adds an error, else `skipped`. */
  readonly status: 'passed' | 'failed' | 'skipped';
  /** Why it was skipped. */
  readonly reason?: string;
  /** Errors that the change adds; those that were there before are not among them. */
  readonly findings: readonly Finding[];
  /** What was said of each file. */
  readonly files: readonly { readonly path: string; readonly status: string }[];
}

/** Judges the net change of a transaction: only errors that it adds count. */
export async function checkPending(transaction: Transaction): Promise<PendingCheck> {
  const { files } = await transaction.diagnostics();
  const findings = files.flatMap(({ path, added }) =>
    added.filter(({ severity }) => severity === 'error').map((finding) => ({ path, ...finding })),
  );
  const statuses = files.map(({ path, status }) => ({ path, status }));
  if (findings.length > 0) return { status: 'failed', findings, files: statuses };
  const unseen = statuses.filter(({ status }) => status !== 'ok').map(({ path }) => path);
  if (unseen.length === 0) return { status: 'passed', findings, files: statuses };
  return { status: 'skipped', reason: reasonFor(unseen), findings, files: statuses };
}

function reasonFor(unseen: readonly string[]): string {
  const more = unseen.length > 5 ? ` and ${unseen.length - 5} more` : '';
  return `nothing here can check ${unseen.slice(0, 5).join(', ')}${more}`;
}

/** The error of a change that adds errors, unless they are allowed. */
export function checkError({ findings }: PendingCheck, allowed: boolean): EnhancedCodeError | undefined {
  const [first] = findings;
  if (first === undefined || allowed) return undefined;
  const { path, range } = first;
  return cliErrors.create('EC_CLI_CHECK_FAILED', {
    findings: findings.length,
    path,
    line: (range?.start.line ?? 0) + 1,
  });
}

/** The check for a person: what was found, or that nothing was, or why nobody looked. */
export function checkText({ status, reason, findings }: PendingCheck): string {
  if (status === 'passed') return 'Syntax: no new errors.';
  if (status === 'skipped') return `Syntax: not checked, ${reason}.`;
  return findings
    .map(({ path, range, message }) => `${path}:${(range?.start.line ?? 0) + 1}: ${message}`)
    .join('\n');
}
