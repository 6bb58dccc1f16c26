import type { EditReceipt } from '../edit-plan.ts';
import type { SubstituteEdit } from '../edit-set.ts';
import { toBlockHunk } from '../formats/block-hunk.ts';
import { reindentLine } from '../locate/indentation.ts';
import { endingOf, lineAt, type SourceLines } from '../locate/source-lines.ts';
import { type FileUnit, plainReceipt, type UnitOutcome } from './file-unit.ts';
import { type HunkOutcome, numberHunks, planHunks } from './plan-hunks.ts';
import { toOutcomes } from './plan-hunks-edit.ts';
import { refuse } from './refuse.ts';

/** Characters that are compared in the search for occurrences; a longer list of them would say nothing new. */
const COMPARED = 20_000_000;

/** Plans text for text: literally, then with the line endings of the file, then line by line as a block. */
export function planSubstitute(source: SourceLines, unit: FileUnit<SubstituteEdit>): UnitOutcome[] {
  const { edit, place } = unit;
  if (edit.oldText === edit.newText) return [{ refusal: refuse('EC_EDIT_NO_CHANGE', place) }];
  if (edit.oldText === '') return [planInEmpty(source, unit)];
  for (const old of [edit.oldText, ...withEndings(source, edit.oldText)]) {
    const found = occurrences(source.text, old);
    if (found.length > 0) return replaceAt(source, unit, old, found);
  }
  return planAsBlock(source, unit);
}

function planInEmpty(source: SourceLines, unit: FileUnit<SubstituteEdit>): UnitOutcome {
  if (source.text !== '')
    return { refusal: refuse('EC_EDIT_NO_PLACE', unit.place, { reason: 'the text to replace is empty' }) };
  return { spans: [{ start: 0, end: 0, newText: unit.edit.newText }], receipt: plainReceipt(unit, 1) };
}

/** The text with every line ending as the file has it, where that differs. */
function withEndings(source: SourceLines, text: string): string[] {
  const plain = text.replaceAll('\r\n', '\n');
  return [plain, plain.replaceAll('\n', '\r\n')].filter(
    (one) => source.text.includes('\r') !== (one === plain),
  );
}

function occurrences(text: string, part: string): number[] {
  const most = Math.max(2, COMPARED / part.length);
  const found: number[] = [];
  for (let at = text.indexOf(part); at !== -1 && found.length < most; at = text.indexOf(part, at + 1))
    if (!cutsEnding(text, at) && !cutsEnding(text, at + part.length)) found.push(at);
  return found;
}

function cutsEnding(text: string, at: number): boolean {
  return text[at] === '\n' && text[at - 1] === '\r';
}

function replaceAt(
  source: SourceLines,
  unit: FileUnit<SubstituteEdit>,
  old: string,
  found: readonly number[],
): UnitOutcome[] {
  const { edit, place } = unit;
  const wanted = edit.replaceAll === true ? undefined : (edit.occurrences ?? 1);
  const positions = found.map((at) => lineAt(source, at) + 1);
  if (wanted !== undefined && found.length !== wanted) {
    const code = found.length > wanted ? 'EC_EDIT_AMBIGUOUS' : 'EC_EDIT_NO_MATCH';
    return [{ refusal: refuse(code, place, { positions }) }];
  }
  const apart = withoutOverlap(found, old.length);
  // Asked for every occurrence, the first of two that overlap counts, as everywhere else.
  if (wanted !== undefined && apart.length < found.length)
    return [{ refusal: refuse('EC_EDIT_AMBIGUOUS', place, { positions }) }];
  const receipt: EditReceipt = {
    ...plainReceipt(unit, positions[0] ?? 1),
    relaxations: old === edit.oldText ? [] : ['line-endings'],
  };
  const again = addedAgain(source.text, edit, found[0] ?? 0);
  if (again) return [{ refusal: refuse('EC_EDIT_ALREADY_APPLIED', place, { positions }) }];
  const newText = withTabs(unit);
  const spans = apart.map((at) => ({
    start: at,
    end: at + old.length,
    newText: fitEndings(source, at, newText, old),
  }));
  return [{ spans, receipt }];
}

function withoutOverlap(found: readonly number[], length: number): number[] {
  let end = 0;
  return found.filter((at) => {
    if (at < end) return false;
    end = at + length;
    return true;
  });
}

// Text that only grows stands in the file already if its longer form does, around the very occurrence.
function addedAgain(text: string, { oldText, newText, replaceAll }: SubstituteEdit, at: number): boolean {
  if (replaceAll === true || !newText.includes('\n')) return false;
  const before = newText.endsWith(oldText) ? newText.length - oldText.length : 0;
  const grows = newText.startsWith(oldText) || before > 0;
  const added = newText.replace(oldText, () => '');
  return grows && added.trim() !== '' && text.startsWith(newText, at - before);
}

// Text without any indented old line cannot show how tabs are written, so it follows the other edits of the file. Its
// first line may begin in the middle of one.
function withTabs({ edit: { oldText, newText }, tabs }: FileUnit<SubstituteEdit>): string {
  if (tabs === undefined || /^[ \t]+\S/m.test(oldText)) return newText;
  return newText.replace(/(?<=\n).+/g, (line) => reindentLine(line, tabs) ?? line);
}

// Line endings of the new text follow the line where it goes, unless the old text matched with its own.
function fitEndings(source: SourceLines, at: number, newText: string, old: string): string {
  const mixed = /\r\n/.test(newText) && /(?<!\r)\n/.test(newText);
  if (mixed && /\r\n/.test(old)) return newText;
  // A last carriage return that the old text has not is one half of the ending that the file has there.
  const whole = old.endsWith('\r') ? newText : newText.replace(/\r$/, '');
  const line = lineAt(source, at);
  const ending = endingOf(source, line) || endingOf(source, line - 1) || '\n';
  return whole.replace(/\r\n|\n/g, () => ending);
}

/** Lines of the file from start to end of each line that the old text touches. */
function planAsBlock(source: SourceLines, unit: FileUnit<SubstituteEdit>): UnitOutcome[] {
  const { edit, place } = unit;
  const hunk = { ...toBlockHunk(...alignLines(edit.oldText, edit.newText)), hint: {} };
  const outcomes: HunkOutcome[] = planHunks(source, numberHunks([hunk], place), unit.tabs);
  if (edit.replaceAll !== true) return toOutcomes(unit, outcomes);
  return [{ refusal: refuse('EC_EDIT_NO_MATCH', place) }];
}

// A newline at the end of both texts ends their last line; it is no line of its own.
function alignLines(oldText: string, newText: string): [string[], string[]] {
  const old = oldText.split(/\r?\n/);
  const replacement = newText.split(/\r?\n/);
  if (old.at(-1) === '' && replacement.at(-1) === '') {
    old.pop();
    replacement.pop();
  }
  return [old, replacement];
}
