import type { OxcError, ParserOptions } from 'oxc-parser';
import type { Finding } from '../finding.ts';
import { withFound } from '../finding.ts';
import { type ExactInput, type ExactLoader, ifInstalled } from './exact-parser.ts';
import { mayBeTooDeep } from './nesting.ts';

type SourceType = NonNullable<ParserOptions['sourceType']>;

/** JavaScript and TypeScript, early errors included. */
export const loadOxc: ExactLoader = async () => {
  const oxc = await ifInstalled(() => import('oxc-parser'));
  if (oxc === undefined) return undefined;
  const errorsOf = (input: ExactInput, sourceType: SourceType): OxcError[] =>
    oxc
      .parseSync(input.path, input.text, { lang: dialect(input), sourceType, showSemanticErrors: true })
      .errors.filter((error) => error.severity === 'Error');
  return {
    name: 'oxc-parser',
    pace: 1_000,
    find: (input) => {
      if (mayBeTooDeep(input.text)) return undefined;
      return leastErrors(input, errorsOf).map((error) => toFinding(error, input.text));
    },
  };
};

function dialect(input: ExactInput): NonNullable<ParserOptions['lang']> {
  if (input.language === 'tsx') return 'tsx';
  if (input.language === 'typescript') return /\.d\.(?:[mc]?ts|[^.]+\.ts)$/i.test(input.path) ? 'dts' : 'ts';
  return 'jsx';
}

/** A text may be a module, a script or CommonJS; it is wrong only if it is wrong as each of them. */
function leastErrors(
  input: ExactInput,
  errorsOf: (input: ExactInput, type: SourceType) => OxcError[],
): OxcError[] {
  const types = sourceTypes(input);
  let best: OxcError[] | undefined;
  for (const type of types) {
    const errors = errorsOf(input, type);
    if (errors.length === 0) return errors;
    if (best === undefined || firstOffset(errors) > firstOffset(best)) best = errors;
  }
  return best ?? [];
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
