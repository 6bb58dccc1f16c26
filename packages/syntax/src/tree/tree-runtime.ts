import type { EnhancedCodeError } from '@enhanced-code/errors';
import type { Language, Parser, Query, Tree } from 'web-tree-sitter';
import { syntaxErrors } from '../errors.ts';
import { isTooDeep } from './depth.ts';
import type { GrammarSource } from './grammar-source.ts';
import { withoutOptimising } from './quiet-compilation.ts';

/** A loaded grammar. */
export interface Grammar {
  /** Name of the grammar. */
  readonly name: string;
  /** The grammar itself. */
  readonly language: Language;
}

/** When and why a parse has to end early. */
export interface ParseLimit {
  /** Path for the error. */
  readonly path: string;
  /** Milliseconds that the parse may take. */
  readonly limitMs: number;
  /** When it has to be over, on the clock of the runtime; default `limitMs` from now. */
  readonly deadline?: number;
}

/** The runtime takes 5,119 UTF-16 code units at once. */
const chunkLength = 5_000;

type TreeSitter = typeof import('web-tree-sitter');

/**
 * Loads the tree-sitter runtime and grammars on first use, once, and parses with a time limit. Trees live
 * in WebAssembly memory: whoever asks for one deletes it.
 */
export class TreeRuntime implements Disposable {
  readonly #source: GrammarSource;
  readonly #now: () => number;
  readonly #grammars = new Map<string, Promise<Grammar>>();
  readonly #queries = new Map<string, Query>();
  #started: Promise<TreeSitter> | undefined;
  #parser: Parser | undefined;
  #broken = false;

  constructor(source: GrammarSource, now: () => number) {
    this.#source = source;
    this.#now = now;
  }

  /** The grammar of that name; a failure is not remembered, so a later call tries again. */
  grammar(name: string): Promise<Grammar> {
    const known = this.#grammars.get(name);
    if (known !== undefined) return known;
    const loading = this.#load(name);
    this.#grammars.set(name, loading);
    loading.catch(() => this.#grammars.delete(name));
    return loading;
  }

  /** Parses a text; with an old tree that was told of the edits, only what they touched. */
  parse(grammar: Grammar, text: string, limit: ParseLimit, oldTree?: Tree): Tree {
    const parser = this.#parser;
    if (parser === undefined) throw syntaxErrors.create('EC_SYNTAX_DISPOSED', {});
    if (this.#broken || isTooDeep(text)) throw syntaxErrors.create('EC_SYNTAX_PARSER', { path: limit.path });
    const deadline = limit.deadline ?? this.#now() + limit.limitMs;
    parser.setLanguage(grammar.language);
    const tree = this.#parse(parser, text, oldTree, deadline);
    if (tree !== null) return tree;
    parser.reset();
    throw timeout(limit);
  }

  #parse(parser: Parser, text: string, oldTree: Tree | undefined, deadline: number): Tree | null {
    const isLate = (): boolean => this.#now() > deadline;
    let cut = false;
    // Between two steps of the parser its scanner may read for minutes; a text that ends brings it back.
    const read = (index: number): string | undefined => {
      cut ||= isLate();
      return cut ? undefined : text.slice(index, index + chunkLength);
    };
    try {
      const tree = parser.parse(read, oldTree ?? null, { progressCallback: isLate });
      if (cut) tree?.delete();
      return cut ? null : tree;
    } catch (trap) {
      // It ended in the middle of its work, and whatever is asked of it again would be answered from memory
      // in disorder.
      this.#broken = true;
      throw trap;
    }
  }

  /** Milliseconds on the clock that deadlines are read on. */
  now(): number {
    return this.#now();
  }

  /** Throws when the time is over, so that what follows a parse ends too. */
  demandTime(limit: ParseLimit & { readonly deadline: number }): void {
    if (this.#now() > limit.deadline) throw timeout(limit);
  }

  /** A compiled query, kept for the life of this object. */
  async query(grammar: Grammar, source: string): Promise<Query> {
    const key = `${grammar.name} ${source}`;
    const known = this.#queries.get(key);
    if (known !== undefined) return known;
    const { Query } = await this.#start();
    const query = new Query(grammar.language, source);
    this.#queries.set(key, query);
    return query;
  }

  [Symbol.dispose](): void {
    if (!this.#broken) this.#free();
    this.#parser = undefined;
    this.#queries.clear();
    this.#grammars.clear();
  }

  #free(): void {
    this.#parser?.delete();
    for (const query of this.#queries.values()) query.delete();
  }

  async #load(name: string): Promise<Grammar> {
    try {
      const { Language } = await this.#start();
      const bytes = await this.#source(name);
      return { name, language: await withoutOptimising(() => Language.load(bytes)) };
    } catch (cause) {
      throw syntaxErrors.create('EC_SYNTAX_GRAMMAR', { grammar: name }, { cause });
    }
  }

  #start(): Promise<TreeSitter> {
    this.#started ??= this.#initialise();
    return this.#started;
  }

  async #initialise(): Promise<TreeSitter> {
    const treeSitter = await import('web-tree-sitter');
    await treeSitter.Parser.init();
    this.#parser = new treeSitter.Parser();
    return treeSitter;
  }
}

const timeout = ({ path, limitMs }: ParseLimit): EnhancedCodeError =>
  syntaxErrors.create('EC_SYNTAX_TIMEOUT', { path, limitMs });
