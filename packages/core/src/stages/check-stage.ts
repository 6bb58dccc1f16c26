import type { TransactionDiagnostics } from '@enhanced-code/file-management';
import type { Verdict } from '@enhanced-code/streaming';
import type { CheckFinding } from '../run/event-types.ts';
import type { CheckOutcome, Stages } from './stages.ts';

/** What was found in one file. */
type FileDiagnostics = TransactionDiagnostics['files'][number];

/** One finding in a file. */
type TextFinding = FileDiagnostics['added'][number];

/** Asks the transaction for the errors that its net change adds. */
export const checkStage: Stages['check'] = async ({ transaction }): Promise<CheckOutcome> => {
  const { status, files } = await transaction.diagnostics();
  if (status === 'unavailable') {
    return {
      verdict: { status: 'skipped', reason: 'the workspace has nothing that checks syntax' },
      findings: [],
    };
  }
  const findings = files.flatMap(({ path, added }) =>
    added.filter(isError).map((finding) => toFinding(path, finding)),
  );
  return { verdict: findings.length > 0 ? { status: 'failed' } : verdictOf(files), findings };
};

const isError = ({ severity }: TextFinding): boolean => severity === 'error';

/** Passed only if somebody looked at every file; otherwise the files that nobody looked at are named. */
function verdictOf(files: readonly FileDiagnostics[]): Verdict {
  const unseen = files.filter(({ status }) => status === 'unsupported' || status === 'unknown');
  if (unseen.length === 0) return { status: 'passed' };
  const names = unseen
    .slice(0, 5)
    .map(({ path }) => path)
    .join(', ');
  const more = unseen.length > 5 ? ` and ${unseen.length - 5} more` : '';
  return { status: 'skipped', reason: `nothing here can check ${names}${more}` };
}

function toFinding(path: string, { range, severity, code, source, message }: TextFinding): CheckFinding {
  const { line = 0, character = 0 } = range?.start ?? {};
  return { path, line, character, severity, code: code ?? 'syntax', source: source ?? 'syntax', message };
}
