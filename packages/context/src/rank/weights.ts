import type { FileRole } from '../text/role.ts';

/**
 * What one unit of each signal adds to the evidence (log-odds) for a file. Fitted by softmax regression on real
 * commits of five repositories, message against changed files, each repository left out once to see that the
 * weights carry over; see `prove/fit.ts`.
 */
export interface Weights {
  readonly words: number;
  readonly base: number;
  readonly folders: number;
  readonly names: number;
  readonly body: number;
  readonly passage: number;
  readonly history: number;
  readonly churn: number;
  readonly symbol: number;
  readonly path: number;
  readonly roles: Readonly<Record<FileRole, number>>;
}

/** The weights in use. */
export const WEIGHTS: Weights = {
  words: 5,
  base: 1,
  folders: 0.3,
  names: 1,
  body: 0.5,
  passage: 2,
  history: 2.5,
  churn: 0.7,
  symbol: 1.5,
  path: 4,
  roles: { source: 0, test: -2, docs: -2.5, support: -2, data: -2.5, generated: -3, vendored: -3 },
};
