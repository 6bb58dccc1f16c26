import type { JsonObject } from './json.ts';
import type { Message, OutputFormat, ToolChoice, ToolDefinition } from './messages.ts';
import type { ModelResult, StreamPart } from './stream-part.ts';

/** What a model can do; shared code asks this and never the model's name. */
export interface ModelCapabilities {
  /** Whether it can call tools. */
  readonly tools: boolean;
  /** Whether it reads images. */
  readonly images: boolean;
  /** Whether it reads files other than images. */
  readonly files: boolean;
  /** Whether it can be held to a JSON Schema for its answer; default false. */
  readonly structuredOutput?: boolean;
  /**
   * Whether the provider keeps a request up to places that are marked in it. Then places are chosen for each request
   * that names none. Default false; true for Anthropic's protocol. OpenAI has marks since GPT-5.6, not for each model
   * (https://developers.openai.com/api/docs/guides/prompt-caching), and keeps what it can without them.
   */
  readonly cacheBreakpoints?: boolean;
  /** Size of its context in tokens, where it is known. */
  readonly contextTokens?: number;
  /** The most tokens it writes in one call, where it is known. */
  readonly maxOutputTokens?: number;
}

/** A place in a request up to which everything is likely to be sent again. */
export interface CacheBreakpoint {
  /** Behind the tools, the system messages, or the message at this place, 0-based. */
  readonly after: 'tools' | 'system' | number;
  /** How long it is to be kept: some minutes or about an hour. Default `short`. */
  readonly keep?: 'short' | 'long';
}

/** One call of a model. */
export interface ModelRequest {
  /** The conversation so far, oldest first. */
  readonly messages: readonly Message[];
  /** Tools that the model may call. Default: none. */
  readonly tools?: readonly ToolDefinition[];
  /** Whether it has to call one of them; default `auto`. */
  readonly toolChoice?: ToolChoice;
  /** The JSON that the answer has to be, for models whose capabilities declare it. Default: free text. */
  readonly outputFormat?: OutputFormat;
  /** Limit of the output in tokens; default is the provider's. */
  readonly maxOutputTokens?: number;
  /** Randomness of the output; default is the provider's. */
  readonly temperature?: number;
  /** Texts at which the model stops. */
  readonly stopSequences?: readonly string[];
  /**
   * Places up to which the provider should keep the request for later ones, where the model's capabilities declare
   * `cacheBreakpoints`. What its protocol does not allow is left out or made shorter. Default: chosen by what the
   * next call will send again; an empty list means none.
   */
  readonly cacheBreakpoints?: readonly CacheBreakpoint[];
  /** Fields for one provider, by its name; they are added to the body of the request as they are. */
  readonly providerOptions?: Readonly<Record<string, JsonObject>>;
}

/**
 * A running call. The request is sent when the first part or the result is asked for. Neither iterating nor
 * `result()` ever throws: every failure is the `finish` part. There is one reader; leaving its loop early
 * cancels the call. Parts that nobody has read yet are kept, and adjacent deltas of one part are joined.
 */
export interface ModelStream extends AsyncIterable<StreamPart> {
  /** Runs the call to its end and gives everything collected. May be asked for more than once. */
  result(): Promise<ModelResult>;
}

/** A language model of any provider. */
export interface LanguageModel {
  /** Who serves it, such as `openai`. */
  readonly provider: string;
  /** The model's name at that provider. */
  readonly modelId: string;
  /** What it can do. */
  readonly capabilities: ModelCapabilities;
  /** Starts a call; `signal` is the only way to cancel it from outside. */
  stream(request: ModelRequest, options?: { readonly signal?: AbortSignal }): ModelStream;
}
