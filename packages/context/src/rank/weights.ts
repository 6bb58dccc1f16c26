import type { FileRole } from '../text/role.ts';

/**
 * What one unit of each signal adds to the evidence (log-odds) for a file. Fitted by softmax regression on real
 * commits of five repositories, message against changed files; each repository was left out once to see that the
 * weights carry over to one that they were not fitted on.
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
  readonly company: number;
  readonly symbol: number;
  readonly quote: number;
  readonly path: number;
  /** Of an optional stage; set by judgement, since no stage was there to fit it to. */
  readonly near: number;
  readonly code: number;
  readonly roles: Readonly<Record<FileRole, number>>;
}

/** The weights in use. */
export const WEIGHTS: Weights = {
  words: 3.65,
  base: 2.51,
  folders: 2.34,
  names: 0.49,
  body: -0.81,
  passage: 2.21,
  history: 1.88,
  churn: 0.57,
  company: 1,
  symbol: 1.44,
  quote: 2,
  path: 6,
  near: 2,
  code: 3.7,
  roles: { source: 0, test: -5.2, docs: -2.4, support: -3.2, data: -0.9, generated: -2, vendored: -3 },
};
