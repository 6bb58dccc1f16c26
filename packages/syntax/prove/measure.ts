import type { LanguageId, Syntax, SyntaxReport } from '../src/index.ts';
import type { CorpusFile } from './corpus.ts';
import { damaged, type Mutant } from './mutants.ts';
import { oracleFor } from './oracles.ts';
import type { PlainGrammar } from './plain-grammar.ts';
import type { Suite } from './suites.ts';

/** How many of a number of texts were rejected: by this package and by the grammar alone. */
export interface Count {
  of: number;
  rejected: number;
  /** Undefined for a language without a grammar. */
  grammar?: number;
}

/** Valid files that were rejected. */
export interface ValidFigures extends Count {
  readonly validator: string;
  /** The first of them, with what was said. */
  readonly examples: readonly string[];
}

/** What became of damaged copies. */
export interface DamageFigures {
  readonly hasOracle: boolean;
  readonly files: number;
  /** Copies of damaged code, where an oracle is there only illegal ones. */
  readonly structural: Count;
  /** Copies with a line that is no code. */
  readonly markers: Count;
  /** Copies that the oracle holds for legal, and how many of them were rejected. */
  readonly legal: Count;
  /** How many of the rejected illegal ones have their first finding within two lines of the damage. */
  readonly near: number;
  readonly found: number;
  readonly missed: Readonly<Record<string, number>>;
  readonly messages: MessageFigures;
  readonly examples: readonly string[];
}

/** Findings, and how many of their messages name a token that was found or expected. */
export interface MessageFigures {
  readonly all: number;
  readonly named: number;
}

/** Texts of one public suite. */
export interface SuiteFigures {
  readonly name: string;
  readonly broken: Count;
  readonly legal: Count;
  readonly messages: MessageFigures;
  readonly examples: readonly string[];
}

const none = (): Count => ({ of: 0, rejected: 0 });

/** What measures. */
export interface Meters {
  readonly full: Syntax;
  readonly plain: PlainGrammar;
}

/** How many valid files are rejected. */
export async function measureValid(
  { full, plain }: Meters,
  language: LanguageId,
  files: readonly CorpusFile[],
): Promise<ValidFigures> {
  const count = none();
  const examples: string[] = [];
  const validators = new Set<string>();
  for (const { path, text } of files) {
    const report = await full.check(path, text);
    validators.add(report.validator ?? report.status);
    await add(count, report.status !== 'ok', plain.rejects(language, text));
    if (report.status !== 'ok') examples.push(describe(path, report));
  }
  return { ...count, validator: [...validators].join(' '), examples };
}

/** What becomes of damaged copies of files; with an oracle only of those that it accepts. */
export async function measureDamage(
  meters: Meters,
  language: LanguageId,
  files: readonly CorpusFile[],
): Promise<DamageFigures> {
  const oracle = oracleFor(language);
  const tally = new DamageTally(meters, language);
  const copies = files.map((file, at) => ({ file, mutants: someDamaged(file.text, language, at) }));
  const texts = copies.flatMap(({ file, mutants }) => [file.text, ...mutants.map(({ text }) => text)]);
  const verdicts = oracle?.(texts);
  let at = 0;
  for (const { file, mutants } of copies) {
    const [isValid, ...legal] = verdicts?.slice(at, at + 1 + mutants.length) ?? [];
    at += 1 + mutants.length;
    if (isValid === false) continue;
    tally.files += 1;
    for (const [index, mutant] of mutants.entries()) await tally.judge(file, mutant, legal[index]);
  }
  return { ...tally.figures(), hasOracle: oracle !== undefined };
}

/** Four of the possible kinds, others for each file, so that many files are seen. */
function someDamaged(text: string, language: LanguageId, at: number): Mutant[] {
  const all = damaged(text, language, at + 1);
  return all.length <= 4 ? all : [0, 1, 2, 3].flatMap((step) => all[(at * 4 + step) % all.length] ?? []);
}

