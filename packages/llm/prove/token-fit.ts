// Fits the weights of the token estimate to the exact counts of the o200k vocabulary: on one half of the git
// repositories named on the command line, by least squares of the relative error, and tells how far off the estimate
// is on the other half. Prints the weights of `src/tokens/token-weights.ts`.
import { countPieces, FORMS } from '../src/tokens/text-pieces.ts';
import { tokenWeights } from '../src/tokens/token-weights.ts';
import { sampleTexts, type TextSample } from './token-samples.ts';

interface Row {
  readonly pieces: Float64Array;
  readonly exact: number;
}

/** How strongly a weight stays what it is where few texts have its form. */
const STIFFNESS = 0.01;
/** From this error on a text counts less: it is of a kind that no weights fit. */
const STRANGE = 0.05;

const estimate = ({ pieces }: Row, weights: ArrayLike<number>): number =>
  pieces.reduce((sum, amount, form) => sum + amount * (weights[form] ?? 0), 0);
const offBy = (row: Row, weights: ArrayLike<number>): number =>
  Math.abs(estimate(row, weights) / row.exact - 1);

/** Weighted least squares with a pull towards the present weights, by its normal equations. */
function fit(rows: readonly Row[], present: ArrayLike<number>): Float64Array {
  const matrix = Array.from({ length: FORMS }, (_, form) => {
    const line = new Float64Array(FORMS + 1);
    line[form] = STIFFNESS;
    line[FORMS] = STIFFNESS * (present[form] ?? 0);
    return line;
  });
  for (const row of rows) {
    const trust = 1 / Math.max(1, offBy(row, present) / STRANGE) / row.exact ** 2;
    for (const [form, line] of matrix.entries()) {
      const scaled = trust * (row.pieces[form] ?? 0);
      if (scaled === 0) continue;
      for (const [other, amount] of row.pieces.entries()) add(line, other, scaled * amount);
      add(line, FORMS, scaled * row.exact);
    }
  }
  return solve(matrix);
}

const at = (line: Float64Array | undefined, column: number): number => line?.[column] ?? 0;

function add(line: Float64Array, column: number, amount: number): void {
  line[column] = at(line, column) + amount;
}

/** Gaussian elimination; the matrix is symmetric and positive, so it needs no exchange of rows. */
function solve(matrix: readonly Float64Array[]): Float64Array {
  const size = matrix.length;
  for (const [step, pivot] of matrix.entries()) {
    for (const line of matrix.slice(step + 1)) {
      const factor = at(line, step) / at(pivot, step);
      if (factor === 0) continue;
      for (let column = step; column <= size; column += 1) add(line, column, -factor * at(pivot, column));
    }
  }
  const found = new Float64Array(size);
  for (let row = size - 1; row >= 0; row -= 1) {
    const line = matrix[row];
    const known = found.reduce(
      (sum, value, column) => (column > row ? sum + value * at(line, column) : sum),
      0,
    );
    found[row] = (at(line, size) - known) / at(line, row);
  }
  return found;
}

function tell(name: string, rows: readonly Row[], weights: ArrayLike<number>): void {
  const errors = rows.map((row) => offBy(row, weights)).sort((a, b) => a - b);
  const off = (share: number): string =>
    `${((errors[Math.floor(errors.length * share)] ?? 0) * 100).toFixed(1)} %`;
  const within = (errors.filter((error) => error <= 0.1).length / errors.length) * 100;
  process.stdout.write(
    `${name}: ${rows.length} files, within 10 %: ${within.toFixed(1)} %, median off ${off(0.5)}, 95 % off at most ${off(0.95)}\n`,
  );
}

const toRow = ({ text, exact }: TextSample): Row => ({ pieces: countPieces(text), exact });
const samples = await sampleTexts(process.argv.slice(2));
const fitted = samples.filter(({ half }) => half === 1).map(toRow);
const other = samples.filter(({ half }) => half === 0).map(toRow);
tell('present, half for fitting', fitted, tokenWeights);
tell('present, other half      ', other, tokenWeights);
let weights: ArrayLike<number> = tokenWeights;
for (let round = 0; round < 3; round += 1) weights = fit(fitted, weights);
tell('fitted, half for fitting ', fitted, weights);
tell('fitted, other half       ', other, weights);
process.stdout.write(`${JSON.stringify(Array.from(weights, (weight) => Number(weight.toFixed(2))))}\n`);
