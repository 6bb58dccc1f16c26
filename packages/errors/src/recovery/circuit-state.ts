import { isWithin } from '../limits.ts';
import type { SavedCircuit } from './circuit.ts';
import { recoveryErrors } from './recovery-errors.ts';

const FORMAT = 'enhanced-code-circuits';
const VERSION = 1;

/** The state of all circuits as plain JSON. */
export interface SavedCircuits {
  /** Tells this object from others. */
  readonly format: typeof FORMAT;
  /** Version of the format, from 1. */
  readonly version: number;
  /** Every key that was remembered. */
  readonly circuits: readonly SavedCircuit[];
}

/** Puts circuits into the form that is kept. */
export function writeSavedCircuits(circuits: readonly SavedCircuit[]): SavedCircuits {
  return { format: FORMAT, version: VERSION, circuits };
}

/**
 * Reads that form.
 * @throws EC_RECOVERY_BAD_STATE if it is something else or from a newer release.
 */
export function readSavedCircuits(saved: unknown): readonly SavedCircuit[] {
  const { format, version, circuits } = (saved ?? {}) as Partial<SavedCircuits>;
  if (format !== FORMAT || !Array.isArray(circuits)) throw badState('it has another format');
  if (version !== VERSION) throw badState('it has another version');
  if (!circuits.every(isSavedCircuit)) throw badState('a circuit in it is damaged');
  return circuits;
}

function isSavedCircuit(value: unknown): value is SavedCircuit {
  const { key, opens, openedAt } = (value ?? {}) as Partial<SavedCircuit>;
  return typeof key === 'string' && isWithin(opens, 0, Number.MAX_SAFE_INTEGER) && Number.isFinite(openedAt);
}

function badState(reason: string) {
  return recoveryErrors.create('EC_RECOVERY_BAD_STATE', { reason });
}
