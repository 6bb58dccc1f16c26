import { type DeadlineKind, startDeadlines } from '@enhanced-code/errors/recovery';
import { type Clock, systemClock } from '../clock.ts';
import { llmErrors } from '../errors/llm-errors.ts';
import type { LanguageModel } from '../model.ts';
import { TextBuffer } from '../stream/text-buffer.ts';
import type { StreamPart } from '../stream-part.ts';
import { estimateRequestTokens } from '../tokens/estimate-request.ts';
import { estimateTokens } from '../tokens/estimate-tokens.ts';
import { guardCalls } from './guard-calls.ts';

/** Options of `withDeadlines`; all in milliseconds, and one that is left out does not apply. */
export interface WithDeadlinesOptions {
  /** From the start to the first content. */
  readonly firstMs?: number;
  /** Between two pieces of content. */
  readonly idleMs?: number;
  /** The whole call. */
  readonly totalMs?: number;
  /** Default is the machine's clock. */
  readonly clock?: Clock;
}

const CODES = {
  connect: 'EC_LLM_FIRST_TIMEOUT',
  header: 'EC_LLM_FIRST_TIMEOUT',
  first: 'EC_LLM_FIRST_TIMEOUT',
  idle: 'EC_LLM_IDLE_TIMEOUT',
  total: 'EC_LLM_TOTAL_TIMEOUT',
} as const satisfies Readonly<Record<DeadlineKind, string>>;

/**
 * Deadlines over any model, such as one of another library; those of this package's providers are options of the
 * provider and also know the connection. A call that misses one ends as failed at that moment.
 */
export function withDeadlines(model: LanguageModel, options: WithDeadlinesOptions): LanguageModel {
  const { clock = systemClock, ...limits } = options;
  return guardCalls(model, ({ request, end, signal }) => {
    const output = new TextBuffer();
    const deadlines = startDeadlines(limits, { clock });
    deadlines.reached('header');
    const expire = (): void => {
      const kind = deadlines.next()?.kind ?? 'total';
      const { provider, modelId } = model;
      const limitMs = limits[`${kind}Ms` as keyof typeof limits];
      const details = { provider, modelId, ...(limitMs === undefined ? {} : { limitMs }) };
      const inputTokens = estimateRequestTokens(request);
      end(llmErrors.create(CODES[kind], details), {
        inputTokens,
        outputTokens: estimateTokens(output.text),
        source: 'estimated',
      });
    };
    deadlines.signal.addEventListener('abort', expire, { once: true });
    signal.addEventListener('abort', () => deadlines[Symbol.dispose](), { once: true });
    return {
      onPart(part) {
        const text = contentOf(part);
        if (text === undefined) return;
        output.add(text);
        deadlines.reached('idle');
      },
      onEnd: () => deadlines[Symbol.dispose](),
    };
  });
}

/** What a part adds to the output; `undefined` where it is no content. */
function contentOf(part: StreamPart): string | undefined {
  if (part.type === 'text-delta' || part.type === 'reasoning-delta') return part.text;
  return part.type === 'tool-call-delta' ? part.inputText : undefined;
}
