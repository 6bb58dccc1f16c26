const AT_ONCE = 16;
/** Too many files are open: one after the other may still work. */
const EXHAUSTED: readonly unknown[] = ['EMFILE', 'ENFILE', 'EC_FILE_TOO_MANY_OPEN'];

/**
 * Runs an action for each item, a few at a time, and waits for all; the first failure is raised after that. What
 * fails for want of descriptors is tried again by itself when all others are over.
 */
export async function concurrently<Item>(
  items: Iterable<Item>,
  act: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const failures: unknown[] = [];
  const again: Item[] = [];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined && failures.length === 0; next = queue.shift()) {
      const item = next;
      await act(item).catch((error: unknown) => {
        if (EXHAUSTED.includes((error as { code?: unknown }).code)) again.push(item);
        else failures.push(error);
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, queue.length) }, work));
  if (failures.length > 0) throw failures[0];
  for (const item of again) await act(item);
}

/** Lets actions run one after the other, in the order in which they were asked for. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs an action after all earlier ones are over, whether they succeeded or not. */
  take<Result>(action: () => Promise<Result>): Promise<Result> {
    const next = this.#last.then(action, action);
    this.#last = next.catch(() => undefined);
    return next;
  }
}

/** Waits for a promise until a signal is aborted; the reason of the abortion is raised then. */
export async function untilAborted<Result>(
  pending: Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  if (signal === undefined) return pending;
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
  try {
    return await Promise.race([pending, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
