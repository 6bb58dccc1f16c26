import { cut, DEPTH_LIMIT, LIST_LIMIT } from './limits.ts';
import type { DetailSchema, DetailsSchema } from './schema.ts';

/** Stands in the details for a value that its schema does not allow or that JSON cannot carry. */
export const INVALID = '[invalid]';

/**
 * Copies from `details` what the schema declares, and nothing else: an object that carries more than was
 * meant (a whole request, say) loses the rest here. A value that does not fit becomes `[invalid]`; long
 * texts and lists are cut. Never throws, whatever a getter or a proxy does.
 */
export function conform(schema: DetailsSchema | undefined, details: unknown): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  if (schema === undefined || typeof details !== 'object' || details === null) return kept;
  copyDeclared(schema, details as Readonly<Record<string, unknown>>, kept, 0);
  return kept;
}

/** Copies a list of objects in the same way. */
export function conformList<Item>(schema: DetailsSchema, items: readonly Item[]): Item[] {
  return items.slice(0, LIST_LIMIT).map((item) => conform(schema, item) as Item);
}

function copyDeclared(
  schema: DetailsSchema,
  from: Readonly<Record<string, unknown>>,
  to: Record<string, unknown>,
  depth: number,
): void {
  const { properties } = schema;
  for (const name in properties) {
    const value = fit(properties[name] as DetailSchema, from, name, depth);
    if (value !== undefined) to[name] = value;
  }
}

function fit(
  schema: DetailSchema,
  from: Readonly<Record<string, unknown>>,
  name: string,
  depth: number,
): unknown {
  try {
    const value = from[name];
    return value === undefined ? undefined : fitValue(schema, value, depth);
  } catch {
    return INVALID;
  }
}

function fitValue(schema: DetailSchema, value: unknown, depth: number): unknown {
  if (schema.type === 'object') return fitObject(schema, value, depth);
  if (schema.type === 'array') return fitList(schema.items, value, depth);
  if (schema.type === 'string') return fitText(schema.enum, value);
  if (schema.type === 'boolean') return typeof value === 'boolean' ? value : INVALID;
  const whole = schema.type === 'integer';
  return (whole ? Number.isInteger(value) : Number.isFinite(value)) ? value : INVALID;
}

function fitText(allowed: readonly string[] | undefined, value: unknown): string {
  if (typeof value !== 'string') return INVALID;
  return allowed === undefined || allowed.includes(value) ? cut(value) : INVALID;
}

function fitList(items: DetailSchema, value: unknown, depth: number): unknown {
  if (!Array.isArray(value) || depth >= DEPTH_LIMIT) return INVALID;
  return value.slice(0, LIST_LIMIT).map((item) => fit(items, { item }, 'item', depth + 1) ?? INVALID);
}

function fitObject(schema: DetailsSchema, value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth >= DEPTH_LIMIT) return INVALID;
  const kept: Record<string, unknown> = {};
  copyDeclared(schema, value as Readonly<Record<string, unknown>>, kept, depth + 1);
  return kept;
}
