import type { Outcome } from '@enhanced-code/errors/recovery';
import type { Clock } from '../clock.ts';

/**
 * Where several processes or machines tell each other which circuits are open, such as one table with a row per key.
 * What it rejects is reported and never stops a call.
 */
export interface CircuitStore {
  /** Until when a circuit is open, milliseconds since 1970; `undefined` while it is closed. */
  read(key: string): Promise<number | undefined>;
  /**
   * Puts `until` in the place of `known`, in one step, and gives whether `known` was still there:
   * `update … set until = $until where key = $key and until = $known`. `undefined` is a missing row.
   */
  replace(key: string, known: number | undefined, until: number | undefined): Promise<boolean>;
}

/** Makes a store for models of one process, and for tests. */
export function memoryCircuitStore(): CircuitStore {
  const open = new Map<string, number>();
  return {
    read: async (key) => open.get(key),
    async replace(key, known, until) {
      if (open.get(key) !== known) return false;
      if (until === undefined) open.delete(key);
      else open.set(key, until);
      return true;
    },
  };
}

/** How one circuit is shared. */
export interface SharedCircuitOptions {
  readonly store: CircuitStore;
  readonly key: string;
  readonly clock: Clock;
  /** For how long nobody else probes while one does, in milliseconds. */
  readonly probeMs: number;
  readonly onError: (error: unknown) => void;
}

/** The answer of a shared circuit to one call: not before a time, or how it is told what became of the call. */
export type SharedPass = { readonly retryAt: number } | SharedEntry;

/** A call that the shared circuit has let through. */
export interface SharedEntry {
  readonly retryAt?: undefined;
  /** Tells the others how the call ended, and until when the circuit of this process is open now. */
  leave(outcome: Outcome, retryAt: number | undefined): Promise<void>;
}

/**
 * Asks the store before a call. While the circuit is open anywhere, nobody sends; when its time is over, the one who
 * replaces the entry first sends a probe, and what becomes of it closes the circuit for all or opens it again.
 */
export async function enterShared(options: SharedCircuitOptions): Promise<SharedPass> {
  const { store, key, clock, probeMs, onError } = options;
  const attempt = async (): Promise<SharedPass> => {
    const known = await store.read(key);
    const now = clock.now();
    if (known === undefined) return entry(options, undefined);
    if (known > now) return { retryAt: known };
    const claimed = now + probeMs;
    return (await store.replace(key, known, claimed)) ? entry(options, claimed) : { retryAt: claimed };
  };
  return attempt().catch((error: unknown) => {
    onError(error);
    return { leave: async () => {} };
  });
}

function entry(options: SharedCircuitOptions, known: number | undefined): SharedEntry {
  const { store, key, onError } = options;
  return {
    async leave(outcome, retryAt) {
      const until = nextOpen(options, known, outcome, retryAt);
      if (until !== known) await store.replace(key, known, until).catch(onError);
    },
  };
}

/** Until when the circuit is open for all, after a call; what was known before says whether it was a probe. */
function nextOpen(
  { clock, probeMs }: SharedCircuitOptions,
  known: number | undefined,
  outcome: Outcome,
  retryAt: number | undefined,
): number | undefined {
  if (known === undefined) return retryAt;
  if (outcome === 'success') return undefined;
  // A probe that says nothing leaves its turn to the next one.
  return outcome === 'ignored' ? clock.now() : (retryAt ?? clock.now() + probeMs);
}
