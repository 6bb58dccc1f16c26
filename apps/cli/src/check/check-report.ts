import type { Diagnostic } from '@enhanced-code/syntax';
import type { CheckedFile } from './check-tree.ts';

/** How many files came to which end. */
export interface StatusCounts {
  readonly files: number;
  readonly ok: number;
  readonly errors: number;
  readonly unsupported: number;
  readonly unknown: number;
  readonly binary: number;
}

/** One finding with its file. */
export interface Finding extends Diagnostic {
  readonly path: string;
  readonly language: string;
}

/** What a check of many files comes to. */
export interface CheckReport {
  /** `incomplete`: no error was found, but some file got no verdict. */
  readonly status: 'passed' | 'failed' | 'incomplete';
  readonly counts: StatusCounts;
  /** By language, most files first; files without one are not among them. */
  readonly languages: readonly (StatusCounts & { readonly language: string })[];
  /** In the order of paths and places. */
  readonly findings: readonly Finding[];
  /** Files without a verdict, and why. */
  readonly unchecked: readonly { readonly path: string; readonly reason: string }[];
}

/** Sums up. With `certain`, only findings of parsers count that rejected no valid file of the measured corpus. */
export function reportOf(files: readonly CheckedFile[], certain: boolean): CheckReport {
  const counted = certain ? files.map(onlyCertain) : files;
  const unchecked = counted.flatMap(({ path, status, reason }) =>
    status === 'unknown' ? [{ path, reason: reason ?? 'It got no verdict.' }] : [],
  );
  const findings = counted.flatMap(({ path, language = 'text', diagnostics }) =>
    diagnostics.map((diagnostic) => ({ path, language, ...diagnostic })),
  );
  const counts = countsOf(counted);
  const status = counts.errors > 0 ? 'failed' : unchecked.length > 0 ? 'incomplete' : 'passed';
  return { status, counts, languages: languagesOf(counted), findings, unchecked };
}

function onlyCertain(file: CheckedFile): CheckedFile {
  const diagnostics = file.diagnostics.filter(({ confidence }) => confidence === 'block');
  const stays = file.status !== 'errors' || diagnostics.some(({ severity }) => severity === 'error');
  return { ...file, diagnostics, status: stays ? file.status : 'ok' };
}

function countsOf(files: readonly CheckedFile[]): StatusCounts {
  const counts = { files: files.length, ok: 0, errors: 0, unsupported: 0, unknown: 0, binary: 0 };
  for (const { status } of files) counts[status]++;
  return counts;
}

function languagesOf(files: readonly CheckedFile[]): CheckReport['languages'] {
  const groups = Object.groupBy(files, ({ language = '' }) => language);
  return Object.entries(groups)
    .filter(([language]) => language !== '')
    .map(([language, some = []]) => ({ language, ...countsOf(some) }))
    .sort((a, b) => b.files - a.files || (a.language < b.language ? -1 : 1));
}
