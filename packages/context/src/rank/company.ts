import type { Corpus } from '../index/corpus.ts';
import type { FileRecord } from '../index/file-record.ts';
import type { FileRole } from '../text/role.ts';
import type { Question } from './question.ts';
import type { RankedFile } from './ranking.ts';
import { scoreSegments } from './segment-score.ts';
import { NO_SIGNALS } from './signals.ts';

/** How far down the ranking a file still says which folders matter. */
const NEAR_TOP = 5;
/** More than this many files without any match are not looked at. */
const MOST_COMPANY = 500;
const FIRST_ROLES: readonly FileRole[] = ['source', 'test', 'support', 'docs', 'data'];
/** Far below every file that something speaks for, so that such files only fill what is left. */
const COMPANY_VALUE = 1e-6;

/**
 * Files that nothing in the instruction speaks for, to fill room that would stay empty: a small project fits as a
 * whole, and an instruction without a matching word still shows something. Those that lie near the best matches
 * come first, then sources before the rest, then by path.
 */
export function companyOf(corpus: Corpus, ranked: readonly RankedFile[], question: Question): RankedFile[] {
  const taken = new Set(ranked.map(({ record }) => record.path));
  const folders = new Set(ranked.slice(0, NEAR_TOP).map(({ record }) => folderOf(record.path)));
  const rest = corpus
    .records()
    .filter(({ path, state, role }) => state === 'indexed' && FIRST_ROLES.includes(role) && !taken.has(path));
  const order = (record: FileRecord) =>
    (folders.has(folderOf(record.path)) ? 0 : FIRST_ROLES.length) + FIRST_ROLES.indexOf(record.role);
  return rest
    .sort((left, right) => order(left) - order(right) || (left.path < right.path ? -1 : 1))
    .slice(0, MOST_COMPANY)
    .map((record, index) => ({
      record,
      score: 0,
      value: COMPANY_VALUE / (index + 1),
      fills: true,
      signals: NO_SIGNALS,
      anchors: [],
      segments: scoreSegments(record, question, corpus.layouts),
    }));
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
