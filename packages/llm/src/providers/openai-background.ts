import { llmErrors } from '../errors/llm-errors.ts';
import type { JsonObject } from '../json.ts';
import { BackgroundBody, type BackgroundRequests, type TakeUp } from './background-body.ts';

interface RequestOptions {
  readonly signal: AbortSignal;
  readonly maxRetries: 0;
}

/** What the events after a number are asked for with. */
interface ResumeQuery {
  readonly stream: true;
  readonly starting_after: number;
  readonly include?: JsonObject[string];
}

/** A request whose raw answer can be had. */
interface RawAnswer {
  asResponse(): Promise<Response>;
}

/** The part of OpenAI's client that reaches an answer made before. */
export interface StoredResponses {
  readonly retrieve: (id: string, query: ResumeQuery, options: RequestOptions) => RawAnswer;
  readonly cancel: (id: string, options: RequestOptions) => RawAnswer;
}

/** What takes up the response that `sent` asks for; only a stored one can be. */
export function takeUpResponses(
  connect: () => Promise<StoredResponses>,
  sent: JsonObject,
  maxResumes: number,
): TakeUp {
  if (sent.store !== true) {
    const reason = 'an answer in the background has to be stored';
    throw llmErrors.create('EC_LLM_INVALID_OPTION', { option: 'store', reason });
  }
  const requests = backgroundRequests(connect, sent, maxResumes);
  return (first, options) => new BackgroundBody(first, { ...options, requests });
}

/**
 * Requests about the response in the background that `sent` asked for. A response can be streamed again only if it
 * was made with `stream: true`, and not for longer than some minutes after it was made.
 * Wire format: https://developers.openai.com/api/docs/guides/background
 */
function backgroundRequests(
  connect: () => Promise<StoredResponses>,
  sent: JsonObject,
  maxResumes: number,
): BackgroundRequests {
  // What was asked for beyond the usual, such as encrypted thoughts, has to be in the rest as well.
  const { include } = sent;
  return {
    maxResumes,
    async resume(id, after, signal) {
      const responses = await connect();
      const query = { stream: true, starting_after: after, ...(include && { include }) } as const;
      return responses.retrieve(id, query, { signal, maxRetries: 0 }).asResponse();
    },
    async cancel(id, signal) {
      const responses = await connect();
      const answer = await responses.cancel(id, { signal, maxRetries: 0 }).asResponse();
      await answer.body?.cancel();
    },
  };
}
