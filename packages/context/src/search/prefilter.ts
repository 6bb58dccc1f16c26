import { type FileRecord, findTerm } from '../index/file-record.ts';
import { termIds } from '../index/term.ts';
import { MOST_LINES } from '../index/term-collector.ts';
import { forEachWord } from '../text/words.ts';

const SEPARATOR = /[^\w$]/;

/** Whether a character can never be part of a word; what is not ASCII could be. */
function separates(character: string): boolean {
  return character !== '' && character.charCodeAt(0) < 128 && SEPARATOR.test(character);
}

/** Words of a literal that stand free on both sides, and so are words of every text that holds the literal. */
function innerWords(query: string): string[] {
  const words: string[] = [];
  for (const { 0: word, index } of query.matchAll(/[A-Za-z_$][\w$]*/g)) {
    if (!separates(query.charAt(index - 1)) || !separates(query.charAt(index + word.length))) continue;
    forEachWord(word, (each) => words.push(each));
  }
  return words;
}

/**
 * Tells which files can hold a literal, without reading them. It may say yes too often, and never no for a file that
 * holds it: only words that cannot be part of a longer one are asked for, and only of files that are indexed.
 */
export function canHold(query: string): (record: FileRecord) => boolean {
  const ids: number[] = [];
  for (const word of innerWords(query)) {
    const whole = termIds(word).at(-1);
    if (whole !== undefined) ids.push(whole);
  }
  return (record) =>
    record.state !== 'indexed' ||
    record.lineCount > MOST_LINES ||
    ids.every((id) => findTerm(record.terms, id) >= 0);
}

/** The same for an identifier as a whole word. */
export function canHoldWord(word: string): (record: FileRecord) => boolean {
  return canHold(` ${word} `);
}
