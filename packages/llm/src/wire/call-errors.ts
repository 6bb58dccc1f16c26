import type { DetailsOf, EnhancedCodeError, ErrorOptions } from '@enhanced-code/errors';
import { llmErrors } from '../errors/llm-errors.ts';

type Entries = typeof llmErrors.entries;
type CallDetails = DetailsOf<Entries['EC_LLM_NETWORK']>;

/** Codes of the errors that a single call can end with: those whose details are the common ones. */
export type CallErrorCode = {
  [Code in keyof Entries]: Entries[Code]['details'] extends Entries['EC_LLM_NETWORK']['details']
    ? Code
    : never;
}[keyof Entries];

/** What is known about a failure beyond the provider and the model. */
export type FailureDetails = Omit<CallDetails, 'provider' | 'modelId' | 'protocol'>;

/** Makes the errors of one call, each with the provider, the model and the request id in it. */
export class CallErrors {
  readonly #provider: string;
  readonly #modelId: string;
  readonly #protocol: string;
  /** Milliseconds since 1970; dates in headers are read against it. */
  readonly now: () => number;
  /** Id of the request at the provider, once the headers have told it. */
  requestId: string | undefined;
  /** The workspace that the headers have named. */
  workspaceId: string | undefined;
  /** Limit of requests per minute that the headers have told. */
  requestsPerMinute: number | undefined;

  constructor(call: { provider: string; modelId: string; protocol: string; now: () => number }) {
    this.#provider = call.provider;
    this.#modelId = call.modelId;
    this.#protocol = call.protocol;
    this.now = call.now;
  }

  create(code: CallErrorCode, details: FailureDetails = {}, options: ErrorOptions = {}): EnhancedCodeError {
    const common = { provider: this.#provider, modelId: this.#modelId, protocol: this.#protocol };
    const request = this.requestId === undefined ? {} : { requestId: this.requestId };
    return llmErrors.create(
      code,
      { ...common, ...request, ...details },
      { origin: this.#provider, ...options },
    );
  }

  /** The wire said something that its protocol does not allow. */
  protocol(reason: string, cause?: unknown): EnhancedCodeError {
    return this.create('EC_LLM_PROTOCOL', { reason }, cause === undefined ? {} : { cause });
  }
}
