import { type Finding, withFound } from '../finding.ts';
import type { LineIndex } from '../line-index.ts';
import { type ExactLoader, ifInstalled, mostErrors } from './exact-parser.ts';
import { compileWasm, inertImports, instantiateWasm } from './wasm.ts';

type ParsePrism = typeof import('@ruby/prism/src/parsePrism.js').parsePrism;
type PrismError = ReturnType<ParsePrism>['errors'][number];

interface PrismExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  _initialize(): void;
}

/** Ruby, by the parser of Ruby itself. */
export const loadPrism: ExactLoader = async () => {
  const loaded = await ifInstalled(() =>
    Promise.all([import('@ruby/prism/src/parsePrism.js'), compileWasm('@ruby/prism/src/prism.wasm')]),
  );
  if (loaded === undefined) return undefined;
  const [{ parsePrism }, module] = loaded;
  // The package itself starts it with the WASI of Node, which prints a warning; a parser needs no system.
  const start = (): PrismExports => {
    const exports = instantiateWasm<PrismExports>(module, inertImports(module));
    exports._initialize();
    return exports;
  };
  let prism = start();
  return {
    name: 'prism',
    pace: 200,
    find: ({ text, lines }) => {
      try {
        return parsePrism(prism, text)
          .errors.slice(0, mostErrors)
          .map((error) => toFinding(error, text, lines));
      } catch (error) {
        // A trap, as on endless nesting, leaves the instance in an unknown state.
        prism = start();
        throw error;
      }
    },
  };
};

function toFinding({ type, message, location }: PrismError, text: string, lines: LineIndex): Finding {
  const start = lines.offsetOfByte(location.startOffset);
  const end = lines.offsetOfByte(location.startOffset + location.length);
  return { start, end, code: type.replaceAll('_', '-'), message: withFound(message, text, start) };
}
