import { foldName } from './fold-name.ts';

/** Files of git that have a meaning of their own and short names on NTFS that begin like these. */
const GUARDED = ['.git', '.gitmodules', '.gitattributes', '.gitignore', '.mailmap'];
/** Characters that HFS+ leaves out when it compares names (git's protectHFS has the same list). */
const LEFT_OUT_BY_HFS = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/gu;
/** Short names that NTFS gives to `.git` and to the longer ones (git's protectNTFS). */
const SHORT_NAMES = /^(?:git~[0-9]+|gi[0-9a-f]{4}~[0-9]+|gitmod~[0-9]+|gitatt~[0-9]+|gitign~[0-9]+)$/;

/**
 * Whether a name is not `.git` or a sibling of it but is, or looks like, that very name on some file system:
 * other case, trailing dots or blanks, a stream, a short name, left-out or look-alike characters.
 */
export function gitLookAlike(name: string): boolean {
  if (GUARDED.includes(name)) return false;
  const plain = foldName(name.replace(LEFT_OUT_BY_HFS, ''))
    .replace(/:.*$/, '')
    .replace(/[. ]+$/, '');
  return GUARDED.includes(plain) || SHORT_NAMES.test(plain) || GUARDED.includes(unmixed(plain));
}

/** Letters of other scripts that print like the letters of these names. */
const HOMOGLYPHS: Readonly<Record<string, string>> = {
  і: 'i',
  ı: 'i',
  ɡ: 'g',
  ց: 'g',
  т: 't',
  ｔ: 't',
  ꓖ: 'g',
};

function unmixed(name: string): string {
  return [...name].map((letter) => HOMOGLYPHS[letter] ?? letter).join('');
}
