/** A JSON object. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value under the first of some names that the object has. */
export function readField(record: JsonRecord, names: readonly string[]): unknown {
  const name = names.find((candidate) => Object.hasOwn(record, candidate) && record[candidate] !== null);
  return name === undefined ? undefined : record[name];
}
