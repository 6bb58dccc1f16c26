import { isObject, parseJson } from '../json.ts';
import type { AssistantPart } from '../messages.ts';
import type { ModelStream } from '../model.ts';
import { nodeModule } from '../node-module.ts';
import { createModelStream } from '../stream/model-stream.ts';
import { PartWriter } from '../stream/part-writer.ts';
import type {
  FinishPart,
  FinishReason,
  ModelResult,
  ResponseInfo,
  StreamPart,
  Usage,
} from '../stream-part.ts';
import { canonicalJson } from './canonical-json.ts';

/** A finished answer as it is kept. */
export interface CachedAnswer {
  /** Says what it is. */
  readonly format: 'enhanced-code.answer';
  /** Version of the format. */
  readonly version: 1;
  /** Key of the request that it answers. */
  readonly key: string;
  /** When it was kept, milliseconds since 1970. */
  readonly storedAt: number;
  /** Everything that the model said, in order. */
  readonly content: readonly AssistantPart[];
  /** Why the model stopped. */
  readonly finishReason: FinishReason;
  /** Tokens of the call that was made then. */
  readonly usage: Usage;
  /** What the response said about itself then. */
  readonly response?: ResponseInfo;
}

/** What is kept of a result. */
export function toCachedAnswer(key: string, result: ModelResult, storedAt: number): CachedAnswer {
  const { content, finishReason, usage, response } = result;
  const told = response === undefined ? {} : { response };
  return { format: 'enhanced-code.answer', version: 1, key, storedAt, content, finishReason, usage, ...told };
}

/** The text of an answer with a checksum before it, so that damage is noticed whatever it hits. */
export function writeCachedAnswer(answer: CachedAnswer): string {
  const text = canonicalJson(answer);
  return `${checksum(text)}\n${text}\n`;
}

/** What a kept text turned out to be. */
export type ReadAnswer =
  | {
      /** The answer. */
      readonly answer: CachedAnswer;
    }
  | {
      /** Why there is none. */
      readonly problem: string;
    };

/** Reads the text of an answer; whatever is wrong with it is told and never thrown. */
export function readCachedAnswer(key: string, text: string): ReadAnswer {
  const end = text.indexOf('\n');
  const body = text.slice(end + 1, -1);
  const whole = end !== -1 && text.endsWith('\n');
  if (!whole || text.slice(0, end) !== checksum(body)) return { problem: 'its checksum does not fit' };
  const value = parseJson(body);
  if (!isObject(value) || value.format !== 'enhanced-code.answer') return { problem: 'it is no answer' };
  if (value.version !== 1) return { problem: 'it is of a version that is not known here' };
  if (value.key !== key) return { problem: 'it answers another request' };
  return { answer: value as unknown as CachedAnswer };
}

function checksum(text: string): string {
  return nodeModule('node:crypto').createHash('sha256').update(text).digest('hex');
}

/** Nothing is used when a kept answer is given again. */
const NO_USAGE: Usage = { inputTokens: 0, outputTokens: 0, source: 'measured' };

/** Gives a kept answer again as a stream; its `response.cached` says so and what it had cost. */
export function replayAnswer(
  answer: CachedAnswer,
  { provider, modelId }: { readonly provider: string; readonly modelId: string },
): ModelStream {
  const attemptId = `cached-${answer.key.slice(0, 12)}`;
  const batches: (readonly StreamPart[])[] = [
    [{ type: 'attempt-start', attemptId, provider, modelId }, ...partsOf(answer.content, attemptId)],
  ];
  let cancelled = false;
  return createModelStream({
    provider,
    modelId,
    pull: () => Promise.resolve((cancelled ? undefined : batches.shift()) ?? finishOf(answer)),
    cancel() {
      cancelled = true;
    },
  });
}

function partsOf(content: readonly AssistantPart[], attemptId: string): StreamPart[] {
  const writer = new PartWriter(attemptId);
  for (const [key, part] of content.entries()) writePart(writer, key, part);
  writer.closeTexts();
  return writer.take();
}

function writePart(writer: PartWriter, key: number, part: AssistantPart): void {
  if (part.type === 'tool-call') {
    writer.toolStart(key, part.toolCallId, part.toolName);
    writer.toolDelta(key, part.inputText);
    writer.toolEnd(key, part.opaque);
  } else if (part.type === 'text') {
    writer.text(key, part.text);
    writer.textEnd(key, part.opaque);
  } else {
    writer.reasoning(key, part.text);
    writer.textEnd(key, part.opaque);
  }
}

function finishOf({ finishReason, usage, response, key, storedAt }: CachedAnswer): readonly StreamPart[] {
  const cached = { key, storedAt, usage };
  const finish: FinishPart = {
    type: 'finish',
    state: 'finished',
    finishReason,
    usage: NO_USAGE,
    response: { ...response, cached },
  };
  return [{ type: 'usage', usage: NO_USAGE }, finish];
}
