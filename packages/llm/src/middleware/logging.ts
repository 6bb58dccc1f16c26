import { type Clock, systemClock } from '../clock.ts';
import type { JsonValue } from '../json.ts';
import type { LanguageModel, ModelRequest } from '../model.ts';
import { PartCollector } from '../stream/part-collector.ts';
import type { FinishPart, StreamPart, TerminalState, Usage } from '../stream-part.ts';
import { type AttemptRecord, AttemptTracker } from '../usage/attempt-record.ts';
import { guardCalls } from './guard-calls.ts';

/** One line of a log. Texts of request and answer are in it only where `content` was given. */
export type CallLogEntry =
  | {
      /** A call begins. */
      readonly type: 'call-start';
      /** Number of the call, counted from 1 by this wrapper. */
      readonly call: number;
      /** Who is asked. */
      readonly provider: string;
      /** The model that is asked. */
      readonly modelId: string;
      /** How many messages it is asked. */
      readonly messages: number;
      /** How many tools it may call. */
      readonly tools: number;
      /** The messages after redaction, where texts are logged. */
      readonly request?: JsonValue;
    }
  | {
      /** One attempt of it has ended. */
      readonly type: 'attempt-end';
      /** Number of the call. */
      readonly call: number;
      /** What became of the attempt. */
      readonly attempt: AttemptRecord;
    }
  | {
      /** The call has ended. */
      readonly type: 'call-end';
      /** Number of the call. */
      readonly call: number;
      /** How it ended. */
      readonly state: TerminalState;
      /** Tokens of all attempts. */
      readonly usage: Usage;
      /** From its start to its end, in milliseconds. */
      readonly durationMs: number;
      /** Code of what ended it, where it did not finish. */
      readonly errorCode?: string;
      /** The answer after redaction, where texts are logged. */
      readonly answer?: string;
    };

/** Options of `withLogging`. */
export interface WithLoggingOptions {
  /** Takes each entry. */
  readonly log: (entry: CallLogEntry) => void;
  /**
   * Makes texts of requests and answers fit for the log, such as the secret scanner of `@enhanced-code/security`.
   * Default: no text is logged at all.
   */
  readonly content?: (text: string) => string;
  /** Default is the machine's clock. */
  readonly clock?: Clock;
}

/** Logs how calls went: models, sizes, times, tokens and codes of errors, and no text unless it is asked for. */
export function withLogging(model: LanguageModel, options: WithLoggingOptions): LanguageModel {
  const { log, content, clock = systemClock } = options;
  let calls = 0;
  return guardCalls(model, ({ request }) => {
    calls += 1;
    const call = calls;
    const startedAt = clock.now();
    const tracker = new AttemptTracker(model, clock);
    const collector = content && new PartCollector();
    log({ type: 'call-start', call, ...describe(model, request, content) });
    const follow = (part: StreamPart): void => {
      collector?.add(part);
      const attempt = tracker.add(part);
      if (attempt !== undefined) log({ type: 'attempt-end', call, attempt });
    };
    return {
      onPart: follow,
      onEnd(finish) {
        follow(finish);
        const answer = collector && content ? { answer: content(collector.result(finish).text) } : {};
        log({ type: 'call-end', call, durationMs: clock.now() - startedAt, ...endOf(finish), ...answer });
      },
    };
  });
}

function describe(
  model: LanguageModel,
  { messages, tools = [] }: ModelRequest,
  content?: (text: string) => string,
) {
  const { provider, modelId } = model;
  const sizes = { provider, modelId, messages: messages.length, tools: tools.length };
  return content === undefined ? sizes : { ...sizes, request: redactAll(messages, content) };
}

function endOf({ state, usage: { raw: _raw, ...usage }, error }: FinishPart) {
  return { state, usage, ...(error === undefined ? {} : { errorCode: error.code }) };
}

/** Every text in a value goes through the redaction, names of fields do not. */
function redactAll(value: unknown, content: (text: string) => string): JsonValue {
  if (typeof value === 'string') return content(value);
  if (Array.isArray(value)) return value.map((item) => redactAll(item, content));
  if (typeof value !== 'object' || value === null) return value as JsonValue;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, redactAll(item, content)]));
}
