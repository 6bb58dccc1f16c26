import ignore, { type Ignore } from 'ignore';

/** Names that are never listed: contents of others' making, or the inside of version control. */
export const SKIPPED_NAMES: readonly string[] = [
  ...['node_modules', '.git', '.hg', '.svn', '.jj', '.pnpm-store', '__pycache__', '.venv', '.tox'],
  ...['.mypy_cache', '.pytest_cache', '.DS_Store'],
];

/** Staged files of a commit that is going on; see `temporaryName`. */
const STAGED = /^\.enhanced-code-[0-9a-f]+\.tmp$/;

/** The rules of one ignore file: they speak about paths below its folder. */
interface Layer {
  /** Folder of the file with a slash at its end; empty for the root. */
  readonly base: string;
  readonly rules: Ignore;
}

/** The rules that hold in one folder: of this folder first, then of those above it. */
export class IgnoreRules {
  readonly #layers: readonly Layer[];
  readonly #skipped: ReadonlySet<string>;

  constructor(skipped: Iterable<string>, layers: readonly Layer[] = []) {
    this.#skipped = new Set(skipped);
    this.#layers = layers;
  }

  /** The rules with those of one more file, whose folder is `base` ('' or ending in a slash). */
  with(base: string, content: string): IgnoreRules {
    const rules = ignore({ ignorecase: false, allowRelativePaths: true }).add(content);
    return new IgnoreRules(this.#skipped, [{ base, rules }, ...this.#layers]);
  }

  /** Whether a path is left out; folders are asked for with a slash at their end. The deepest file decides. */
  ignores(path: string, name: string): boolean {
    if (this.#skipped.has(name) || STAGED.test(name)) return true;
    for (const { base, rules } of this.#layers) {
      const { ignored, unignored } = rules.test(path.slice(base.length));
      if (ignored || unignored) return ignored;
    }
    return false;
  }
}
