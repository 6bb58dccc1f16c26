import type { FolderWalk } from '../paths/folder-walk.ts';
import type { CommitScene } from './carry-out.ts';
import type { CommitRecord, FileChange } from './commit-record.ts';
import { entryIds } from './journal.ts';
import { type Standing, standings } from './standing.ts';

/** What to do with an interrupted commit some of whose files hold somebody else's bytes. */
export type SettleChoice = 'forward' | 'back' | 'keep';

/** How one interrupted commit was settled, or would be. */
export interface SettledCommit {
  /** Id of the transaction whose commit was interrupted. */
  readonly transactionId: string;
  /**
   * `finished`: its change is there in full. `taken-back`: nothing of it is there. `conflict`: some files hold
   * neither old nor new bytes, and nothing was touched.
   */
  readonly outcome: 'finished' | 'taken-back' | 'conflict';
  /** Files with somebody else's bytes. */
  readonly foreign: readonly string[];
}

/** What settling a commit takes, decided by looking only. */
export interface Verdict {
  /**
   * `close`: only the traces are left to clear. `forward`: carry it out to its end. `back`: go on with taking
   * it back. `turn-back`: begin to take it back. `stop`: touch nothing.
   */
  readonly step: 'close' | 'forward' | 'back' | 'turn-back' | 'stop';
  readonly settled: SettledCommit;
  /** Where the files stand; empty where it does not matter. */
  readonly found: ReadonlyMap<FileChange, Standing>;
}

/** Decides how an interrupted commit has to be settled. Writes nothing. */
export async function verdictOf(
  scene: CommitScene,
  walk: FolderWalk,
  record: CommitRecord,
  choice: SettleChoice | undefined,
): Promise<Verdict> {
  const verdict = (
    step: Verdict['step'],
    outcome: SettledCommit['outcome'],
    foreign: readonly string[] = [],
    found: Verdict['found'] = new Map(),
  ): Verdict => ({ step, settled: { transactionId: record.entry.id, outcome, foreign }, found });
  if (record.phase === 'prepare') return verdict('close', 'taken-back');
  if (record.phase === 'revert') return verdict('back', 'taken-back');
  if ((await entryIds(scene.parts.journal)).has(record.entry.id)) return verdict('close', 'finished');
  const found = await standings(walk, record.entry.files);
  const foreign = record.entry.files
    .filter((change) => found.get(change) === 'foreign')
    .map(({ path }) => path);
  if (foreign.length === 0 || choice === 'forward') return verdict('forward', 'finished', foreign, found);
  if (choice === 'keep') return verdict('close', 'taken-back', foreign);
  return choice === 'back'
    ? verdict('turn-back', 'taken-back', foreign)
    : verdict('stop', 'conflict', foreign);
}
