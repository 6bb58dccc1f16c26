import { Place } from './c-place.ts';
import { blankOut, endOfArguments } from './c-tokens.ts';
import {
  annotation,
  builtIn,
  declares,
  keyword,
  loopHead,
  macroName,
  macroPrefix,
  qualifier,
  qualifierOrAccess,
  takesName,
  takesTypes,
  typeArgument,
  typeHead,
  word,
} from './c-words.ts';

/** Longer ones are statements. */
const longestArguments = 400;

/** One word that may be a macro, among the tokens around it. */
export class Macro extends Place {
  /** Does what is to be done and gives the index of the last token that was dealt with. */
  replace(): number {
    const name = this.text(0);
    if (annotation.test(name)) return this.blank();
    if (takesTypes.test(name)) return this.write('0');
    if (!macroName.test(name)) return this.#ordinaryWord(name);
    if (this.previous === 'if' || this.previous === 'while') return this.blankName();
    if (this.#isCallingConvention()) return this.blankName();
    if (this.#standsForType()) return this.asType();
    if (this.#isBesideString()) return this.write('""');
    if (this.startsStatement()) return this.#asStatement();
    return this.#standsBetween() ? this.blank() : this.emptyArguments();
  }

  /** Words that are no macro by their looks. */
  #ordinaryWord(name: string): number {
    const previous = this.previous;
    if (!this.inFunction && this.#addsToDeclaration(name)) return this.blank();
    if (name === 'decltype') return this.hasArguments ? this.write('T') : this.at;
    if (name === 'new' && this.text(2) === '*') return this.#blankStars();
    if (this.text(1) === '::' && this.text(2) === '*') return this.#blankOwner();
    if (name === 'enum' && this.text(1) === ':' && this.text(3) === '{') return this.#blankUnderlying();
    if (/^(?:unsigned|signed|long|short)$/.test(name) && /^[({]$/.test(this.text(1)))
      return this.writeName('int');
    if (/^(?:friend|slots)$/.test(name) && qualifierOrAccess.test(previous)) return this.blankName();
    if (name === 'typename' && /^(?:=|return|using|\?|:)$/.test(previous)) return this.blank();
    const isCalled = /^(?:->|\.)$/.test(previous) || (this.inFunction && this.startsStatement());
    if (name === 'operator' && isCalled) return this.#operatorName();
    if (declares.test(name) || takesName.test(name) || keyword.test(name)) return this.at;
    if (this.inFunction && this.startsStatement() && this.#isLoopHead(name)) return this.write('if(1)');
    if (this.#takesTypes()) return this.inFunction ? this.write('0') : this.blankWith(this.last + 1);
    const next = this.text(1);
    const typeNext = builtIn.test(next) || (/_t$/.test(next) && word.test(this.text(2)));
    if (typeNext || (builtIn.test(previous) && word.test(next) && !takesName.test(next))) {
      const annotates = typeNext || this.text(2) === '(';
      return annotates ? this.write('') : this.at;
    }
    const isHead = this.inFunction && this.startsStatement() && this.next?.text === '{';
    return isHead && this.hasArguments ? this.#asHead() : this.at;
  }

  /** `int f(void) __nonnull((1));`, or `DECLARE_rw(a, b)` and `Object_HEAD` on lines of their own. */
  #addsToDeclaration(name: string): boolean {
    if (declares.test(name) || keyword.test(name) || takesName.test(name)) return false;
    const next = this.next?.text ?? '';
    if (this.previous === ')') return next === ';' || (word.test(next) && !declares.test(next));
    if (!/^[;{}]$/.test(this.previous) || !macroPrefix.test(name)) return false;
    if (this.next !== undefined && !(this.next.fresh && word.test(next))) return false;
    return this.hasArguments || /^(?:[*]|[A-Za-z_])/.test(this.text(2));
  }

  /** `(API *name)`: the pointer to a function. */
  #isCallingConvention(): boolean {
    const [star, name, close, open] = [1, 2, 3, 4].map((distance) => this.text(distance));
    return this.previous === '(' && star === '*' && word.test(name ?? '') && close === ')' && open === '(';
  }

  /** `STACK_OF(T) *a` where a declaration or a parameter may stand, and `typedef STACK_OF(T) A`. */
  #standsForType(): boolean {
    if (this.inFunction || this.last !== this.at + 3 || !word.test(this.text(2))) return false;
    const next = this.next?.text ?? '';
    if (this.startsStatement() && word.test(next) && this.tokens[this.last + 2]?.text === '(') {
      const end = endOfArguments(this.tokens, this.last + 1);
      const after = this.tokens[end + 1]?.text ?? '';
      return end > this.last + 1 && (after === ';' || (word.test(after) && !macroPrefix.test(next)));
    }
    if (this.previous === 'typedef') return next === '*' || word.test(next);
    return next === '*' && /^(?:[(,;{}]|const|static|extern)$/.test(this.previous);
  }

  #isLoopHead(name: string): boolean {
    return this.hasArguments && loopHead.test(name) && !/^[;,)]$/.test(this.next?.text ?? ';');
  }

  /** A call with types among its arguments, where no declaration can stand. */
  #takesTypes(): boolean {
    const previous = this.previous;
    if (
      !this.hasArguments ||
      /^(?:::|\.|->|[<~>])$/.test(previous) ||
      (word.test(previous) && !/^(?:return|else|case|do)$/.test(previous))
    )
      return false;
    if (!this.inFunction && !(this.startsStatement() && this.next?.text === ';')) return false;
    const [open, close] = [this.tokens[this.at + 1], this.tokens[this.last]];
    const [start, end] = [open?.end ?? 0, close?.start ?? 0];
    return end - start < longestArguments && typeArgument.test(this.output.slice(start, end).join(''));
  }

  /** The call `a->operator[](i)`: a name that the grammar knows in place of the operator's. */
  #operatorName(): number {
    const near = [1, 2, 3, 4].find((distance) => this.text(distance) === '(');
    const start = this.tokens[this.at]?.start ?? 0;
    if (near === undefined) return this.at;
    const open = this.at + near;
    blankOut(this.output, start, this.tokens[open]?.start ?? start);
    this.output[start] = 'f';
    return open - 1;
  }

  /** `new T *[n]`, where the grammar knows no star. */
  #blankStars(): number {
    for (let at = this.at + 2; this.tokens[at]?.text === '*'; at++) this.blankToken(at);
    return this.at;
  }

