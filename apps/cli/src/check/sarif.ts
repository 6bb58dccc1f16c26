import { version } from '../version.ts';
import type { CheckReport, Finding } from './check-report.ts';

/**
 * A check as a log of the Static Analysis Results Interchange Format
 * (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html). Paths are relative to `%SRCROOT%`, lines and
 * columns count from 1, columns in UTF-16 code units.
 */
export function toSarif({ findings, unchecked }: CheckReport): object {
  const rules = [...new Set(findings.map(({ code }) => code))].sort();
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'enhanced-code',
            semanticVersion: version(),
            rules: rules.map((id) => ({
              id,
              shortDescription: { text: `Syntax: ${id.replaceAll('-', ' ')}` },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => toResult(finding, rules)),
        invocations: [
          // A file without a verdict is no result of the analysis, and must not look like a clean one.
          { executionSuccessful: true, toolExecutionNotifications: unchecked.map(toNotification) },
        ],
      },
    ],
  };
}

function toResult(
  { path, code, severity, confidence, message, range, source }: Finding,
  rules: readonly string[],
): object {
  const { start, end } = range;
  const region = {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
  return {
    ruleId: code,
    ruleIndex: rules.indexOf(code),
    level: levelOf(severity, confidence),
    message: { text: message },
    locations: [{ physicalLocation: { artifactLocation: locationOf(path), region } }],
    properties: { source, confidence },
  };
}

/** What a parser that is sometimes wrong says is a warning. */
function levelOf(severity: Finding['severity'], confidence: Finding['confidence']): string {
  if (severity === 'error') return confidence === 'block' ? 'error' : 'warning';
  return severity === 'warning' ? 'warning' : 'note';
}

function toNotification({ path, reason }: CheckReport['unchecked'][number]): object {
  return {
    level: 'warning',
    message: { text: reason },
    locations: [{ physicalLocation: { artifactLocation: locationOf(path) } }],
  };
}

function locationOf(path: string): object {
  const uri = path
    .split('/')
    .map((name) => encodeURIComponent(name.toWellFormed()))
    .join('/');
  return { uri, uriBaseId: '%SRCROOT%' };
}
