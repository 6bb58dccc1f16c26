import { importFiles, importModule } from '../node-modules.ts';

// The Node types declare WebAssembly without its values, and the DOM types do not belong here.
interface WebAssemblyApi {
  compile(bytes: Uint8Array): Promise<object>;
  readonly Instance: new (module: object, imports?: WasmImports) => { readonly exports: object };
  readonly Module: { imports(module: object): readonly { module: string; name: string }[] };
}

/** Functions that a WebAssembly module asks for, by module and name. */
export type WasmImports = Record<string, Record<string, () => number>>;

const webAssembly = Reflect.get(globalThis, 'WebAssembly') as WebAssemblyApi;
const notSupported = 52;

/** Compiles a WebAssembly file of an installed package; rejects when it is not installed. */
export async function compileWasm(specifier: string): Promise<object> {
  const [{ createRequire }, { readFile }] = await Promise.all([importModule(), importFiles()]);
  return webAssembly.compile(await readFile(createRequire(import.meta.url).resolve(specifier)));
}

/** Starts a module; the caller says what it exports. */
export function instantiateWasm<Exports extends object>(module: object, imports?: WasmImports): Exports {
  return new webAssembly.Instance(module, imports).exports as Exports;
}

/** Imports that answer every system call with "not supported" (ENOSYS of WASI). */
export function inertImports(module: object): WasmImports {
  const imports: WasmImports = {};
  for (const wanted of webAssembly.Module.imports(module)) {
    imports[wanted.module] = { ...imports[wanted.module], [wanted.name]: () => notSupported };
  }
  return imports;
}
