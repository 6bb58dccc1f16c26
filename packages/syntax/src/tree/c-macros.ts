interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Whether a line break stands before it. */
  readonly fresh: boolean;
  /** Whether it was replaced by blanks. */
  gone: boolean;
}

const token =
  /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|R"([^\s()\\]{0,16})\([\s\S]*?\)\1"|(?:u8|[uUL])?"(?:[^"\\\n]|\\[\s\S])*"|(?:u8|[uUL])?'(?:[^'\\\n]|\\[\s\S])*'|[A-Za-z_$][\w$]*|\.?\d(?:[\w.']|[eEpP][+-])*|::|->|<<|>>|[\s\S]/gu;
const macroName = /^(?=.*[A-Z].*[A-Z])_*[A-Z][A-Z0-9_]*$/;
const word = /^[A-Za-z_$]/;
/** Words after which a name is what it seems, not a macro that adds something. */
const takesName =
  /^(?:return|case|goto|sizeof|else|do|typedef|struct|union|enum|class|namespace|new|delete|throw|typename|using|operator|co_return|co_yield|co_await|and|or|not|defined)$/;
/** Words with which a declaration may begin. */
const declares =
  /^(?:static|const|volatile|void|char|short|int|long|float|double|signed|unsigned|bool|_Bool|auto|inline|extern|typedef|struct|union|enum|class|template|virtual|explicit|constexpr|consteval|constinit|friend|using|namespace|typename|register|restrict|public|private|protected|operator|mutable|thread_local|_Thread_local|size_t|ssize_t|u?int\d+_t|if|for|while|do|switch|return|case|default|break|continue|goto|else)$/;
/** Calls whose arguments may be types. */
const takesTypes =
  /^(?:va_arg|__builtin_va_arg|offsetof|__builtin_offsetof|container_of|list_entry|alignof|_Alignof)$/;
/** Types that the languages bring along: whatever stands right before one is no type and no name. */
const builtIn =
  /^(?:void|char|short|int|long|float|double|signed|unsigned|bool|_Bool|size_t|ssize_t|u?int(?:8|16|32|64|ptr)_t)$/;
const qualifier =
  /^(?:static|const|volatile|inline|extern|register|restrict|constexpr|virtual|explicit|friend|mutable|_Thread_local|thread_local)$/;
const typeHead = /^(?:class|struct|union|enum|namespace|extern)$/;
const keyword = /^(?:if|for|while|switch|catch|requires|decltype|noexcept|return|sizeof|else|do|case)$/;
const annotation =
  /^(?:__attribute__|__attribute|__declspec|__extension__|__restrict(?:__)?|__inline(?:__)?|__forceinline|__volatile__|__cdecl|__stdcall|_Pragma|__pragma)$/;

