import { type ContextIndex, createContext } from '@enhanced-code/context';
import { contextEntryCost } from '@enhanced-code/llm';
import type { SelectInput, Stages } from './stages.ts';

/** Chooses context from an index over the workspace; while edits are pending, from one that sees them. */
export function selectStage(index: ContextIndex): Stages['select'] {
  return async ({ instruction, paths, budgetTokens, transaction, signal }: SelectInput) => {
    const options = { instruction, budgetTokens, cost: contextEntryCost, pinned: paths, signal };
    if ((await transaction.changes()).length === 0) return index.select(options);
    const source = { list: () => transaction.list(), read: (path: string) => transaction.readText(path) };
    await using pending = createContext({ source });
    return await pending.select(options);
  };
}
