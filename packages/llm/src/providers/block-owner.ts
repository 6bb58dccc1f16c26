import type { JsonObject } from '../json.ts';
import type { OpaqueBlock } from '../messages.ts';

/** Whose opaque blocks may be sent back: only those of this very model. */
export interface BlockOwner {
  /** Name of the provider. */
  readonly provider: string;
  /** Name of the model at that provider. */
  readonly modelId: string;
}

/** A block as it came over the wire if this model made it, byte for byte; what another model made is left out. */
export function ownData(block: OpaqueBlock | undefined, owner: BlockOwner): JsonObject | undefined {
  const mine = block?.provider === owner.provider && block.modelId === owner.modelId;
  return mine ? block.data : undefined;
}
