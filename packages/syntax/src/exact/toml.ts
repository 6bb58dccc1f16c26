import { type Finding, withFound } from '../finding.ts';
import type { LineIndex } from '../line-index.ts';
import { type ExactLoader, ifInstalled } from './exact-parser.ts';

/** TOML 1.0. It names the first error of a text. */
export const loadToml: ExactLoader = async () => {
  const toml = await ifInstalled(() => import('smol-toml'));
  if (toml === undefined) return undefined;
  return {
    name: 'smol-toml',
    find: ({ text, lines }) => {
      try {
        toml.parse(text);
        return [];
      } catch (error) {
        if (error instanceof toml.TomlError) return [toFinding(error, text, lines)];
        throw error;
      }
    },
  };
};

type TomlProblem = Pick<import('smol-toml').TomlError, 'message' | 'line' | 'column'>;

function toFinding(error: TomlProblem, text: string, lines: LineIndex): Finding {
  const start = lines.offset({ line: error.line - 1, character: error.column - 1 });
  const message = (error.message.split('\n', 1)[0] ?? '').replace(/^Invalid TOML document: /, '');
  return { start, end: start, code: 'syntax-error', message: withFound(message, text, start) };
}
