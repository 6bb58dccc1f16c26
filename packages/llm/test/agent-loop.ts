import type { LanguageModel, Message, ToolDefinition } from '../src/index.ts';

/** How a loop of model calls and tool results goes. */
export interface AgentLoop {
  readonly steps: number;
  readonly system: string;
  readonly tools: readonly ToolDefinition[];
  /** Lines of each tool result. */
  readonly lines: number;
  /** Hands the tools over in another order each time. */
  readonly shuffle?: boolean;
}

/** Runs a model as an agent does: each answer and the results of its calls are sent again with all that was before. */
export async function runAgentLoop(model: LanguageModel, loop: AgentLoop): Promise<void> {
  const { steps, system, tools, lines, shuffle = false } = loop;
  const messages: Message[] = [
    { role: 'system', content: system },
    { role: 'user', content: 'Rename add to sum everywhere.' },
  ];
  for (let step = 0; step < steps; step += 1) {
    const order = shuffle && step % 2 === 1 ? [...tools].reverse() : tools;
    const { content, error, toolCalls } = await model.stream({ messages, tools: order }).result();
    if (error !== undefined) throw error;
    messages.push({ role: 'assistant', content });
    const results = toolCalls.map(({ toolCallId, toolName }) => ({
      toolCallId,
      toolName,
      output: `export const value = ${step};\n`.repeat(lines),
    }));
    if (results.length > 0) messages.push({ role: 'tool', content: results });
  }
}

/** Share of what had been sent before that a server read from its cache. */
export function rereadShare(bills: readonly { readonly read: number; readonly repeated: number }[]): number {
  const later = bills.slice(1);
  const sum = (name: 'read' | 'repeated') => later.reduce((total, bill) => total + bill[name], 0);
  return sum('read') / sum('repeated');
}
