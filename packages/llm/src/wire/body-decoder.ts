import type { EnhancedCodeError } from '@enhanced-code/errors';
import { isObject, parseJson } from '../json.ts';
import type { CallErrors } from './call-errors.ts';
import { classifyError } from './classify-error.ts';
import { SseReader } from './sse-reader.ts';
import type { ChunkDecoder, Outcome, WireDecoder } from './wire-decoder.ts';

/** Reads a streamed body of any protocol: bytes in, decoded events out, and one outcome. Never throws. */
export class BodyDecoder implements ChunkDecoder<Uint8Array> {
  #reader = this.#newReader();
  readonly #protocol: WireDecoder;
  readonly #errors: CallErrors;
  #failure: EnhancedCodeError | undefined;
  #events = 0;
  #ended = false;

  constructor(protocol: WireDecoder, errors: CallErrors) {
    this.#protocol = protocol;
    this.#errors = errors;
  }

  /** Whether nothing more needs to be read. */
  get complete(): boolean {
    return this.#failure !== undefined || this.#protocol.complete;
  }

  /** Takes the next bytes of the body. */
  push(chunk: Uint8Array): void {
    if (!this.#reader.push(chunk)) this.#failure ??= this.#errors.protocol('the body is not valid UTF-8');
  }

  /** Takes the end of the body: where no outcome was seen by now, the answer is cut. */
  end(): Outcome {
    this.flush();
    return this.outcome() ?? this.#withoutEvents() ?? failed(this.#strayError() ?? this.#cut());
  }

  /** Takes the loss of a body that may be taken up by another one: an event that only lacks its blank line is whole. */
  flush(): void {
    this.#ended = true;
    this.#reader.end();
  }

  /** Another body goes on after the last whole event; what broke off comes again. */
  restart(): void {
    this.#ended = false;
    this.#reader = this.#newReader();
  }

  /** How the call ended, if the bytes so far say so. */
  outcome(): Outcome | undefined {
    return this.#failure === undefined ? this.#protocol.outcome() : failed(this.#failure);
  }

  #newReader(): SseReader {
    return new SseReader((data, event) => this.#take(data, event));
  }

  #take(data: string, event: string): void {
    if (this.complete) return;
    this.#events += 1;
    const value = parseJson(data);
    if (isObject(value)) this.#decode(value, event);
    else if (data.trim() === '[DONE]') this.#protocol.doneMarker();
    // The last event of a cut body is cut itself: that is a truncation, which `end` reports.
    else if (!this.#ended) this.#failure = this.#errors.protocol('an event is not a JSON object');
  }

  #decode(value: Readonly<Record<string, unknown>>, name: string): void {
    if (value.error) this.#failure = classifyError(this.#errors, { body: value });
    else this.#tell(value, name);
  }

  /** A defect of a decoder must not look like one of the connection, which would be tried again. */
  #tell(value: Readonly<Record<string, unknown>>, name: string): void {
    try {
      this.#protocol.event(value, name);
    } catch (cause) {
      this.#failure = this.#errors.create(
        'EC_LLM_INTERNAL',
        { reason: 'an event was not understood' },
        { cause },
      );
    }
  }

  /** A server that does not stream sends the whole answer as one JSON object. */
  #withoutEvents(): Outcome | undefined {
    const whole = this.#events === 0 ? parseJson(this.#reader.strayText) : undefined;
    if (!isObject(whole)) return undefined;
    this.#decode(whole, '');
    return this.outcome();
  }

  #cut(): EnhancedCodeError {
    const empty = this.#events === 0 && this.#reader.strayText === '';
    const reason = empty ? 'the body is empty' : 'the stream ended without its closing event';
    return this.#errors.create('EC_LLM_TRUNCATED', { reason });
  }

  /** Some servers answer with status 200 and then an error or a page outside of any event. */
  #strayError(): EnhancedCodeError | undefined {
    const text = this.#reader.strayText.trim();
    const lines = text.split('\n');
    const found = [parseJson(text), readErrorLine(lines[lines.length - 1] ?? '')].map(firstOf).find(isObject);
    if (found?.error) return classifyError(this.#errors, { body: found });
    if (text === '' || this.#events > 0) return undefined;
    if (found === undefined && text.startsWith('{')) return this.#cut();
    const received = text.startsWith('<') ? 'HTML' : found === undefined ? 'text' : 'JSON in one piece';
    return this.#errors.create('EC_LLM_NOT_AN_API', { received }, { unsafe: text });
  }
}

/** A bare JSON error, or one in a field called `error`, as older servers of llama.cpp send it. */
function readErrorLine(line: string): unknown {
  if (!line.startsWith('error:')) return parseJson(line);
  const error = parseJson(line.slice(6));
  return isObject(error) && !('error' in error) ? { error } : error;
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}

function failed(error: EnhancedCodeError): Outcome {
  const state = error.class === 'truncated' ? 'truncated' : 'failed';
  return { state, finishReason: { unified: state === 'truncated' ? 'other' : 'error' }, error };
}
