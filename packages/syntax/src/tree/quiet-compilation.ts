import { importV8 } from '../node-modules.ts';

// The lexer of a grammar is one function of hundreds of kilobytes. V8 sees it run hot and optimises it in the
// background: after one text in each of 24 languages that took 2.7 GB for some seconds, against 0.2 GB
// without, and parsing got no faster (Node 24). A module reads the budget that leads to it when it is made.
const never = 2_000_000_000;
// The default of V8 13.6; there is no way to ask for it.
const usual = 13_000_000;
let loading = 0;

/** Loads a WebAssembly module whose functions V8 compiles once and never optimises; other modules are let be. */
export async function withoutOptimising<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  const setBudget = await budgetSetter();
  if (setBudget === undefined) return load();
  loading += 1;
  setBudget(never);
  try {
    return await load();
  } finally {
    loading -= 1;
    if (loading === 0) setBudget(usual);
  }
}

/** Undefined outside Node, and where the process was started with a budget of its own. */
async function budgetSetter(): Promise<((budget: number) => void) | undefined> {
  try {
    const { v8, execArgv } = await importV8();
    if (execArgv.some((flag) => flag.includes('wasm-tiering-budget'))) return undefined;
    return (budget) => v8.setFlagsFromString(`--wasm-tiering-budget=${budget}`);
  } catch {
    return undefined;
  }
}
