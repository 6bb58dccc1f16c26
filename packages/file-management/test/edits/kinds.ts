import { blockKinds } from './block-kinds.ts';
import type { CaseMaker, EditCase, SourceFile } from './case.ts';
import { combinedKinds } from './combined-kinds.ts';
import { diffKinds } from './diff-kinds.ts';
import { lazyKinds } from './lazy-kinds.ts';
import { patchKinds } from './patch-kinds.ts';
import type { Random } from './random.ts';
import { toolKinds } from './tool-kinds.ts';
import { wholeKinds } from './whole-kinds.ts';

/** Every kind of damage, by name; names that end in `:refuse` must be refused, those in `:maybe` may be. */
export const editKinds: Readonly<Record<string, CaseMaker>> = {
  ...diffKinds,
  ...blockKinds,
  ...patchKinds,
  ...toolKinds,
  ...wholeKinds,
  ...lazyKinds,
  ...combinedKinds,
};

/** Makes a case of a kind from a file, if the file lends itself to it. */
export function makeCase(kind: string, random: Random, file: SourceFile): EditCase | undefined {
  const made = editKinds[kind]?.(random, file);
  return made === undefined ? undefined : { kind, ...made };
}
