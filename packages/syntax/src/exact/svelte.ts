import { type Finding, withFound } from '../finding.ts';
import { type ExactLoader, ifInstalled } from './exact-parser.ts';

/** What the compiler throws; it names no class that callers could ask for. */
interface SvelteError {
  readonly code: string;
  readonly message: string;
  readonly position?: readonly [start: number, end: number];
}

/** Components of Svelte, their scripts included. It names the first error of a file. */
export const loadSvelte: ExactLoader = async () => {
  const compiler = await ifInstalled(() => import('svelte/compiler'));
  if (compiler === undefined) return undefined;
  return {
    name: 'svelte',
    pace: 200,
    find: ({ text }) => {
      try {
        compiler.parse(text, { modern: true });
        return [];
      } catch (error) {
        return isSvelteError(error) ? [toFinding(error, text)] : undefined;
      }
    },
  };
};

function isSvelteError(error: unknown): error is SvelteError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

function toFinding({ code, message, position }: SvelteError, text: string): Finding {
  const [start, end] = position ?? [0, 0];
  const said = message.split('\n', 1)[0] ?? code;
  return { start, end, code: code.replaceAll('_', '-'), message: withFound(said, text, start) };
}
