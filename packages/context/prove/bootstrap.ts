/** A difference between two selectors over the same cases. */
export interface Difference {
  /** Mean difference. */
  readonly mean: number;
  /** 95 % interval. */
  readonly low: number;
  readonly high: number;
  /** Share of the resamples in which the difference is below what is demanded. */
  readonly below: number;
}

const RESAMPLES = 10_000;

/** A small generator with a seed, so that two runs print the same. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Paired bootstrap: cases are drawn with replacement from the pool of all repositories, and of each drawn case both
 * results are taken (Efron and Tibshirani 1993; for retrieval Sakai 2006).
 */
export function pairedBootstrap(
  ours: readonly number[],
  theirs: readonly number[],
  demanded: number,
): Difference {
  const differences = ours.map((value, at) => value - (theirs[at] ?? 0));
  const random = seeded(7);
  const means: number[] = [];
  for (let round = 0; round < RESAMPLES; round += 1) {
    let sum = 0;
    for (let draw = 0; draw < differences.length; draw += 1) {
      sum += differences[Math.floor(random() * differences.length)] ?? 0;
    }
    means.push(sum / differences.length);
  }
  means.sort((left, right) => left - right);
  return {
    mean: meanOf(differences),
    low: means[Math.floor(RESAMPLES * 0.025)] ?? 0,
    high: means[Math.floor(RESAMPLES * 0.975)] ?? 0,
    below: means.filter((mean) => mean < demanded).length / RESAMPLES,
  };
}
