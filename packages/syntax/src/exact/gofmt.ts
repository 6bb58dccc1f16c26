import type { Finding } from '../finding.ts';
import { type ExactLoader, ifInstalled } from './exact-parser.ts';
import { findMissingPackage } from './go-package.ts';
import { compileWasm, instantiateWasm } from './wasm.ts';

// What the WebAssembly module of @wasm-fmt/gofmt exports; its own wrapper keeps one instance for ever.
interface GofmtExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  _initialize(): void;
  alloc(length: number): number;
  format(): number;
  output_ptr(): number;
  output_len(): number;
  dispose(): void;
}

const failed = 2;
/** An instance that has answered many calls starts to reject valid files, so it is replaced long before. */
const callsPerInstance = 50;

/** Go, by the parser of the Go distribution. It names the first error of a file. */
export const loadGofmt: ExactLoader = async () => {
  const module = await ifInstalled(() => compileWasm('@wasm-fmt/gofmt/wasm'));
  if (module === undefined) return undefined;
  let calls = 0;
  let instance = instantiate(module);
  const ask = (text: string): string | undefined => {
    calls += 1;
    if (calls > callsPerInstance) [instance, calls] = [instantiate(module), 1];
    try {
      return runGofmt(instance, text);
    } catch (error) {
      [instance, calls] = [instantiate(module), 0];
      throw error;
    }
  };
  return {
    name: 'gofmt',
    pace: 500,
    find: ({ text, lines }) => {
      const error = ask(text);
      return error === undefined
        ? findMissingPackage(text)
        : toFindings(error, (line, column) => lines.offsetOfByteColumn(line, column));
    },
  };
};

function instantiate(module: object): GofmtExports {
  const exports = instantiateWasm<GofmtExports>(module);
  exports._initialize();
  return exports;
}

/** The error that gofmt reports, or undefined when it could format the text. */
function runGofmt(gofmt: GofmtExports, text: string): string | undefined {
  const bytes = new TextEncoder().encode(text);
  const target = gofmt.alloc(bytes.length);
  new Uint8Array(gofmt.memory.buffer, target, bytes.length).set(bytes);
  const result = gofmt.format();
  const output = new Uint8Array(gofmt.memory.buffer, gofmt.output_ptr(), gofmt.output_len());
  const error = result === failed ? new TextDecoder().decode(output) : undefined;
  gofmt.dispose();
  return error;
}

/** Reads `line:column: message (and n more errors)`; anything else is no verdict. */
function toFindings(
  error: string,
  offsetOf: (line: number, byteColumn: number) => number,
): readonly Finding[] | undefined {
  const parts = /(\d+):(\d+): ([^\n]*?)(?: \(and \d+ more errors?\))?\s*$/.exec(error);
  if (parts === null) return undefined;
  const start = offsetOf(Number(parts[1]) - 1, Number(parts[2]) - 1);
  return [{ start, end: start, code: 'syntax-error', message: parts[3] ?? error }];
}
