import type { EventOf } from '@enhanced-code/streaming';

/** How much of a change touches one file. */
export type ChangedFile = EventOf<'change'>['files'][number];

/** Hashes of one file on both sides of a commit. */
export type CommittedFile = EventOf<'commit-intent'>['files'][number];

/** One finding of a check; line and character are 0-based. */
export type CheckFinding = EventOf<'check-result'>['added'][number];
