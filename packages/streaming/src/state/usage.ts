import type { Usage } from '@enhanced-code/llm';
import { addUsage as addAll } from '@enhanced-code/llm/usage';

/** Nothing used. */
export const noUsage: Usage = { inputTokens: 0, outputTokens: 0, source: 'measured' };

/** Tokens of both. The sum is measured only where both are; a count that nobody reported stays absent. */
export function addUsage(left: Usage, right: Usage): Usage {
  return addAll([left, right]);
}
