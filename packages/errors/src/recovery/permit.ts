/** A place that was taken and is to be given back exactly once; giving it back twice does nothing. */
export interface Permit<Outcome = void> extends Disposable {
  /** Gives the place back and says how the call ended. */
  settle(outcome: Outcome): void;
}

/** Makes a permit that calls back once; disposing it without settling settles with `unsettled`. */
export function createPermit<Outcome>(
  release: (outcome: Outcome) => void,
  unsettled: Outcome,
): Permit<Outcome> {
  let open = true;
  const settle = (outcome: Outcome) => {
    if (!open) return;
    open = false;
    release(outcome);
  };
  return { settle, [Symbol.dispose]: () => settle(unsettled) };
}
