/**
 * How many tokens a piece of each form takes on average, in the order of `text-pieces.ts`. Fitted against the exact
 * counts of the o200k vocabulary on files of one half of 67 public repositories, by `prove/token-fit.ts`.
 */
export const tokenWeights: readonly number[] = [
  // Words in lower case, Title case, capitals and mixed, by their letters from 1 to 16.
  ...[0.89, 1, 0.92, 0.89, 0.87, 0.93, 1.11, 1.03, 1.48, 1.3, 1.25, 1.28, 1.96, 2.46, 4.23, 4.29],
  ...[1, 1.2, 0.97, 1.03, 1.26, 1.12, 1.03, 1.09, 0.96, 1.15, 1.56, 1.95, 0.61, 0.53, 0.79, 1.9],
  ...[0.59, 0.78, 1.05, 0.51, 1.01, 0.95, 0.5, 0.94, 1.5, 0.5, 2.05, 0.99, 3.04, 3.42, 3.16, 3.92],
  ...[1, 1, 3.17, 2.11, 2.04, 1.83, 1.71, 2.66, 1.51, 1.85, 0.93, 2.41, 1.4, 1.89, 1.81, 2.41],
  // What a word of each case takes more behind a mark, and behind nothing that parts it from the piece before.
  ...[0.38, 0.15, 1, -0.66],
  ...[0.18, -0.16, 0.73, 1.3],
  // Each letter beyond the sixteenth.
  0.2,
  // One mark.
  1.08,
  // Runs of the same mark: 2, 3, 4, up to 8, more, and each mark beyond the eighth; then of different ones from 2 to 8.
  ...[0.92, 1.23, 1.65, 1.11, 2.77, 0],
  ...[0.99, 1.19, 1.08, 2.29, 3.05, 2.9, 3.36, 0.03],
  // Three digits, a blank, an indentation, a long one, line ends, a contraction.
  ...[0.99, 1.09, 0.84, 0.86, 1.39, 1.12],
  // A wide character and a run of them; a word with foreign letters, each letter of it, and each foreign one.
  ...[0.77, 0],
  ...[0.85, 0.12, 0],
  // A run with symbols outside of ASCII, each of them, and each ASCII mark in it.
  ...[2.22, 0.12, 0.47],
];
