import { defined } from '../defined.ts';
import { Circuit, type CircuitSettings, type SavedCircuit } from './circuit.ts';
import { checkTrip, createCounter, type TripRule } from './circuit-counter.ts';
import { systemClock } from './clock.ts';
import { checkCount, checkDuration, checkShare } from './options.ts';

/** Everything that circuits by key need to know. */
export interface TableSettings extends CircuitSettings {
  readonly trip: TripRule;
  readonly maxKeys: number;
}

/** Circuits by key. */
export class CircuitTable {
  readonly #settings: TableSettings;
  readonly #onPhase: (circuit: Circuit) => void;
  readonly #circuits = new Map<string, Circuit>();
  /** Counts uses, to tell which key was unused for longest. */
  #uses = 0;

  constructor(settings: TableSettings, onPhase: (circuit: Circuit) => void) {
    this.#settings = settings;
    this.#onPhase = onPhase;
  }

  /** The circuit of a key for use; made where there is none. */
  open(key: string): Circuit {
    const circuit = this.#circuits.get(key) ?? this.#add(key);
    this.#uses += 1;
    circuit.usedAt = this.#uses;
    return circuit;
  }

  /** The circuit of a key for looking at it. */
  peek(key: string): Circuit {
    return this.#circuits.get(key) ?? this.#create(key);
  }

  restore(saved: SavedCircuit): void {
    this.open(saved.key).restore(saved);
  }

  all(): Circuit[] {
    return [...this.#circuits.values()];
  }

  #create(key: string): Circuit {
    return new Circuit(key, this.#settings, createCounter(this.#settings.trip), this.#onPhase);
  }

  #add(key: string): Circuit {
    if (this.#circuits.size >= this.#settings.maxKeys) this.#forgetOne();
    const circuit = this.#create(key);
    this.#circuits.set(key, circuit);
    return circuit;
  }

  /** An open circuit is worth more than a closed one: forgetting it would let calls through again. */
  #forgetOne(): void {
    const rank = (circuit: Circuit) => (circuit.phase === 'closed' ? 0 : this.#uses) + circuit.usedAt;
    let least: Circuit | undefined;
    for (const circuit of this.#circuits.values())
      if (least === undefined || rank(circuit) < rank(least)) least = circuit;
    if (least !== undefined) this.#circuits.delete(least.key);
  }
}

/**
 * Fills in the defaults of a circuit breaker.
 * @throws EC_RECOVERY_BAD_OPTION if an option is out of range.
 */
export function readCircuitSettings(options: Partial<TableSettings>): TableSettings {
  const settings = {
    trip: { kind: 'share', threshold: 0.5, calls: 20, minimumCalls: 5 } as const,
    openMs: 10_000,
    maxOpenMs: 300_000,
    probes: 1,
    probeThreshold: 0,
    maxKeys: 1_000,
    clock: systemClock,
    ...defined(options),
  };
  checkTrip(settings.trip);
  checkDuration('openMs', settings.openMs);
  checkDuration('maxOpenMs', settings.maxOpenMs);
  checkCount('probes', settings.probes, 1);
  checkShare('probeThreshold', settings.probeThreshold);
  checkCount('maxKeys', settings.maxKeys, 1);
  return settings;
}
