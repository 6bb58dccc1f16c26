import { type Finding, tokenAt } from '../finding.ts';
import { preludeProblem } from './css-prelude.ts';
import { selectorProblem } from './css-selector.ts';
import { type CssDialect, opaquePiece } from './css-text.ts';

/** Signs that neither end nor nest anything, read as one. */
const ordinary = /(?:[^\\"'/#@uU()[\]{};]|[uU](?![rR][lL]\())+/y;

const closingOf: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** A stretch up to the `;`, `{` or `}` that ends it, its opaque parts replaced by plain letters. */
interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly plain: string;
  readonly sign: '' | ';' | '{' | '}';
}

/**
 * Reads the frame of a style sheet: blocks, rules, selectors and declarations. Unknown properties, values
 * and at-rules pass, as they do in a browser; what a browser would silently skip does not.
 */
export class CssReader {
  readonly #text: string;
  readonly #dialect: CssDialect;
  readonly #open: number[] = [];
  readonly #findings: Finding[] = [];
  #at = 0;

  constructor(text: string, dialect: CssDialect) {
    this.#text = text;
    this.#dialect = dialect;
  }

  /** The errors; reading stops at the first one after which the structure is lost. */
  read(): Finding[] {
    if (this.#text.startsWith('\uFEFF')) this.#at = 1;
    while (this.#at < this.#text.length && this.#findings.length < 20) {
      const stretch = this.#stretch();
      if (stretch === undefined) return this.#findings;
      this.#take(stretch);
      this.#at = stretch.end + stretch.sign.length;
      if (stretch.sign === '{') this.#open.push(stretch.end);
      else if (stretch.sign === '}' && this.#open.pop() === undefined) {
        this.#report(stretch.end, stretch.end + 1, 'unexpected `}`');
      }
    }
    const unclosed = this.#open.at(-1);
    if (unclosed !== undefined) {
      this.#report(this.#text.length, this.#text.length, 'expected `}`, found end of file');
    }
    return this.#findings;
  }

  /** Reads up to the sign that ends a statement; undefined when brackets or strings do not end. */
  #stretch(): Stretch | undefined {
    const start = this.#at;
    const brackets: string[] = [];
    const plain: string[] = [];
    for (let at = start; at < this.#text.length; ) {
      const piece = this.#opaque(at);
      if (piece === 'lost') return undefined;
      if (piece === undefined) {
        const sign = this.#text[at] ?? '';
        if (brackets.length === 0 && isEnd(sign) && !this.#isValueBlock(sign, plain)) {
          return { start, end: at, plain: plain.join(''), sign };
        }
        if (this.#bracket(sign, at, brackets) === 'lost') return undefined;
      }
      const read = piece ?? { plain: this.#text[at] ?? '', end: at + 1 };
      plain.push(read.plain);
      at = read.end;
    }
    const end = this.#text.length;
    if (brackets.length === 0) return { start, end, plain: plain.join(''), sign: '' };
    return this.#lost(end, end, `expected \`${brackets.at(-1)}\`, found end of file`);
  }

  /** What stands at an offset, if it neither ends nor nests anything, and where it ends. */
  #opaque(at: number): { plain: string; end: number } | 'lost' | undefined {
    ordinary.lastIndex = at;
    const run = ordinary.exec(this.#text)?.[0];
    if (run !== undefined) return { plain: run, end: at + run.length };
    const piece = opaquePiece(this.#text, at, this.#dialect);
    if (piece?.error !== undefined) {
      this.#report(at, piece.end, piece.error);
      return 'lost';
    }
    return piece && { plain: stand(this.#text, at, piece.end), end: piece.end };
  }

  /** A custom property may hold a block: `--a: { b: c }`. */
  #isValueBlock(sign: string, plain: readonly string[]): boolean {
    return sign === '{' && /^\s*--[\w-]+\s*:\s*$/.test(plain.join(''));
  }

  #bracket(sign: string, at: number, brackets: string[]): 'lost' | undefined {
    const closing = closingOf[sign];
    if (closing !== undefined && (sign !== '{' || brackets.includes('}') || brackets.length === 0)) {
      brackets.push(closing);
      return undefined;
    }
    const expected = brackets.at(-1);
    if (sign === expected) {
      brackets.pop();
      return undefined;
    }
    const wrong = /[)\]}]/.test(sign) || (sign === '{' && expected !== '}' && !this.#dialect.relaxed);
    if (!wrong) return undefined;
    this.#lost(
      at,
      at + 1,
      expected ? `expected \`${expected}\`, found \`${sign}\`` : `unexpected \`${sign}\``,
    );
    return 'lost';
  }

  #take({ start, plain, sign, end }: Stretch): void {
    const lead = plain.length - plain.trimStart().length;
    const body = plain.trim();
    const from = start + lead;
    if (body === '') {
      if (sign === '{' && !this.#dialect.relaxed) this.#expected(end, 'a selector');
      return;
    }
    if (body.startsWith('@')) this.#atRule(body, from);
    else if (sign === '{') this.#rule(body, from);
    else this.#declaration(body, from, sign);
  }

  #atRule(body: string, from: number): void {
    const problem = preludeProblem(body, this.#dialect);
    if (problem !== undefined) this.#expected(from + problem.at, problem.expected);
  }

  #rule(body: string, from: number): void {
    // Sass nests properties: `font: { family: a }`; mixins of Less take guards.
    if (this.#dialect.relaxed) {
      if (/:\s*$|^[\w-]+\s*:\s[^\n]*$/.test(body)) return;
      if (/\bwhen\b|[$%!@]|^\.[\w-]+\s*\(/.test(body)) return;
    }
    const problem = selectorProblem(body, this.#dialect);
    if (problem !== undefined) this.#expected(from + problem.at, problem.expected);
  }

  #declaration(body: string, from: number, sign: Stretch['sign']): void {
    const property = /^(?:[\w$@*&.#+-]|[\u0080-\u{10ffff}]|\\[\s\S])+\s*(\+?_?:)/u.exec(body);
    if (property === null) {
      // Where the keyword of a loop or a mixin is unknown, only the brackets count.
      if (this.#dialect.relaxed) return;
      if (sign === '') this.#expected(from + body.length, '`{`');
      else this.#expected(from + (/[\s:]|$/.exec(body)?.index ?? 0), '`:`');
      return;
    }
    if (this.#open.length === 0 && !this.#dialect.relaxed) {
      this.#expected(from + property[0].length - 1, '`{`');
      return;
    }
    this.#value(body, property[0].length, from);
  }

  /** A value that goes on with `name:` on a line of its own wants a `;` before it. */
  #value(body: string, start: number, from: number): void {
    const value = body.slice(start);
    if (body.startsWith('--')) return;
    if (value.trim() === '' && !this.#dialect.relaxed) this.#expected(from + body.length, 'a value');
    const next = /\n\s*[a-z-]+\s*:(?!:)/i.exec(withoutNesting(value));
    if (next !== null) this.#expected(from + start + next.index, '`;`');
  }

  #expected(at: number, what: string): void {
    const { start, end, name } = tokenAt(this.#text, at);
    this.#report(start, end, `expected ${what}, found ${name}`);
  }

  #report(start: number, end: number, message: string): void {
    this.#findings.push({ start, end, code: 'syntax-error', message });
  }

  #lost(start: number, end: number, message: string): undefined {
    this.#report(start, end, message);
    return undefined;
  }
}

const isEnd = (sign: string): sign is ';' | '{' | '}' => sign === ';' || sign === '{' || sign === '}';

/** Letters in place of a string or an interpolation, blanks in place of a comment; line breaks stay. */
function stand(text: string, start: number, end: number): string {
  const piece = text.slice(start, end);
  if (piece.startsWith('\\')) return piece;
  if (piece.startsWith('/')) return piece.replace(/[^\r\n]/g, ' ');
  return piece.startsWith('"') || piece.startsWith("'")
    ? `"${'s'.repeat(end - start - 2)}"`
    : 'x'.repeat(end - start);
}

/** The value with everything in brackets blanked. */
function withoutNesting(value: string): string {
  let depth = 0;
  return value.replace(/[\s\S]/g, (sign) => {
    if (/[([{]/.test(sign)) depth += 1;
    else if (/[)\]}]/.test(sign)) depth -= 1;
    return depth > 0 ? ' ' : sign;
  });
}
