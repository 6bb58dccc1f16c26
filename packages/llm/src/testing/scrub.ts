import { isObject } from '../json.ts';
import type { RecordedPart } from './cassette.ts';

/** Replaces secrets in a text. It is given whole texts, never a piece of one. */
export type Scrub = (text: string) => string;

/** What stands where a secret was. */
const REMOVED = '[secret]';

/** Forms that only keys have; a recording is no place for any of them. */
const KEY_FORMS: readonly RegExp[] = [
  '-----BEGIN [A-Z ]*PRIVATE KEY-----[\\s\\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)',
  '(?:sk|rk|pk)[-_][A-Za-z0-9_-]{16,}',
  'AIza[\\w-]{30,}',
  'gh[pousr]_[A-Za-z0-9]{30,}',
  'github_pat_\\w{30,}',
  'glpat-[\\w-]{16,}',
  'xox[abeprs]-[\\w-]{10,}',
  '(?:AKIA|ASIA)[A-Z0-9]{16}',
  'hf_[A-Za-z0-9]{30,}',
  'npm_[A-Za-z0-9]{30,}',
  'eyJ[\\w-]{8,}\\.eyJ[\\w-]{8,}\\.[\\w-]{8,}',
  '[Bb]earer [\\w.~+/-]{16,}=*',
  // Inside of JSON a key may follow the letter of an escaped line end.
].map((form) => new RegExp(`(?:(?<![\\w-])|(?<=\\\\[nrt]))(?:${form})`, 'g'));

/** Makes a scrub of the forms of keys and of the given secrets, also as they look inside of JSON, URLs and base64. */
export function scrubOf(secrets: readonly string[]): Scrub {
  const exact = secrets.filter((secret) => secret !== '').flatMap(formsOf);
  // The longest first: one secret may be the beginning of another.
  exact.sort((one, other) => other.length - one.length);
  return (text) => {
    const known = exact.reduce((rest, secret) => rest.replaceAll(secret, REMOVED), text);
    return KEY_FORMS.reduce((rest, form) => rest.replace(form, REMOVED), known);
  };
}

function formsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), base64];
}

/** Every text inside of a value, names of members included, without secrets. */
export function scrubValue<Value>(value: Value, scrub: Scrub): Value {
  if (typeof value === 'string') return scrub(value) as Value & string;
  if (Array.isArray(value)) return value.map((one: unknown) => scrubValue(one, scrub)) as Value & unknown[];
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([name, member]) => [scrub(name), scrubValue(member, scrub)]);
  return Object.fromEntries(entries) as Value;
}

/**
 * The parts of a call without secrets, also without those that are cut into several deltas: where the whole text of a
 * part holds one, its first delta gets all of the cleaned text and the others go.
 */
export function scrubParts(parts: readonly RecordedPart[], scrub: Scrub): RecordedPart[] {
  const cleaned = new Map<string, string>();
  for (const [partId, text] of textsOf(parts)) if (scrub(text) !== text) cleaned.set(partId, scrub(text));
  const seen = new Set<string>();
  return parts.flatMap((part): RecordedPart[] => {
    if (!isDelta(part) || !cleaned.has(part.partId)) return [scrubValue(part, scrub)];
    if (seen.has(part.partId)) return [];
    seen.add(part.partId);
    return [withText(part, cleaned.get(part.partId) ?? '')];
  });
}

type Delta = Extract<RecordedPart, { readonly type: 'text-delta' | 'reasoning-delta' | 'tool-call-delta' }>;

function isDelta(part: RecordedPart): part is Delta {
  return part.type === 'text-delta' || part.type === 'reasoning-delta' || part.type === 'tool-call-delta';
}

function withText(part: Delta, text: string): RecordedPart {
  return part.type === 'tool-call-delta' ? { ...part, inputText: text } : { ...part, text };
}

function textsOf(parts: readonly RecordedPart[]): ReadonlyMap<string, string> {
  const pieces = new Map<string, string[]>();
  for (const part of parts) {
    if (!isDelta(part)) continue;
    const piece = part.type === 'tool-call-delta' ? part.inputText : part.text;
    const known = pieces.get(part.partId);
    if (known === undefined) pieces.set(part.partId, [piece]);
    else known.push(piece);
  }
  return new Map([...pieces].map(([partId, list]) => [partId, list.join('')]));
}
