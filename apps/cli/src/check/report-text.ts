import type { Paint } from '../color.ts';
import { plural } from '../render/plural.ts';
import { tableText } from '../render/table.ts';
import { terminalSafe } from '../render/terminal-safe.ts';
import type { CheckReport, Finding } from './check-report.ts';

/** Findings that a person is shown; `--json` and `--sarif` hold all. */
const SHOWN = 200;
const SHOWN_UNCHECKED = 10;

/** A check for a person: the findings as compilers print them, a table by language, and one sentence. */
export function checkReportText(report: CheckReport, durationMs: number, paint: Paint): string {
  const { findings, unchecked, languages } = report;
  const rows = languages.map(({ language, files, ok, errors, unsupported, unknown }) => [
    language,
    ...[files, ok, errors, unsupported + unknown].map(String),
  ]);
  const head = ['language', 'files', 'ok', 'errors', 'not checked'];
  const parts = [
    ...findings.slice(0, SHOWN).map((finding) => findingText(finding, paint)),
    moreText(findings.length - SHOWN, 'findings'),
    ...unchecked
      .slice(0, SHOWN_UNCHECKED)
      .map(({ path, reason }) => `${terminalSafe(path)}: not checked: ${terminalSafe(reason)}`),
    moreText(unchecked.length - SHOWN_UNCHECKED, 'files without a verdict'),
    rows.length === 0
      ? ''
      : `${findings.length + unchecked.length > 0 ? '\n' : ''}${tableText([head, ...rows], [1, 2, 3, 4])}\n`,
    sentence(report, durationMs),
  ];
  return `${parts.filter((part) => part !== '').join('\n')}\n`;
}

function findingText(
  { path, range, severity, message, source, code, confidence }: Finding,
  paint: Paint,
): string {
  const { line, character } = range.start;
  const place = `${terminalSafe(path)}:${line + 1}:${character + 1}`;
  const doubt = confidence === 'advise' ? ', may be wrong' : '';
  return `${place}: ${paint.red(severity)}: ${terminalSafe(message)} [${source} ${code}${doubt}]`;
}

function moreText(count: number, what: string): string {
  return count > 0 ? `… and ${count} more ${what}; --json has them all.` : '';
}

function sentence({ counts, findings }: CheckReport, durationMs: number): string {
  const { files, ok, errors, unsupported, unknown, binary } = counts;
  const seconds = durationMs / 1000;
  const rate = seconds > 0 ? `, ${Math.round(files / seconds)} files/s` : '';
  const without = [
    [unsupported, 'in no language that is checked here'],
    [unknown, 'without a verdict'],
    [binary, 'not text'],
  ].flatMap(([count, what]) => (Number(count) > 0 ? [`${count} ${what}`] : []));
  const rest = without.length === 0 ? '' : ` (${without.join(', ')})`;
  const faults = errors === 0 ? 'none has errors' : `${errors} with ${plural(findings.length, 'finding')}`;
  return `${plural(files, 'file')} in ${seconds.toFixed(1)} s${rate}: ${ok} parse, ${faults}${rest}.`;
}
