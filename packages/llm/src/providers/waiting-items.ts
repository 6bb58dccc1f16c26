import { textAt } from '../json.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Calls that the provider runs itself. */
const OWN = new Set([
  'code_interpreter_call',
  'file_search_call',
  'image_generation_call',
  'mcp_call',
  'web_search_call',
]);

/**
 * Finds items of a response that wait for somebody outside, and that are no calls of functions: calls of tools that a
 * request brought in the provider's own form, and questions for approval. They cannot be answered by an executor here,
 * so an answer that ends with one is complete but is no ordinary stop.
 */
export class WaitingItems {
  readonly #waiting = new Map<string, string>();

  /** Type of the first item that waits, or `undefined`. */
  get first(): string | undefined {
    return this.#waiting.values().next().value;
  }

  /** Nothing waits any more. */
  clear(): void {
    this.#waiting.clear();
  }

  /** Takes a finished item. Gives whether it is one that waits or answers one. */
  add(item: Fields): boolean {
    const type = textAt(item, 'type') ?? '';
    const id = textAt(item, 'call_id') ?? textAt(item, 'id') ?? '';
    if (type.endsWith('_output')) return this.#waiting.delete(id);
    const waits = type === 'mcp_approval_request' || (type.endsWith('_call') && !OWN.has(type));
    if (!waits || item.execution === 'server') return false;
    this.#waiting.set(id, type);
    return true;
  }
}