class DamageTally {
  readonly #meters: Meters;
  readonly #language: LanguageId;
  readonly #structural = none();
  readonly #markers = none();
  readonly #legal = none();
  readonly #missed: Record<string, number> = {};
  readonly #messages = new Messages();
  readonly #examples: string[] = [];
  #near = 0;
  #found = 0;
  files = 0;

  constructor(meters: Meters, language: LanguageId) {
    this.#meters = meters;
    this.#language = language;
  }

  async judge(file: CorpusFile, mutant: Mutant, isLegal: boolean | undefined): Promise<void> {
    const { full, plain } = this.#meters;
    const { status, added } = await full.compare(file.path, file.text, mutant.text);
    const noticed = status === 'errors';
    const byGrammar = plain.rejects(this.#language, mutant.text);
    // A marker is found although the text may be legal: it stands in a string or a comment.
    if (isLegal && !mutant.isMarker) {
      await add(this.#legal, noticed, byGrammar);
      if (noticed) this.#examples.push(`false alarm ${mutant.kind} ${file.path}:${mutant.line + 1}`);
      return;
    }
    await add(mutant.isMarker ? this.#markers : this.#structural, noticed, byGrammar);
    if (!noticed) {
      this.#missed[mutant.kind] = (this.#missed[mutant.kind] ?? 0) + 1;
      this.#examples.push(`missed ${mutant.kind} ${file.path}:${mutant.line + 1} ${status}`);
      return;
    }
    this.#found += 1;
    this.#messages.add(added);
    const first = added.find(({ severity }) => severity === 'error')?.range.start.line ?? 0;
    this.#near += Math.abs(first - mutant.line) <= 2 ? 1 : 0;
  }

  figures(): Omit<DamageFigures, 'hasOracle'> {
    return {
      files: this.files,
      structural: this.#structural,
      markers: this.#markers,
      legal: this.#legal,
      near: this.#near,
      found: this.#found,
      missed: this.#missed,
      messages: this.#messages.figures(),
      examples: this.#examples,
    };
  }
}

/** What becomes of the texts of a suite. */
export async function measureSuite(
  { full, plain }: Meters,
  language: LanguageId,
  { name, cases }: Suite,
): Promise<SuiteFigures> {
  const [broken, legal] = [none(), none()];
  const messages = new Messages();
  const examples: string[] = [];
  for (const one of cases) {
    const report = await full.check(one.path, one.text);
    const noticed = report.status === 'errors';
    await add(one.legal ? legal : broken, noticed, plain.rejects(language, one.text));
    messages.add(report.diagnostics);
    if (noticed === one.legal)
      examples.push(one.legal ? describe(one.path, report) : `missed ${one.path} ${report.status}`);
  }
  return { name, broken, legal, messages: messages.figures(), examples };
}

async function add(
  count: Count,
  isRejected: boolean,
  byGrammar: Promise<boolean | undefined>,
): Promise<void> {
  const grammar = await byGrammar;
  count.of += 1;
  count.rejected += isRejected ? 1 : 0;
  if (grammar !== undefined) count.grammar = (count.grammar ?? 0) + (grammar ? 1 : 0);
}

const namesToken = /`[^`]+`|['"][^'"]+['"]|end of (?:file|line)|\b(?:expected|unexpected|missing) \S/i;

class Messages {
  #all = 0;
  #named = 0;

  add(diagnostics: SyntaxReport['diagnostics']): void {
    for (const { message, severity, source } of diagnostics) {
      if (severity !== 'error' || source === 'markers') continue;
      this.#all += 1;
      this.#named += namesToken.test(message) ? 1 : 0;
    }
  }

  figures(): MessageFigures {
    return { all: this.#all, named: this.#named };
  }
}

function describe(path: string, { status, diagnostics }: SyntaxReport): string {
  const first = diagnostics[0];
  return `${path}:${(first?.range.start.line ?? 0) + 1} ${status} ${first?.source ?? ''} ${first?.message ?? ''}`;
}
