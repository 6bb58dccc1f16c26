import { stripTypeScriptTypes } from 'node:module';
import { createContext, runInContext } from 'node:vm';

/** What a test expects of a call. */
export interface Expectation {
  /** Names of the fields of the result that it looks at, outermost first. */
  readonly path: readonly string[];
  readonly matcher: string;
  readonly value: unknown;
  readonly negated: boolean;
}

/** A call of a function under test. */
export interface RecordedCall {
  readonly test: string;
  readonly name: string;
  readonly args: readonly unknown[];
  /** Arguments of the constructor of the object that has the method. */
  readonly made?: readonly unknown[];
  readonly expectations: Expectation[];
  /** Whether the test expects it to throw. */
  throws: boolean;
}

type Body = (...args: unknown[]) => unknown;

interface Result {
  readonly call: RecordedCall;
  readonly path: readonly string[];
}

const RESULT = Symbol('result');

/** Can be called and made, which an arrow function cannot. */
class Callable {}

/**
 * Runs a test file of another tool with its functions replaced by ones that only take down how they are
 * called and what is expected of them. `functions` are the names that it imports or makes methods of.
 */
export async function recordCalls(
  source: string,
  functions: readonly string[],
  globals: Readonly<Record<string, unknown>> = {},
): Promise<RecordedCall[]> {
  const recorder = new Recorder(functions);
  const plain = stripTypeScriptTypes(source, { mode: 'transform' });
  // Imports stand before the first test; what looks like one later is text of a case.
  const tests = /^(?:describe|suite)\(/m.exec(plain)?.index ?? 0;
  const head = plain
    .slice(0, tests)
    .replace(/^import\s+([^'"]+?)\s+from\s+(['"][^'"]+['"]);?/gm, toDeclaration)
    .replace(/^import\s+['"][^'"]+['"];?/gm, '');
  const code = head + plain.slice(tests);
  const context = createContext({
    ...recorder.globals(),
    console: { log() {}, error() {}, warn() {} },
    ...globals,
  });
  runInContext(`(function () {\n${code.replace(/^export /gm, '')}\n})()`, context, { timeout: 10_000 });
  await recorder.run();
  return recorder.calls;
}

function toDeclaration(_whole: string, names: string): string {
  const [, all] = /\*\s+as\s+(\w+)/.exec(names) ?? [];
  if (all !== undefined) return `const ${all} = __module;`;
  const [, named] = /\{([^}]*)\}/.exec(names) ?? [];
  const single = names.replace(/\{[^}]*\}/, '').replace(/[,\s]/g, '');
  const parts = (named ?? '')
    .replace(/\btype\s+\w+(?:\s+as\s+\w+)?/g, '')
    .replace(/(\w+)\s+as\s+(\w+)/g, '$1: $2')
    .replace(/,\s*(?=,|$)/g, '');
  const lines = [
    single === '' ? '' : `const ${single} = __module.default;`,
    named === undefined ? '' : `const {${parts}} = __module;`,
  ];
  // The functions of the test runner are there already.
  return lines
    .join(' ')
    .replace(/\b(?:describe|it|test|suite|expect|beforeEach|afterEach|beforeAll|afterAll|vi)\b\s*,?/g, '');
}

class Recorder {
  readonly calls: RecordedCall[] = [];
  readonly #functions: ReadonlySet<string>;
  readonly #tests: { name: string; before: readonly Body[]; body: Body; args: readonly unknown[] }[] = [];
  #before: Body[] = [];
  #test = '';

  constructor(functions: readonly string[]) {
    this.#functions = new Set(functions);
  }

  globals(): Record<string, unknown> {
    const describe = Object.assign((_name: string, body: Body) => this.#describe(body), {
      skip() {},
      only: (_name: string, body: Body) => this.#describe(body),
      each: () => () => {},
    });
    const it = Object.assign((name: string, body: Body) => this.#it(name, body, []), {
      skip() {},
      only: (name: string, body: Body) => this.#it(name, body, []),
      each: (rows: readonly unknown[]) => (name: string, body: Body) => {
        for (const row of rows) this.#it(nameOf(name, row), body, Array.isArray(row) ? row : [row]);
      },
    });
    const hook = (body: Body): void => void this.#before.push(body);
    const expect = Object.assign((subject: unknown) => this.#expect(subject), {
      fail: () => this.#fail(),
      objectContaining: (value: unknown) => value,
      any: stub,
      stringContaining: (value: unknown) => value,
    });
    const nothing = (): void => {};
    return {
      describe,
      suite: describe,
      it,
      test: it,
      expect,
      beforeEach: hook,
      beforeAll: hook,
      before: hook,
      afterEach: nothing,
      afterAll: nothing,
      after: nothing,
      vi: stub(),
      __module: this.#module(),
    };
  }

  async run(): Promise<void> {
    for (const { name, before, body, args } of this.#tests) {
      this.#test = name;
      for (const hook of before) await quietly(hook);
      await quietly(() => body(...args));
    }
  }

  #describe(body: Body): void {
    const outer = this.#before;
    this.#before = [...outer];
    body.call({ timeout() {} });
    this.#before = outer;
  }

  #it(name: string, body: Body, args: readonly unknown[]): void {
    this.#tests.push({ name, before: this.#before, body, args });
  }

  #module(): unknown {
    const own = new Map<string, unknown>();
    return new Proxy(
      {},
      {
        get: (_target, key) => {
          const name = String(key);
          if (!own.has(name)) own.set(name, this.#functions.has(name) ? this.#recorded(name) : this.#maker());
          return own.get(name);
        },
      },
    );
  }

  #recorded(name: string, made?: readonly unknown[]): Body {
    return (...args) => {
      const call: RecordedCall = {
        test: this.#test,
        name,
        args,
        expectations: [],
        throws: false,
        ...(made === undefined ? {} : { made }),
      };
      this.calls.push(call);
      return resultOf(call, []);
    };
  }

  /** Something imported that may be a class with a method under test. */
  #maker(): unknown {
    return new Proxy(Callable, {
      get: (_target, key) => (key === 'then' ? undefined : stub()),
      apply: () => stub(),
      construct: (_target, made) =>
        new Proxy(
          { made },
          {
            get: (target, key) => {
              if (key === 'made') return target.made;
              return this.#functions.has(String(key)) ? this.#recorded(String(key), made) : stub();
            },
          },
        ),
    });
  }

  #fail(): never {
    const last = this.calls.at(-1);
    if (last !== undefined) last.throws = true;
    throw new TypeError('failed on purpose');
  }

  #expect(subject: unknown): unknown {
    let negated = false;
    const matcher: unknown = new Proxy(Callable, {
      get: (_target, key) => {
        const name = String(key);
        if (name === 'then') return undefined;
        if (name === 'not') negated = true;
        if (['not', 'to', 'be', 'have', 'rejects', 'resolves', 'that', 'and', 'a', 'an'].includes(name))
          return matcher;
        return (value: unknown) => this.#note(subject, name, value, negated);
      },
      apply: () => matcher,
    });
    return matcher;
  }

  async #note(subject: unknown, matcher: string, value: unknown, negated: boolean): Promise<void> {
    const throwing = /^(?:to)?throw/i.test(matcher) && !negated;
    const before = this.calls.length;
    const settled =
      typeof subject === 'function' && resultIn(subject) === undefined && throwing
        ? await quietly(subject as Body)
        : await subject;
    if (throwing) for (const call of this.calls.slice(before)) call.throws = true;
    const result = resultIn(settled);
    if (result === undefined) return;
    if (throwing) result.call.throws = true;
    else result.call.expectations.push({ path: result.path, matcher, value, negated });
  }
}

