import { type EnhancedCodeError, toJSON } from '@enhanced-code/errors';
import type { LanguageModel, ModelRequest, ModelStream } from '../model.ts';
import { batchesOf } from '../stream/batches.ts';
import { createModelStream } from '../stream/model-stream.ts';
import type { StreamPart } from '../stream-part.ts';
import { type Cassette, keyOf, type RecordedCall, type RecordedPart } from './cassette.ts';
import { type Scrub, scrubOf, scrubParts, scrubValue } from './scrub.ts';

/** Options of `recordModel`. */
export interface RecordOptions {
  /** Texts that must not be recorded, such as the keys of the process, whatever form they have. Default: none. */
  readonly secrets?: readonly string[];
  /** Replaces more than `secrets` and the known forms of keys, which always go. It is given whole texts. */
  readonly scrub?: (text: string) => string;
}

/** A model that writes down what it is asked and what it answers. */
export interface RecordingModel extends LanguageModel {
  /** What was recorded so far; calls that still run are left out. */
  cassette(): Cassette;
}

/** Records the calls of a model. What it streams is not changed; only the recording is without secrets. */
export function recordModel(model: LanguageModel, options: RecordOptions = {}): RecordingModel {
  const { provider, modelId, capabilities } = model;
  const known = scrubOf(options.secrets ?? []);
  const scrub: Scrub = (text) => known(options.scrub?.(text) ?? text);
  const calls: (RecordedCall | undefined)[] = [];
  return {
    ...{ provider, modelId, capabilities },
    stream(request, { signal } = {}) {
      const left = new AbortController();
      const either = signal === undefined ? left.signal : AbortSignal.any([signal, left.signal]);
      const place = calls.push(undefined) - 1;
      const asked = scrubValue(structuredClone(request), scrub);
      return recorded(model.stream(request, { signal: either }), model, left, (parts) => {
        calls[place] = { key: keyOf(asked), request: asked, parts: scrubParts(parts, scrub) };
      });
    },
    cassette: () => ({
      format: 'enhanced-code/cassette',
      version: 1,
      ...{ provider, modelId, capabilities },
      calls: calls.filter((call) => call !== undefined),
    }),
  };
}

/** The hash that a request with secrets in it has in a recording made with the same options. */
export function scrubbedKey(request: ModelRequest, options: RecordOptions): string {
  const known = scrubOf(options.secrets ?? []);
  return keyOf(scrubValue(request, (text) => known(options.scrub?.(text) ?? text)));
}

function recorded(
  stream: ModelStream,
  { provider, modelId }: LanguageModel,
  left: AbortController,
  onEnd: (parts: readonly RecordedPart[]) => void,
): ModelStream {
  const parts: RecordedPart[] = [];
  const next = batchesOf(stream);
  return createModelStream({
    ...{ provider, modelId },
    async pull() {
      const batch = await next();
      parts.push(...batch.map(toRecorded));
      if (batch.at(-1)?.type === 'finish') onEnd(parts);
      return batch;
    },
    // A call that is left still tells its end, which is recorded too.
    cancel: () => left.abort(),
  });
}

function toRecorded(part: StreamPart): RecordedPart {
  const error: EnhancedCodeError | undefined = 'error' in part ? part.error : undefined;
  const plain = error === undefined ? part : { ...part, error: toJSON(error) };
  return structuredClone(plain) as RecordedPart;
}
