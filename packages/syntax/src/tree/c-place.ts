import { blankOut, endOfArguments, type Token } from './c-tokens.ts';
import { qualifier } from './c-words.ts';

/** One word among the tokens around it, and what may be put in its place. */
export class Place {
  readonly tokens: readonly Token[];
  readonly at: number;
  readonly output: string[];
  readonly inFunction: boolean;
  /** Index of the last token of the word and its arguments. */
  readonly last: number;

  constructor(tokens: readonly Token[], at: number, output: string[], inFunction: boolean) {
    this.tokens = tokens;
    this.at = at;
    this.output = output;
    this.inFunction = inFunction;
    this.last = endOfArguments(tokens, at);
  }

  text(distance: number): string {
    return this.tokens[this.at + distance]?.text ?? '';
  }

  /** The token before, without those that are gone. */
  get previous(): string {
    let at = this.at - 1;
    while (this.tokens[at]?.gone && at > this.at - 60) at -= 1;
    return this.tokens[at]?.text ?? ';';
  }

  get next(): Token | undefined {
    return this.tokens[this.last + 1];
  }

  get hasArguments(): boolean {
    return this.last > this.at;
  }

  /** What stands two tokens before, which tells what a `const` or a `:` before this one is. */
  get isAfterParameters(): boolean {
    return this.tokens[this.at - 2]?.text === ')' && /^(?:const|volatile|:)$/.test(this.previous);
  }

  startsStatement(): boolean {
    if (this.isAfterParameters && !this.inFunction) return false;
    if (/^[;{}:]$/.test(this.previous) || qualifier.test(this.previous)) return true;
    return this.inFunction && this.previous === ')' && (this.tokens[this.at]?.fresh ?? false);
  }

  write(stand: string): number {
    const start = this.tokens[this.at]?.start ?? 0;
    const end = this.tokens[this.last]?.end ?? start;
    if (stand.length > end - start) return this.at;
    blankOut(this.output, start, end);
    if (stand === '') for (const gone of this.tokens.slice(this.at, this.last + 1)) gone.gone = true;
    [...stand].forEach((sign, index) => {
      this.output[start + index] = sign;
    });
    return this.last;
  }

  /** Another word in place of this one, whatever follows. */
  writeName(stand: string): number {
    const { start = 0, end = 0 } = this.tokens[this.at] ?? {};
    blankOut(this.output, start, end);
    [...stand].forEach((sign, index) => {
      this.output[start + index] = sign;
    });
    return this.at;
  }

  blank(): number {
    return this.write('');
  }

  blankName(): number {
    this.blankToken(this.at);
    return this.at;
  }

  blankToken(at: number): void {
    const gone = this.tokens[at];
    if (gone === undefined) return;
    gone.gone = true;
    blankOut(this.output, gone.start, gone.end);
  }

  blankWith(last: number): number {
    this.write('');
    this.blankToken(last);
    return last;
  }

  emptyArguments(): number {
    const open = this.tokens[this.at + 1];
    const close = this.tokens[this.last];
    if (this.last === this.at || open === undefined || close === undefined) return this.at;
    blankOut(this.output, open.end, close.start);
    return this.last;
  }

  /** The name of a type in its place; what follows it comes after a word, not after arguments. */
  asType(): number {
    for (const gone of this.tokens.slice(this.at + 1, this.last + 1)) gone.gone = true;
    return this.write('T');
  }
}
