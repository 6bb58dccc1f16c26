import type { OxcError, ParseResult, ParserOptions } from 'oxc-parser';
import type { Finding } from '../finding.ts';
import { withFound } from '../finding.ts';
import { type ExactInput, type ExactLoader, ifInstalled } from './exact-parser.ts';
import { mayBeTooDeep } from './nesting.ts';
import { findBadPatterns, mayHoldBadPattern } from './regular-expressions.ts';

type SourceType = NonNullable<ParserOptions['sourceType']>;

/** JavaScript and TypeScript, early errors included. */
export const loadOxc: ExactLoader = async () => {
  const oxc = await ifInstalled(() => import('oxc-parser'));
  if (oxc === undefined) return undefined;
  const parse = (input: ExactInput, sourceType: SourceType): ParseResult =>
    oxc.parseSync(input.path, input.text, { lang: dialect(input), sourceType, showSemanticErrors: true });
  return {
    name: 'oxc-parser',
    pace: 1_000,
    find: (input) => {
      if (mayBeTooDeep(input.text)) return undefined;
      const { errors, program } = leastErrors(input, parse);
      // It reads over what stands in a regular expression. Making the program takes longer than parsing, so it
      // is made only where something looks wrong.
      const patterns = errors.length === 0 && mayHoldBadPattern(input.text) ? findBadPatterns(program()) : [];
      return [...errors.map((error) => toFinding(error, input.text)), ...patterns];
    },
  };
};

function dialect(input: ExactInput): NonNullable<ParserOptions['lang']> {
  if (input.language === 'tsx') return 'tsx';
  if (input.language === 'typescript') return /\.d\.(?:[mc]?ts|[^.]+\.ts)$/i.test(input.path) ? 'dts' : 'ts';
  return 'jsx';
}

interface Reading {
  readonly errors: readonly OxcError[];
  readonly program: () => object;
}

/** A text may be a module, a script or CommonJS; it is wrong only if it is wrong as each of them. */
function leastErrors(
  input: ExactInput,
  parse: (input: ExactInput, type: SourceType) => ParseResult,
): Reading {
  let best: Reading = { errors: [], program: () => ({}) };
  for (const [index, type] of sourceTypes(input).entries()) {
    const result = parse(input, type);
    const errors = result.errors.filter((error) => error.severity === 'Error');
    const reading = { errors, program: () => result.program };
    if (errors.length === 0) return reading;
    if (index === 0 || firstOffset(errors) > firstOffset(best.errors)) best = reading;
  }
  return best;
}

function sourceTypes(input: ExactInput): readonly SourceType[] {
  if (/\.m[jt]s$/i.test(input.path)) return ['module'];
  if (/\.c[jt]s$/i.test(input.path)) return ['commonjs', 'script'];
  return ['module', 'script', 'commonjs'];
}

const firstOffset = (errors: readonly OxcError[]): number =>
  Math.min(...errors.map((error) => error.labels[0]?.start ?? 0));

function toFinding(error: OxcError, text: string): Finding {
  const label = error.labels.at(-1);
  const start = label?.start ?? 0;
  const detail = error.labels.length === 1 && label?.message ? ` (${label.message})` : '';
  return {
    start,
    end: label?.end ?? start,
    code: 'syntax-error',
    message: withFound(error.message, text, start) + detail,
  };
}
