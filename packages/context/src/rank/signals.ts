/** Signals of one file, each between 0 and 1. */
export interface Signals {
  words: number;
  base: number;
  folders: number;
  names: number;
  body: number;
  passage: number;
  history: number;
  churn: number;
  company: number;
  symbol: number;
  quote: number;
  path: number;
  near: number;
  code: number;
}

/** Signals of a file that nothing speaks for. */
export const NO_SIGNALS: Signals = {
  words: 0,
  base: 0,
  folders: 0,
  names: 0,
  body: 0,
  passage: 0,
  history: 0,
  churn: 0,
  company: 0,
  symbol: 0,
  quote: 0,
  path: 0,
  near: 0,
  code: 0,
};

/** What each signal says, readable by a person. */
export const LABELS: Readonly<Record<keyof Signals, string>> = {
  words: 'words of the instruction',
  base: 'words in the file name',
  folders: 'words in the folders',
  names: 'words in names that it defines',
  body: 'share of the words that it holds',
  passage: 'words close together',
  history: 'similar past change',
  churn: 'changed often',
  company: 'changed together with the best files',
  symbol: 'defines',
  quote: 'holds what is quoted',
  path: 'named in the instruction',
  near: 'near in meaning',
  code: 'code',
};
