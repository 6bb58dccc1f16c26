import { toJSON } from '@enhanced-code/errors';
import type { EditParser } from '@enhanced-code/file-management';
import type { LanguageModel, ModelRequest, ModelResult, StreamPart } from '@enhanced-code/llm';
import type { RunEventDraft } from '../events/run-event.ts';
import { streamErrors } from '../stream-errors.ts';
import type { StepRecorder } from './step-recorder.ts';
import type { StepAttempt } from './step-result.ts';

/** What `generate` takes. */
export interface GenerateOptions {
  readonly model: LanguageModel;
  readonly request: ModelRequest;
  readonly signal: AbortSignal;
  readonly recorder: StepRecorder;
  readonly createParser: () => EditParser;
  /** Ids of attempts that the step has used already. */
  readonly usedIds: Set<string>;
}

/** What came of one model call. */
export interface Reply {
  readonly result: ModelResult;
  /** The parser of the attempt that counts. Its `end()` has not been called. */
  readonly parser: EditParser;
  readonly attempts: readonly StepAttempt[];
  /** How many edits of that attempt were complete before its end, and have their events. */
  readonly parsedEdits: number;
  /** The attempt that ended the call; absent where it failed before any began. */
  readonly attemptId?: string;
  /** Parts of that attempt, for its retraction. */
  readonly partIds: readonly string[];
}

/** Calls the model once, tells the log what it says, and reads edits while they arrive. */
export async function generate(options: GenerateOptions): Promise<Reply> {
  const { model, request, signal } = options;
  const reading = new ReplyReading(options);
  const stream = model.stream(request, { signal });
  for await (const part of stream) {
    const recorded = reading.take(part);
    // Most parts are deltas that the log holds back; only those that it writes are waited for.
    if (recorded !== undefined) await recorded;
  }
  return reading.end(await stream.result());
}

class ReplyReading {
  readonly #options: GenerateOptions;
  readonly #attempts: StepAttempt[] = [];
  #parser: EditParser;
  #attemptId: string | undefined;
  #partIds: string[] = [];
  #parsedEdits = 0;
  #finished = false;

  constructor(options: GenerateOptions) {
    this.#options = options;
    this.#parser = options.createParser();
  }

  take(part: StreamPart): void | Promise<void> {
    switch (part.type) {
      case 'attempt-start':
        return this.#startAttempt(part);
      case 'attempt-reset':
        return this.#resetAttempt(part);
      case 'finish':
        return this.#finish(part);
      case 'text-start':
      case 'reasoning-start':
      case 'tool-call-start':
        this.#partIds.push(part.partId);
        return this.#emit(part);
      case 'text-delta':
        return this.#takeText(part);
      default:
        return this.#emit(part);
    }
  }

  end(result: ModelResult): Reply {
    const attempts = [...this.#attempts];
    if (this.#attemptId !== undefined) attempts.push({ attemptId: this.#attemptId, state: result.state });
    return {
      result: this.#finished ? result : unfinished(result),
      parser: this.#parser,
      attempts,
      partIds: this.#partIds,
      parsedEdits: this.#parsedEdits,
      ...(this.#attemptId === undefined ? {} : { attemptId: this.#attemptId }),
    };
  }

  #startAttempt(part: Extract<StreamPart, { type: 'attempt-start' }>): void | Promise<void> {
    this.#attemptId = unusedId(part.attemptId, this.#options.usedIds);
    this.#partIds = [];
    return this.#emit(part);
  }

  #resetAttempt(part: Extract<StreamPart, { type: 'attempt-reset' }>): void | Promise<void> {
    const attemptId = this.#attemptId ?? part.attemptId;
    this.#attempts.push({ attemptId, state: 'reset' });
    this.#parser = this.#options.createParser();
    this.#parsedEdits = 0;
    const { type, retract } = part;
    return this.#options.recorder.emit({
      type,
      attemptId,
      retract,
      rolledBack: false,
      error: toJSON(part.error),
    });
  }

  #finish(part: Extract<StreamPart, { type: 'finish' }>): void | Promise<void> {
    this.#finished = true;
    if (this.#attemptId === undefined) return;
    const { state, finishReason, usage, error } = part;
    return this.#options.recorder.emit({
      type: 'attempt-end',
      attemptId: this.#attemptId,
      state,
      finishReason,
      usage,
      ...(error === undefined ? {} : { error: toJSON(error) }),
    });
  }

  #takeText(part: Extract<StreamPart, { type: 'text-delta' }>): void | Promise<void> {
    const recorded = this.#emit(part);
    const events = this.#parser.push(part.text);
    return events.length === 0 ? recorded : this.#recordEdits(recorded, events);
  }

  async #recordEdits(before: void | Promise<void>, events: readonly EditParserEvent[]): Promise<void> {
    await before;
    for (const event of events) {
      if (event.type !== 'edit-end') continue;
      this.#parsedEdits += 1;
      await this.#options.recorder.emit(editParsed(this.#attemptId, event.editIndex, event.edit));
    }
  }

  #emit(part: RecordedPart): void | Promise<void> {
    return this.#options.recorder.emit({ ...part, attemptId: this.#attemptId ?? '' });
  }
}

/** Says that an edit has been read to its end. */
export function editParsed(
  attemptId: string | undefined,
  index: number,
  { path }: { readonly path?: string },
): RunEventDraft {
  return { type: 'edit-parsed', attemptId: attemptId ?? '', index, ...(path === undefined ? {} : { path }) };
}

type EditParserEvent = ReturnType<EditParser['push']>[number];

/** Parts whose event has the same fields. */
type RecordedPart = Exclude<StreamPart, { type: 'attempt-reset' | 'finish' }>;

/** A provider may count its attempts anew for every call; readers tell attempts of a step apart by their ids. */
function unusedId(attemptId: string, usedIds: Set<string>): string {
  let id = attemptId;
  for (let count = 2; usedIds.has(id); count += 1) id = `${attemptId}.${count}`;
  usedIds.add(id);
  return id;
}

/** A stream without its last part is not clean, whatever its result claims. */
function unfinished(result: ModelResult): ModelResult {
  const error = streamErrors.create('EC_STREAM_MODEL_UNFINISHED', {});
  return { ...result, state: 'truncated', toolCalls: [], error };
}
