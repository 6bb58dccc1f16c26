import { type Finding, tokenAt } from '../finding.ts';
import type { ExactLoader } from './exact-parser.ts';

/**
 * The lexical frame of SQL, which its dialects share: strings, quoted names, comments, brackets, and words
 * that begin a statement. What stands inside a statement is left to the database.
 */
export const loadSql: ExactLoader = async () => ({
  name: 'sql',
  blind: ['grammar of statements'],
  confidence: 'advise',
  find: ({ text }) => new SqlReader(text).read(),
});

const piece = /--[^\n]*|\/\*|'|"|`|\$(?:[A-Za-z_]\w*)?\$|[()[\]{}]|;|[^\s'"`$()[\]{};/-]+|[\s\S]/y;
const closingOf: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const farthestLook = 500;
/** Words that begin a statement in some dialect, or a line of a client's script. */
const verbs =
  /^(?:abort|add|assert|collect|constraint|convert|database|dbcc|exchange|generate|invalidate|let|listen|locking|model|pause|preload|prompt|recompress|alter|analy[sz]e|attach|audit|backup|begin|break|bulk|cache|call|case|change|check|checkpoint|checksum|clear|close|cluster|comment|commit|compute|connect|continue|copy|create|deallocate|declare|define|delete|delimiter|deny|desc|describe|detach|disable|discard|do|drop|else|elseif|elsif|enable|end|exception|exec|execute|exit|exists|explain|export|fetch|fix|flush|for|foreach|forall|from|get|go|goto|grant|handler|help|if|import|insert|install|into|iterate|kill|leave|list|load|lock|loop|ls|merge|msck|move|name|notify|null|on|open|optimize|pivot|pragma|prepare|print|purge|put|raise|raiserror|read|reassign|rebuild|receive|reconfigure|refresh|reindex|release|remove|rename|repair|repeat|replace|reset|resignal|restore|restrict|resume|return|revert|revoke|rm|rollback|rollforward|run|save|savepoint|security|select|set|show|shutdown|signal|source|start|stop|submit|summarize|suspend|system|table|terminate|then|throw|top|truncate|uncache|undrop|unload|unlisten|unlock|unpivot|unset|until|update|upsert|use|using|vacuum|values|waitfor|when|while|with|\w+:.*|@.*|\\.*|<<.*|:.*|#.*|\?.*|!.*|\{.*|\d.*|%.*|&.*)$/i;

class SqlReader {
  readonly #text: string;
  readonly #open: { sign: string; at: number }[] = [];
  #fresh = true;
  #seen = false;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The first error; after one the rest cannot be trusted. */
  read(): Finding[] {
    while (this.#at < this.#text.length) {
      piece.lastIndex = this.#at;
      const found = piece.exec(this.#text)?.[0] ?? '';
      const start = this.#at;
      this.#at += found.length;
      const error = this.#take(found, start);
      if (error !== undefined) return [error];
    }
    const unclosed = this.#open.at(-1);
    return unclosed === undefined ? [] : [this.#expected(closingOf[unclosed.sign] ?? '', this.#text.length)];
  }

  #take(found: string, start: number): Finding | undefined {
    if (found === '/*') return this.#comment(start);
    if (/^['"`$]/.test(found) && (found !== '$' || found.length > 1)) return this.#quoted(found, start);
    if (found === ';') return this.#semicolon(start);
    if (/^[([{]$/.test(found)) {
      this.#open.push({ sign: found, at: start });
      this.#fresh = false;
    } else if (/^[)\]}]$/.test(found)) return this.#close(found, start);
    else if (/\S/.test(found) && !found.startsWith('--')) return this.#word(found, start);
    return undefined;
  }

  #word(word: string, start: number): Finding | undefined {
    const first = this.#fresh;
    this.#fresh = false;
    if (!first || this.#seen || !/^[A-Za-z]+$/.test(word) || verbs.test(word)) return undefined;
    // Only the first word of a text: inside a procedure anything may follow a `;`.
    this.#seen = true;
    const { end, name } = tokenAt(this.#text, start);
    return { start, end, code: 'unexpected-token', message: `expected a statement, found ${name}` };
  }

  #semicolon(start: number): Finding | undefined {
    const unclosed = this.#open.at(-1);
    this.#seen = true;
    this.#fresh = true;
    return unclosed?.sign === '(' ? this.#expected(')', start) : undefined;
  }

  #close(sign: string, start: number): Finding | undefined {
    const opened = this.#open.pop();
    const expected = opened === undefined ? undefined : closingOf[opened.sign];
    if (expected === sign) return undefined;
    const message = expected ? `expected \`${expected}\`, found \`${sign}\`` : `unexpected \`${sign}\``;
    return { start, end: start + 1, code: 'unexpected-token', message };
  }

  /** Comments nest in the standard and in PostgreSQL, elsewhere the first end counts; both pass. */
  #comment(start: number): Finding | undefined {
    const end = this.#text.indexOf('*/', start + 2);
    if (end < 0) return this.#expected('*/', this.#text.length);
    this.#at = end + 2;
    return undefined;
  }

  #quoted(opening: string, start: number): Finding | undefined {
    if (opening === '$') return undefined;
    this.#fresh = false;
    const end = opening.startsWith('$')
      ? this.#text.indexOf(opening, start + opening.length)
      : this.#endOfString(opening, start);
    // A lone `$$` or backtick may be a word of a dialect or of a template.
    if (end < 0) return opening === "'" || opening === '"' ? this.#unclosed(opening, start) : undefined;
    this.#at = end + opening.length;
    return undefined;
  }

  /** A doubled quote stays inside; a backslash escapes in some dialects only, so the quote after it may do both. */
  #endOfString(quote: string, start: number): number {
    let at = this.#text.indexOf(quote, start + 1);
    while (at >= 0 && this.#text[at - 1] === '\\' && this.#isEscaped(at))
      at = this.#text.indexOf(quote, at + 1);
    return at;
  }

  /** Whether the backslash before a quote escapes it: more of the string follows on its line. */
  #isEscaped(at: number): boolean {
    const lineEnd = this.#text.indexOf('\n', at);
    // A longer look would make one long line of escapes take time that grows with its square.
    const far = at + 1 + farthestLook;
    const rest = this.#text.slice(at + 1, lineEnd < 0 ? far : Math.min(lineEnd, far));
    return (rest.split(this.#text[at] ?? "'").length - 1) % 2 === 1;
  }

  #unclosed(quote: string, start: number): Finding {
    const message = `expected \`${quote}\` at the end of the string, found end of file`;
    return { start, end: start + 1, code: 'invalid-string', message };
  }

  #expected(sign: string, at: number): Finding {
    const { start, end, name } = tokenAt(this.#text, at);
    return { start, end, code: 'unexpected-token', message: `expected \`${sign}\`, found ${name}` };
  }
}
