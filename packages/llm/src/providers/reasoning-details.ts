import { isObject, type JsonObject, type JsonValue, textAt } from '../json.ts';
import { TextBuffer } from '../stream/text-buffer.ts';

/** The field whose text grows from piece to piece, by the type of a detail. What is encrypted comes whole. */
const GROWING = { 'reasoning.text': 'text', 'reasoning.summary': 'summary' } as const;

interface Detail {
  readonly fields: Record<string, JsonValue>;
  readonly name: (typeof GROWING)[keyof typeof GROWING];
  readonly text: TextBuffer;
}

/**
 * Puts OpenRouter's `reasoning_details` together from their pieces. It wants them back whole and in their order: a
 * signature stands for all of a thought's text, and it may come in a piece of its own, after the answer has begun.
 * Wire format: https://openrouter.ai/docs/use-cases/reasoning-tokens#preserving-reasoning-blocks
 */
export class ReasoningDetails {
  readonly #details: (Detail | JsonObject)[] = [];
  /** What may still grow, by type and index. */
  readonly #open = new Map<string, Detail>();

  /** Everything so far, as one message carries it. */
  get list(): readonly JsonObject[] {
    return this.#details.map((detail) =>
      isDetail(detail) ? { ...detail.fields, [detail.name]: detail.text.text } : detail,
    );
  }

  /** Takes the details of one delta. Gives the text that they add for a reader. */
  add(pieces: readonly unknown[]): string {
    return pieces.map((piece) => (isObject(piece) ? this.#add(piece as JsonObject) : '')).join('');
  }

  #add(piece: JsonObject): string {
    const { type, index } = piece;
    const name = type === 'reasoning.text' || type === 'reasoning.summary' ? GROWING[type] : undefined;
    if (name === undefined) {
      this.#details.push(piece);
      return '';
    }
    const key = `${type} ${index}`;
    const text = textAt(piece, name) ?? '';
    const detail = this.#grown(key, piece, text) ?? this.#start(key, name);
    for (const [field, value = null] of Object.entries(piece))
      if (field !== name && (value !== null || !(field in detail.fields))) detail.fields[field] = value;
    detail.text.add(text);
    return text;
  }

  /** The detail that a piece continues: nothing follows a signature, and another id is another detail. */
  #grown(key: string, { id, index }: JsonObject, text: string): Detail | undefined {
    const open = this.#open.get(key);
    const signed = text !== '' && isGiven(open?.fields.signature);
    const other = isGiven(id) && isGiven(open?.fields.id) && open?.fields.id !== id;
    // Without an index only what came last can go on.
    const passed = !isGiven(index) && open !== this.#details.at(-1);
    return signed || other || passed ? undefined : open;
  }

  #start(key: string, name: Detail['name']): Detail {
    const detail: Detail = { fields: {}, name, text: new TextBuffer() };
    this.#details.push(detail);
    this.#open.set(key, detail);
    return detail;
  }
}

function isDetail(detail: Detail | JsonObject): detail is Detail {
  return detail.text instanceof TextBuffer;
}

function isGiven(value: JsonValue | undefined): boolean {
  return value !== undefined && value !== null;
}
