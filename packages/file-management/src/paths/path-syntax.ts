import { gitLookAlike } from './git-look-alikes.ts';

/** Devices of Windows: a file of such a name, with any extension, is the device. */
const DEVICES = /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:[ .:].*)?$/i;
/** Characters that look like `/`, `\`, `.` or `:` and become them under compatibility folding or in fonts. */
const LOOK_ALIKE_PUNCTUATION =
  /[\u2024\u2025\u2026\u2044\u2215\u2216\u2571\u29f5\u29f8\ufe52\uff0e\uff0f\uff1a\uff3c\ufe55\ua789]/u;
/** Characters that have no width or turn the direction of writing; joiners are judged apart. */
const INVISIBLE =
  /\u034f|[\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\uffff\u{e0000}-\u{e007f}]/u;
/** Joiners are part of emoji and of some scripts, never between two ASCII characters or at an edge. */
const STRAY_JOINER = /(?:^|\p{ASCII})[\u200c\u200d]|[\u200c\u200d](?:\p{ASCII}|$)/u;
const CONTROL = /[\p{Cc}]/u;
const ENCODED = /%(?:2e|2f|5c|00)/i;
const LONGEST_NAME_BYTES = 255;
const LONGEST_PATH_BYTES = 4096;

/** Why a path is refused before the disk is asked; undefined when nothing speaks against it. */
export function pathProblem(path: string): string | undefined {
  if (path === '') return 'it is empty';
  if (Buffer.byteLength(path) > LONGEST_PATH_BYTES) return 'it is too long';
  return wholePathProblem(path) ?? firstOf(path.split('/'), segmentProblem);
}

/** The names of a valid path. */
export function segmentsOf(path: string): readonly string[] {
  return path.split('/');
}

/** A path for messages: nothing in it can turn, hide or break a line. */
export function shownPath(path: string): string {
  const safe = path.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
  return safe.length > 200 ? `${safe.slice(0, 200)}…` : safe;
}

function wholePathProblem(path: string): string | undefined {
  if (CONTROL.test(path)) return 'it holds a control character';
  if (/\p{Surrogate}/u.test(path)) return 'it is not valid Unicode';
  if (path.includes('\\')) return 'it holds a backslash';
  if (path.startsWith('/')) return 'it is absolute';
  if (/^[a-z][a-z0-9+.-]*:/i.test(path)) return 'it names a drive or a scheme';
  if (/^~[^/]*\//.test(path) || path === '~') return 'it names a home folder';
  return undefined;
}

function segmentProblem(name: string): string | undefined {
  return structureProblem(name) ?? characterProblem(name) ?? meaningProblem(name);
}

function structureProblem(name: string): string | undefined {
  if (name === '') return 'it holds an empty name';
  if (name === '.' || name === '..') return 'it holds . or ..';
  if (Buffer.byteLength(name) > LONGEST_NAME_BYTES) return 'a name in it is too long';
  if (/[. ]$/.test(name)) return 'a name in it ends with a dot or a blank';
  return name.startsWith(' ') ? 'a name in it starts with a blank' : undefined;
}

function characterProblem(name: string): string | undefined {
  if (INVISIBLE.test(name) || STRAY_JOINER.test(name)) return 'it holds an invisible character';
  if (LOOK_ALIKE_PUNCTUATION.test(name)) return 'it holds a character that looks like a separator or a dot';
  if (/[<>:"|?*]/.test(name)) return 'it holds a character that names a stream or a pattern';
  return ENCODED.test(name) ? 'it holds an encoded separator or dot' : undefined;
}

function meaningProblem(name: string): string | undefined {
  if (DEVICES.test(name)) return 'it names a device';
  return gitLookAlike(name) ? 'it looks like the folder of the version control' : undefined;
}

function firstOf<Item, Found>(
  items: readonly Item[],
  find: (item: Item) => Found | undefined,
): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
