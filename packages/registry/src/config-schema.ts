/** One thing that is wrong with a configuration. */
export interface ConfigIssue {
  /** What is wrong. */
  readonly message: string;
  /** Where, from the outside in. */
  readonly path?: readonly unknown[] | undefined;
}

type StandardResult<T> =
  | { readonly value: T; readonly issues?: undefined }
  | { readonly issues: readonly ConfigIssue[] };

/** A schema by the Standard Schema convention (https://standardschema.dev), such as one of zod. */
export interface StandardConfigSchema<T> {
  /** What the convention demands of a schema. */
  readonly '~standard': {
    /** Checks a value. */
    validate(value: unknown): StandardResult<T> | Promise<StandardResult<T>>;
  };
}

/** Anything that turns an unknown value into a configuration, or throws. */
export interface ParsingConfigSchema<T> {
  /** Gives the configuration, or throws; of an error with `issues` those are reported. */
  parse(value: unknown): T;
}

/** A schema for the configuration of a component. */
export type ConfigSchema<T> = StandardConfigSchema<T> | ParsingConfigSchema<T>;

const LONGEST_MESSAGE = 200;

/** What a configuration became: its value, or its problems as texts without any of its values. */
export interface ConfigResult {
  readonly value?: unknown;
  readonly problems: readonly string[];
}

/** Validates one configuration. */
export async function readConfig(schema: ConfigSchema<unknown>, value: unknown): Promise<ConfigResult> {
  try {
    if (!('~standard' in schema)) return { value: schema.parse(value), problems: [] };
    const result = await schema['~standard'].validate(value);
    if (result.issues !== undefined) return { problems: describe(result.issues, value) };
    return { value: result.value, problems: [] };
  } catch (error) {
    return { problems: describe(issuesOf(error), value) };
  }
}

/** The issues that a throwing schema names, or only that it refused: its message may quote the value. */
function issuesOf(error: unknown): readonly ConfigIssue[] {
  const { issues } = (error ?? {}) as { issues?: unknown };
  return Array.isArray(issues) ? issues : [{ message: 'refused by its schema' }];
}

function describe(issues: readonly ConfigIssue[], value: unknown): string[] {
  const secrets = textsIn(value);
  return issues.map(({ path = [], message }) => {
    const place = path.map(keyOf).join('.');
    const safe = secrets.reduce((text, secret) => text.replaceAll(secret, '[hidden]'), String(message));
    return `${place === '' ? '' : `at ${place}: `}${safe.slice(0, LONGEST_MESSAGE)}`;
  });
}

function keyOf(segment: unknown): string {
  return String((segment as { key?: unknown } | null | undefined)?.key ?? segment);
}

/** Every text inside a configuration, longest first: a schema's message might quote a key. */
function textsIn(value: unknown, seen = new Set<unknown>()): string[] {
  if (typeof value === 'string') return value.length > 3 ? [value] : [];
  if (typeof value !== 'object' || value === null || seen.has(value)) return [];
  seen.add(value);
  const texts = Object.values(value).flatMap((inner) => textsIn(inner, seen));
  return texts.sort((one, two) => two.length - one.length);
}