/** Replaces words that look like macros, from what stands before and after them. */
export function replaceMacros(text: string, comparisons: boolean): string {
  const tokens = tokenize(text);
  const output = text.split('');
  const scopes: boolean[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const sign = tokens[at]?.text ?? '';
    if (sign === '{') scopes.push(holdsStatements(tokens, at, scopes.at(-1) ?? false));
    else if (sign === '}') scopes.pop();
    else if (sign === '<' && comparisons) replaceComparison(tokens, at, output);
    else if (/^(?:u8|[uUL])?"/.test(sign)) blankString(tokens[at], output);
    else if (word.test(sign)) at = new Macro(tokens, at, output, scopes.at(-1) ?? false).replace();
  }
  return output.join('');
}

/** A `<` between blanks compares; the grammar may take it for the start of template arguments. */
function replaceComparison(tokens: readonly Token[], at: number, output: string[]): void {
  const [before, sign, after] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  if (before === undefined || sign === undefined || after === undefined || before.text === 'template') return;
  if (before.end < sign.start && sign.end < after.start) output[sign.start] = '-';
}

/** What a string holds does not matter, and not every escape is known. */
function blankString(string: Token | undefined, output: string[]): void {
  if (string !== undefined) blankOut(output, string.start + string.text.indexOf('"') + 1, string.end - 1);
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let fresh = true;
  for (const { 0: found, index } of text.matchAll(token)) {
    if (/^(?:\s|\/[/*])/.test(found)) {
      fresh ||= found.includes('\n');
      continue;
    }
    tokens.push({ text: found, start: index, end: index + found.length, fresh, gone: false });
    fresh = false;
  }
  return tokens;
}

/** Whether the block that opens here is the body of a function rather than of a type or a namespace. */
function holdsStatements(tokens: readonly Token[], at: number, inside: boolean): boolean {
  for (let back = at - 1; back >= 0 && back > at - 60; back--) {
    const sign = tokens[back]?.text ?? '';
    if (/^[;{}]$/.test(sign)) return inside;
    if (typeHead.test(sign)) return false;
    if (sign === ')' || sign === '=') return true;
  }
  return inside;
}

/** One word that may be a macro, among the tokens around it. */
class Macro {
  readonly #tokens: readonly Token[];
  readonly #at: number;
  readonly #output: string[];
  readonly #inFunction: boolean;
  /** Index of the last token of the word and its arguments. */
  readonly #last: number;

  constructor(tokens: readonly Token[], at: number, output: string[], inFunction: boolean) {
    this.#tokens = tokens;
    this.#at = at;
    this.#output = output;
    this.#inFunction = inFunction;
    this.#last = endOfArguments(tokens, at);
  }

  /** Does what is to be done and gives the index of the last token that was dealt with. */
  replace(): number {
    const name = this.#text(0);
    if (annotation.test(name)) return this.#blank();
    if (takesTypes.test(name)) return this.#write('0');
    if (!macroName.test(name)) return this.#ordinaryWord(name);
    if (this.#previous === 'if' || this.#previous === 'while') return this.#blankName();
    if (this.#isBesideString()) return this.#write('""');
    if (this.#startsStatement()) return this.#asStatement();
    return this.#standsBetween() ? this.#blank() : this.#emptyArguments();
  }

  /** Words that are no macro by their looks. */
  #ordinaryWord(name: string): number {
    const previous = this.#previous;
    if (name === 'decltype') return this.#hasArguments ? this.#write('T') : this.#at;
    if (name === 'new' && this.#text(2) === '*') return this.#blankStars();
    if (name === 'typename' && /^(?:=|return|using|\?|:)$/.test(previous)) return this.#blank();
    if (name === 'operator' && /^(?:->|\.)$/.test(previous)) return this.#operatorName();
    if (declares.test(name) || takesName.test(name) || keyword.test(name)) return this.#at;
    const next = this.#text(1);
    const typeNext = builtIn.test(next) || (/_t$/.test(next) && word.test(this.#text(2)));
    if (typeNext || (builtIn.test(previous) && word.test(next) && !takesName.test(next))) {
      const annotates = typeNext || this.#text(2) === '(';
      return annotates ? this.#write('') : this.#at;
    }
    const isHead = this.#inFunction && this.#startsStatement() && this.#next?.text === '{';
    return isHead && this.#hasArguments ? this.#asHead() : this.#at;
  }

  /** The call `a->operator[](i)`: a name that the grammar knows in place of the operator's. */
  #operatorName(): number {
    const open = this.#tokens.findIndex(({ text }, index) => index > this.#at && text === '(');
    const start = this.#tokens[this.#at]?.start ?? 0;
    if (open < 0 || open > this.#at + 4) return this.#at;
    blankOut(this.#output, start, this.#tokens[open]?.start ?? start);
    this.#output[start] = 'f';
    return open - 1;
  }

  /** `new T *[n]`, where the grammar knows no star. */
  #blankStars(): number {
    for (let at = this.#at + 2; this.#tokens[at]?.text === '*'; at++) this.#blankToken(at);
    return this.#at;
  }

  get #hasArguments(): boolean {
    return this.#last > this.#at;
  }

  #text(distance: number): string {
    return this.#tokens[this.#at + distance]?.text ?? '';
  }

  /** The token before, without those that are gone. */
  get #previous(): string {
    let at = this.#at - 1;
    while (this.#tokens[at]?.gone) at -= 1;
    return this.#tokens[at]?.text ?? ';';
  }

  get #next(): Token | undefined {
    return this.#tokens[this.#last + 1];
  }

  #isBesideString(): boolean {
    return /"$/.test(this.#previous) || /^(?:u8|[uUL])?"/.test(this.#next?.text ?? '');
  }

  #startsStatement(): boolean {
    if (/^[;{}:]$/.test(this.#previous) || qualifier.test(this.#previous)) return true;
    return this.#inFunction && this.#previous === ')' && (this.#tokens[this.#at]?.fresh ?? false);
  }

  #asStatement(): number {
    const next = this.#next;
    if (next === undefined) return this.#blank();
    if (this.#hasArguments && next.text === '{') return this.#asHead();
    if (!this.#inFunction && next.text === ':') return this.#write('public');
    if (!this.#inFunction && this.#hasArguments && next.text === ';') return this.#blankWith(this.#last + 1);
    if (declares.test(next.text) || /^[}#]$/.test(next.text)) return this.#blankAsStatement();
    if (next.fresh && word.test(next.text) && !qualifier.test(this.#previous))
      return this.#blankAsStatement();
    return this.#precedesDeclaration() ? this.#blank() : this.#emptyArguments();
  }

  /** `API type name` or `API type *name`, but not `TYPE name`. */
  #precedesDeclaration(): boolean {
    const next = this.#next?.text ?? '';
    if (next === '~' || this.#previous === 'explicit') return true;
    if (!word.test(next)) return false;
    let after = this.#last + 2;
    const sign = (index: number): string => this.#tokens[index]?.text ?? '';
    // The one before a calling convention is the type.
    if (macroName.test(next) && word.test(sign(after)) && sign(after + 1) === '(') return false;
    while (sign(after) === '::') after += 2;
    while (/^[*&]$/.test(sign(after))) after += 1;
    return word.test(sign(after)) || (sign(after) === '(' && sign(after + 1) === '*');
  }

  /** `FOREACH(a, b) {` or `TEST(a, b) {`: the head of a loop or of a function. */
  #asHead(): number {
    const length = (this.#tokens[this.#last]?.end ?? 0) - (this.#tokens[this.#at]?.start ?? 0);
    if (this.#inFunction) return this.#write('if(1)');
    return this.#write(length >= 8 ? 'void f()' : 'f()');
  }

  #blankAsStatement(): number {
    return this.#write(this.#inFunction && this.#hasArguments ? ';' : '');
  }

  /** Between a word and a word, as in `int API f(void) NOEXCEPT {`. */
  #standsBetween(): boolean {
    const previous = this.#previous;
    const next = this.#next?.text ?? '';
    const body = this.#tokens[this.#last + 2]?.text ?? '';
    if (typeHead.test(previous) && word.test(next) && /^(?:[{:]|final)$/.test(body)) return true;
    if (takesName.test(previous)) return false;
    if (previous === '(' || previous === ',') return !this.#hasArguments && word.test(next);
    if (previous === ')') {
      const endsDeclaration = next === ';' && (!this.#hasArguments || !this.#inFunction);
      return /^[{:]$/.test(next) || word.test(next) || endsDeclaration;
    }
    if (previous === '*' || previous === '&' || previous === '>') return word.test(next);
    if (!word.test(previous) && previous !== ']') return false;
    if (word.test(next) || /^[,)]$/.test(next)) return true;
    // With nothing between the parentheses it is the name of what is declared.
    if (this.#last > this.#at + 2 && /^[;={]$/.test(next)) return true;
    return builtIn.test(previous) && /^[~*&]$/.test(next);
  }

  #blank(): number {
    return this.#write('');
  }

  #emptyArguments(): number {
    const open = this.#tokens[this.#at + 1];
    const close = this.#tokens[this.#last];
    if (this.#last === this.#at || open === undefined || close === undefined) return this.#at;
    blankOut(this.#output, open.end, close.start);
    return this.#last;
  }

  #blankWith(last: number): number {
    this.#write('');
    this.#blankToken(last);
    return last;
  }

  #blankName(): number {
    this.#blankToken(this.#at);
    return this.#at;
  }

  #blankToken(at: number): void {
    const gone = this.#tokens[at];
    if (gone === undefined) return;
    gone.gone = true;
    blankOut(this.#output, gone.start, gone.end);
  }

  #write(stand: string): number {
    const start = this.#tokens[this.#at]?.start ?? 0;
    const end = this.#tokens[this.#last]?.end ?? start;
    if (stand.length > end - start) return this.#at;
    blankOut(this.#output, start, end);
    if (stand === '') for (const gone of this.#tokens.slice(this.#at, this.#last + 1)) gone.gone = true;
    [...stand].forEach((sign, index) => {
      this.#output[start + index] = sign;
    });
    return this.#last;
  }
}

/** Index of the parenthesis that closes the arguments after a word; the word's own index without any. */
function endOfArguments(tokens: readonly Token[], at: number): number {
  if (tokens[at + 1]?.text !== '(') return at;
  let depth = 0;
  for (let index = at + 1; index < tokens.length; index++) {
    const sign = tokens[index]?.text;
    if (sign === '(') depth += 1;
    else if (sign === ')' && --depth === 0) return index;
    // A statement or a block inside would be lost without being read.
    else if (sign === ';' && index - at > 400) return at;
  }
  return at;
}

function blankOut(output: string[], start: number, end: number): void {
  for (let index = start; index < end; index++) {
    if (output[index] !== '\n' && output[index] !== '\r') output[index] = ' ';
  }
}
