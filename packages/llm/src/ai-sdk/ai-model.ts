/**
 * The part of an AI SDK language model that is used here, of any of its specifications. It is written down
 * structurally, so that neither the AI SDK nor one version of it is needed to compile or to run.
 * Source: https://github.com/vercel/ai/tree/main/packages/provider/src/language-model
 */
export interface AISDKLanguageModel {
  /** Version of the specification. */
  readonly specificationVersion: 'v2' | 'v3' | 'v4';
  /** Who serves it, in the words of the AI SDK. */
  readonly provider: string;
  /** The model's name at that provider. */
  readonly modelId: string;
  /** Starts a call. */
  // Declared as a method, so that models whose options are typed more narrowly fit.
  doStream(options: never): PromiseLike<AISDKStream>;
}

/** An answer of an AI SDK model. */
export interface AISDKStream {
  /** The parts of the answer. */
  readonly stream: ReadableStream<unknown>;
  /** What the transport told. */
  readonly response?:
    | {
        /** Headers of the answer, by their names in lower case. */
        readonly headers?: Readonly<Record<string, string>> | undefined;
      }
    | undefined;
}
