import type { ChangedRegion } from './diff-lines.ts';
import { gitRegions } from './git-regions.ts';

/** One stretch of a merge by line indexes of all three texts. */
export interface MergeStretch {
  readonly kind: 'base' | 'ours' | 'theirs' | 'both';
  readonly base: readonly [start: number, end: number];
  readonly ours: readonly [start: number, end: number];
  readonly theirs: readonly [start: number, end: number];
  /** For `both`: whether each side has exactly one region there, in the same place and of the same size. */
  readonly alike: boolean;
}

/** Changes of both sides whose places in the base overlap or touch. */
interface Cluster {
  start: number;
  end: number;
  readonly ours: ChangedRegion[];
  readonly theirs: ChangedRegion[];
}

/** Divides a three-way merge into stretches that nobody, one side or both sides changed. */
export function mergeStretches(
  base: readonly string[],
  ours: readonly string[],
  theirs: readonly string[],
): MergeStretch[] {
  const clusters = clusterRegions(gitRegions(base, ours), gitRegions(base, theirs));
  const stretches: MergeStretch[] = [];
  let [atBase, atOurs, atTheirs] = [0, 0, 0];
  for (const cluster of clusters) {
    const same = cluster.start - atBase;
    stretches.push(stretch('base', [atBase, atOurs, atTheirs], [same, same, same], false));
    const counts: Sizes = [
      cluster.end - cluster.start,
      cluster.end - cluster.start + growth(cluster.ours),
      cluster.end - cluster.start + growth(cluster.theirs),
    ];
    const start: Sizes = [cluster.start, atOurs + same, atTheirs + same];
    stretches.push(stretch(kindOf(cluster), start, counts, isAlike(cluster)));
    [atBase, atOurs, atTheirs] = [cluster.end, start[1] + counts[1], start[2] + counts[2]];
  }
  const rest = base.length - atBase;
  stretches.push(stretch('base', [atBase, atOurs, atTheirs], [rest, rest, rest], false));
  return stretches;
}

type Sizes = readonly [base: number, ours: number, theirs: number];

function stretch(kind: MergeStretch['kind'], start: Sizes, count: Sizes, alike: boolean): MergeStretch {
  const [base, ours, theirs] = start;
  return {
    kind,
    base: [base, base + count[0]],
    ours: [ours, ours + count[1]],
    theirs: [theirs, theirs + count[2]],
    alike,
  };
}

function isAlike({ ours: [ourFirst, ...ourRest], theirs: [theirFirst, ...theirRest] }: Cluster): boolean {
  if (ourFirst === undefined || theirFirst === undefined || ourRest.length + theirRest.length > 0)
    return false;
  const { beforeStart, beforeEnd } = ourFirst;
  const length = (region: ChangedRegion): number => region.afterEnd - region.afterStart;
  return (
    beforeStart === theirFirst.beforeStart &&
    beforeEnd === theirFirst.beforeEnd &&
    length(ourFirst) === length(theirFirst)
  );
}

function kindOf(cluster: Cluster): MergeStretch['kind'] {
  if (cluster.theirs.length === 0) return 'ours';
  return cluster.ours.length === 0 ? 'theirs' : 'both';
}

/** By how many lines the regions lengthen the text. */
function growth(regions: readonly ChangedRegion[]): number {
  return regions.reduce(
    (sum, { beforeStart, beforeEnd, afterStart, afterEnd }) =>
      sum + afterEnd - afterStart - beforeEnd + beforeStart,
    0,
  );
}

function clusterRegions(ours: readonly ChangedRegion[], theirs: readonly ChangedRegion[]): Cluster[] {
  const clusters: Cluster[] = [];
  let [atOurs, atTheirs] = [0, 0];
  for (;;) {
    const nextOurs = ours[atOurs];
    const nextTheirs = theirs[atTheirs];
    const takeOurs = nextOurs !== undefined && nextOurs.beforeStart <= (nextTheirs?.beforeStart ?? Infinity);
    const region = takeOurs ? nextOurs : nextTheirs;
    if (region === undefined) return clusters;
    const cluster = clusterFor(clusters, region);
    if (takeOurs) cluster.ours.push(region);
    else cluster.theirs.push(region);
    if (takeOurs) atOurs++;
    else atTheirs++;
  }
}

/** The last cluster if the region overlaps or touches it (widened by the region), else a new one. */
function clusterFor(clusters: Cluster[], region: ChangedRegion): Cluster {
  const last = clusters.at(-1);
  if (last !== undefined && region.beforeStart <= last.end) {
    last.end = Math.max(last.end, region.beforeEnd);
    return last;
  }
  const cluster = { start: region.beforeStart, end: region.beforeEnd, ours: [], theirs: [] };
  clusters.push(cluster);
  return cluster;
}