async function quietly(body: Body): Promise<unknown> {
  try {
    return await body();
  } catch {
    return undefined;
  }
}

function nameOf(name: string, row: unknown): string {
  return name.replace(/\$(\w+)/g, (whole, key: string) => {
    const value = typeof row === 'object' && row !== null ? (row as Record<string, unknown>)[key] : undefined;
    return typeof value === 'string' ? value : whole;
  });
}

function resultOf(call: RecordedCall, path: readonly string[]): unknown {
  const result: Result = { call, path };
  return new Proxy(Callable, {
    get: (_target, key) => {
      if (key === RESULT) return result;
      if (key === 'then') return undefined;
      if (key === Symbol.toPrimitive) return () => '';
      if (key === Symbol.iterator) return [][Symbol.iterator];
      return resultOf(call, [...path, String(key)]);
    },
    apply: () => resultOf(call, [...path, '()']),
  });
}

function resultIn(subject: unknown): Result | undefined {
  if (typeof subject !== 'function') return undefined;
  return (subject as { [RESULT]?: Result })[RESULT];
}

/** Something that can be called, made and read without doing anything. */
export function stub(): unknown {
  return new Proxy(Callable, {
    get: (_target, key) => {
      if (key === 'then') return undefined;
      if (key === Symbol.toPrimitive) return () => '';
      if (key === Symbol.iterator) return [][Symbol.iterator];
      return stub();
    },
    apply: () => stub(),
    construct: () => stub() as object,
  });
}

/** The text that a call is expected to give: undefined if it must be refused, null if nothing is said. */
export function expectedText(call: RecordedCall, fields: readonly string[]): string | undefined | null {
  if (call.throws) return undefined;
  let told: string | undefined | null = null;
  for (const { path, matcher, value, negated } of call.expectations) {
    const field = path.join('.');
    const equals =
      /^(?:toBe|toEqual|toStrictEqual|equal|eql|deepEqual|toMatchInlineSnapshot)$/.test(matcher) && !negated;
    if (!equals) continue;
    if (value === false && (field === '' || field === 'success')) return undefined;
    if (typeof value === 'string' && fields.includes(field)) told = value;
  }
  return told;
}
