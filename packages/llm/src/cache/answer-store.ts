/** Where a cache keeps answers, as texts by key. Keys are lower-case hex. */
export interface AnswerStore {
  /** The text below a key, or `undefined` where there is none. */
  get(key: string): Promise<string | undefined>;
  /** Keeps a text, and drops the texts unused for longest until everything fits. */
  set(key: string, text: string): Promise<void>;
  /** Drops a text. */
  delete(key: string): Promise<void>;
}

/** Options of a store. */
export interface AnswerStoreOptions {
  /** Most bytes of all texts together. Default 64 MiB in memory, 256 MiB on disk. */
  readonly maxBytes?: number;
}

const DEFAULT_BYTES = 64 * 2 ** 20;

/** Keeps answers in memory. What is larger than the bound by itself is not kept. */
export function memoryAnswerStore({ maxBytes = DEFAULT_BYTES }: AnswerStoreOptions = {}): AnswerStore {
  const texts = new Map<string, { readonly text: string; readonly bytes: number }>();
  let total = 0;
  const drop = (key: string): void => {
    total -= texts.get(key)?.bytes ?? 0;
    texts.delete(key);
  };
  return {
    async get(key) {
      const found = texts.get(key);
      if (found === undefined) return undefined;
      // A map keeps its order, so what is put back at the end was used last.
      texts.delete(key);
      texts.set(key, found);
      return found.text;
    },
    async set(key, text) {
      drop(key);
      const bytes = Buffer.byteLength(text);
      if (bytes > maxBytes) return;
      texts.set(key, { text, bytes });
      total += bytes;
      for (const oldest of texts.keys()) {
        if (total <= maxBytes) return;
        drop(oldest);
      }
    },
    async delete(key) {
      drop(key);
    },
  };
}
