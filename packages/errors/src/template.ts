const OPTIONAL_PART = /\[([^[\]]*)\]/g;
const PLACEHOLDER = /\{(\w+)\}/g;

/** Fills `{name}` from the details; a part in square brackets falls away when a detail in it is absent. */
export function fillTemplate(template: string, details: object): string {
  const values = details as Readonly<Record<string, unknown>>;
  const kept = template.replace(OPTIONAL_PART, (_whole, part: string) => {
    const names = [...part.matchAll(PLACEHOLDER)].map(([, name]) => name as string);
    return names.every((name) => values[name] !== undefined) ? part : '';
  });
  return kept.replace(PLACEHOLDER, (_whole, name: string) => show(values[name]));
}

function show(value: unknown): string {
  if (value === undefined) return '';
  return Array.isArray(value) ? value.map(show).join(', ') : String(value);
}
