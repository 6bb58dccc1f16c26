import type { ContextIndex } from '@enhanced-code/context';
import { contextEntryCost } from '@enhanced-code/llm';
import type { SelectInput, Stages } from './stages.ts';

/** Chooses context from an index over the workspace, which looks at pending edits where there are some. */
export function selectStage(index: ContextIndex): Stages['select'] {
  return async ({ instruction, paths, budgetTokens, transaction, signal }: SelectInput) => {
    const options = { instruction, budgetTokens, cost: contextEntryCost, pinned: paths, signal };
    if ((await transaction.changes()).length === 0) return index.select(options);
    const source = { list: () => transaction.list(), read: (path: string) => transaction.readText(path) };
    return index.select({ ...options, source });
  };
}
