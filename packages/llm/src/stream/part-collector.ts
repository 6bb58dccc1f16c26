import type { AssistantPart, OpaqueBlock } from '../messages.ts';
import type { FinishPart, ModelResult, StreamPart } from '../stream-part.ts';
import { TextBuffer } from './text-buffer.ts';

interface CollectedText {
  readonly kind: 'text' | 'reasoning';
  readonly buffer: TextBuffer;
  opaque?: OpaqueBlock;
}

type Collected = CollectedText | { readonly kind: 'tool-call'; readonly part: AssistantPart };

/** Folds the parts of a stream into its result, forgetting what an `attempt-reset` takes back. */
export class PartCollector {
  readonly #parts = new Map<string, Collected>();

  /** Takes the next part. */
  add(part: StreamPart): void {
    switch (part.type) {
      case 'text-delta':
        this.#text(part.partId, 'text').buffer.add(part.text);
        return;
      case 'reasoning-delta':
        this.#text(part.partId, 'reasoning').buffer.add(part.text);
        return;
      case 'reasoning-end':
        if (part.opaque !== undefined) this.#text(part.partId, 'reasoning').opaque = part.opaque;
        return;
      case 'text-end':
        if (part.opaque !== undefined) this.#text(part.partId, 'text').opaque = part.opaque;
        return;
      case 'tool-call-end':
        this.#toolCall(part);
        return;
      case 'attempt-reset':
        for (const partId of part.retract) this.#parts.delete(partId);
    }
  }

  /** Everything collected, with how it ended. */
  result(finish: FinishPart): ModelResult {
    const content = [...this.#parts.values()].map(toAssistantPart);
    const { state, finishReason, usage, error, response } = finish;
    return {
      state,
      text: joined(content, 'text'),
      reasoning: joined(content, 'reasoning'),
      toolCalls: content.filter((part) => part.type === 'tool-call'),
      content,
      finishReason,
      usage,
      ...(error === undefined ? {} : { error }),
      ...(response === undefined ? {} : { response }),
    };
  }

  #text(partId: string, kind: CollectedText['kind']): CollectedText {
    const known = this.#parts.get(partId);
    if (known !== undefined && known.kind === kind) return known;
    const fresh: CollectedText = { kind, buffer: new TextBuffer() };
    this.#parts.set(partId, fresh);
    return fresh;
  }

  #toolCall(part: StreamPart & { readonly type: 'tool-call-end' }): void {
    const { partId, toolCallId, toolName, inputText, opaque } = part;
    const kept = opaque === undefined ? {} : { opaque };
    this.#parts.set(partId, {
      kind: 'tool-call',
      part: { type: 'tool-call', toolCallId, toolName, inputText, ...kept },
    });
  }
}

function toAssistantPart(collected: Collected): AssistantPart {
  if (collected.kind === 'tool-call') return collected.part;
  const { kind, buffer, opaque } = collected;
  return { type: kind, text: buffer.text, ...(opaque === undefined ? {} : { opaque }) };
}

function joined(content: readonly AssistantPart[], type: 'text' | 'reasoning'): string {
  return content.map((part) => (part.type === type ? part.text : '')).join('');
}
