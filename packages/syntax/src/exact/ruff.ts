import type { Diagnostic as RuffDiagnostic } from '@astral-sh/ruff-wasm-nodejs';
import { type Finding, withFound } from '../finding.ts';
import type { LineIndex } from '../line-index.ts';
import { type ExactLoader, ifInstalled, mostErrors } from './exact-parser.ts';

/** Python, indentation included. */
export const loadRuff: ExactLoader = async () => {
  const ruff = await ifInstalled(() => import('@astral-sh/ruff-wasm-nodejs'));
  if (ruff === undefined) return undefined;
  // No lint rule is selected, so that only what the parser itself says is left.
  const workspace = new ruff.Workspace({ lint: { select: [] } }, ruff.PositionEncoding.Utf16);
  return {
    name: 'ruff',
    pace: 200,
    find: ({ text, lines }) => {
      const found: readonly RuffDiagnostic[] = workspace.check(text);
      return found
        .filter((one) => one.code === 'invalid-syntax')
        .slice(0, mostErrors)
        .map((one) => toFinding(one, text, lines));
    },
  };
};

function toFinding(found: RuffDiagnostic, text: string, lines: LineIndex): Finding {
  const start = offsetOf(found.start_location, lines);
  return {
    start,
    end: offsetOf(found.end_location, lines),
    code: /indent/i.test(found.message) ? 'indentation' : 'syntax-error',
    message: withFound(found.message, text, start),
  };
}

const offsetOf = (location: RuffDiagnostic['start_location'], lines: LineIndex): number =>
  lines.offset({ line: location.row - 1, character: location.column - 1 });