  /** The `C::` of a pointer to a member, `C::*`. */
  #blankOwner(): number {
    this.blankToken(this.at);
    this.blankToken(this.at + 1);
    return this.at + 1;
  }

  /** The type in `enum : type {`. */
  #blankUnderlying(): number {
    this.blankToken(this.at + 1);
    this.blankToken(this.at + 2);
    return this.at + 2;
  }

  #isBesideString(): boolean {
    return /"$/.test(this.previous) || /^(?:u8|[uUL])?"/.test(this.next?.text ?? '');
  }

  #asStatement(): number {
    const next = this.next;
    if (next === undefined) return this.blank();
    if (this.hasArguments && next.text === '{') return this.#asHead();
    if (next.text === '{') return this.write(this.inFunction ? '' : 'f()');
    const heads = this.hasArguments && word.test(next.text) && this.tokens[this.last + 2]?.text === '(';
    if (this.inFunction && !next.fresh && heads) return this.write('if(1)');
    if (this.inFunction && this.#isLoopHead(this.text(0))) return this.write('if(1)');
    if (!this.inFunction && next.text === ':') return this.write('public');
    if (!this.inFunction && this.hasArguments && next.text === ';') return this.blankWith(this.last + 1);
    if (declares.test(next.text) || /^[}#]$/.test(next.text)) return this.#blankAsStatement();
    if (next.fresh && word.test(next.text) && !qualifier.test(this.previous)) return this.#blankAsStatement();
    if (this.#precedesDeclaration()) return this.blank();
    const isType =
      this.hasArguments && word.test(next.text) && /^[;=[]$/.test(this.tokens[this.last + 2]?.text ?? '');
    return isType ? this.write('T') : this.emptyArguments();
  }

  /** `API type name` or `API type *name`, but not `TYPE name`. */
  #precedesDeclaration(): boolean {
    const next = this.next?.text ?? '';
    if (next === '~' || this.previous === 'explicit') return true;
    if (!word.test(next)) return false;
    let after = this.last + 2;
    const sign = (index: number): string => this.tokens[index]?.text ?? '';
    // The one before a calling convention is the type.
    if (macroName.test(next) && word.test(sign(after)) && sign(after + 1) === '(') return false;
    while (sign(after) === '::') after += 2;
    while (/^[*&]$/.test(sign(after))) after += 1;
    if (word.test(sign(after))) return true;
    return (
      sign(after) === '(' && (sign(after + 1) === '*' || (sign(after + 2) === ')' && sign(after + 3) === '('))
    );
  }

  /** `FOREACH(a, b) {` or `TEST(a, b) {`: the head of a loop or of a function. */
  #asHead(): number {
    const length = (this.tokens[this.last]?.end ?? 0) - (this.tokens[this.at]?.start ?? 0);
    if (this.inFunction) return this.write('if(1)');
    return this.write(length >= 8 ? 'void f()' : 'f()');
  }

  #blankAsStatement(): number {
    return this.write(this.inFunction && this.hasArguments ? ';' : '');
  }

  /** Between a word and a word, as in `int API f(void) NOEXCEPT {`. */
  #standsBetween(): boolean {
    const previous = this.previous;
    const next = this.next?.text ?? '';
    const body = this.tokens[this.last + 2]?.text ?? '';
    if (typeHead.test(previous) && word.test(next) && /^(?:[{:]|final)$/.test(body)) return true;
    if (takesName.test(previous)) return false;
    if (previous === '(' || previous === ',')
      return !this.hasArguments && word.test(next) && !(macroName.test(next) && body === '(');
    if (previous === ')') {
      const endsDeclaration = next === ';' && !this.inFunction;
      return /^[{:]$/.test(next) || word.test(next) || endsDeclaration;
    }
    if (previous === '*' || previous === '&' || previous === '>') return word.test(next);
    if (this.isAfterParameters) return previous !== ':' && (/^[{;]$/.test(next) || word.test(next));
    if (!word.test(previous) && previous !== ']') return false;
    if (word.test(next) || /^[,)]$/.test(next)) return true;
    // With nothing between the parentheses it is the name of what is declared.
    if (this.last > this.at + 2 && /^[;={]$/.test(next)) return true;
    return builtIn.test(previous) && /^[~*&]$/.test(next);
  }
}
