import type { ContextIndex } from '@enhanced-code/context';
import type { EditFormat } from '@enhanced-code/file-management';
import { streamStep } from '@enhanced-code/streaming';
import { checkStage } from './check-stage.ts';
import { promptStage } from './prompt-stage.ts';
import { selectStage } from './select-stage.ts';
import type { Stages } from './stages.ts';

/** The stages of a run that replaces none. */
export function defaultStages(context: ContextIndex, format: EditFormat): Stages {
  return {
    select: selectStage(context),
    prompt: promptStage(format),
    generate: streamStep,
    check: checkStage,
    verify: async () => ({ status: 'skipped', reason: 'there is no sandbox to run the project in' }),
    review: async () => ({
      decision: 'approved',
      verdict: { status: 'skipped', reason: 'no reviewer was asked' },
    }),
    commit: ({ transaction, candidateHash, approvedPaths, signal }) =>
      transaction.commit({ candidateHash, signal, approvals: [{ candidateHash, paths: approvedPaths }] }),
  };
}
