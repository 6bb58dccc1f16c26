import { GlobSteps, isWild } from './glob-steps.ts';
import { type IgnorePattern, parsePatterns } from './ignore-pattern.ts';

/** Names that are never listed: contents of others' making, or the inside of version control. */
export const SKIPPED_NAMES: readonly string[] = [
  ...['node_modules', '.git', '.hg', '.svn', '.jj', '.pnpm-store', '__pycache__', '.venv', '.tox'],
  ...['.mypy_cache', '.pytest_cache', '.DS_Store'],
];

/** Staged files of a commit that is going on; see `temporaryName`. */
const STAGED = /^\.enhanced-code-[0-9a-f]+\.tmp$/;

/** Neighbouring patterns of one kind: which of them matches makes no difference. */
interface Group {
  readonly negated: boolean;
  readonly folderOnly: boolean;
  readonly byName: boolean;
  readonly names: ReadonlySet<string>;
  /** What compares a name or path with all other patterns, some of them at once. */
  readonly tests: readonly (RegExp | GlobSteps)[];
}

/** The rules of one ignore file: they speak about paths below its folder. */
interface Layer {
  /** Folder of the file, seen from the outermost one, with a slash at its end; empty for the outermost one. */
  readonly base: string;
  /** The last one first, since the last pattern that matches decides. */
  readonly groups: readonly Group[];
}

/** The rules that hold in one folder: of this folder first, then of those above it. */
export class IgnoreRules {
  readonly #layers: readonly Layer[];
  readonly #skipped: ReadonlySet<string>;
  /** The root, seen from the outermost folder whose rules hold. */
  readonly #origin: string;

  constructor(skipped: Iterable<string>, layers: readonly Layer[] = [], origin = '') {
    this.#skipped = new Set(skipped);
    this.#layers = layers;
    this.#origin = origin;
  }

  /** The rules with those of one more file, whose folder is `base` ('' or ending in a slash). */
  with(base: string, content: string): IgnoreRules {
    const groups = groupsOf(parsePatterns(asBytes(content.replace(/^\ufeff/, ''))));
    if (groups.length === 0) return this;
    const layer = { base: this.#origin + base, groups };
    return new IgnoreRules(this.#skipped, [layer, ...this.#layers], this.#origin);
  }

  /** The rules with those of folders above the root, which lies in them at `origin` (ending in a slash) and go before. */
  inside(outer: IgnoreRules, origin: string): IgnoreRules {
    const own = this.#layers.map((layer) => ({ ...layer, base: origin + layer.base }));
    return new IgnoreRules(this.#skipped, [...outer.#layers, ...own], origin);
  }

  /** Whether a name in a folder (`base`, '' or ending in a slash) is left out. The deepest file decides. */
  ignores(base: string, name: string, isFolder: boolean): boolean {
    if (this.#skipped.has(name) || STAGED.test(name)) return true;
    const folder = this.#origin + base;
    for (const layer of this.#layers) {
      for (const group of layer.groups) {
        if (group.folderOnly && !isFolder) continue;
        const below = folder.slice(layer.base.length);
        if (matches(group, asBytes(below), asBytes(name))) return !group.negated;
      }
    }
    return false;
  }
}

const IS_ASCII = /^[\0-\x7f]*$/;

/** One character for each byte of UTF-8: git compares bytes, so that `?` stands for a part of `ü`. */
function asBytes(text: string): string {
  return IS_ASCII.test(text) ? text : Buffer.from(text).toString('latin1');
}

function matches({ names, tests, byName }: Group, folder: string, name: string): boolean {
  if (names.has(name)) return true;
  const text = byName ? name : folder + name;
  return tests.some((one) => one.test(text));
}

function groupsOf(patterns: readonly IgnorePattern[]): readonly Group[] {
  const groups: Group[] = [];
  for (let end = patterns.length; end > 0; ) {
    let start = end - 1;
    while (start > 0 && isAlike(patterns[start - 1], patterns[end - 1])) start--;
    groups.push(groupOf(patterns.slice(start, end)));
    end = start;
  }
  return groups;
}

function isAlike(one: IgnorePattern | undefined, other: IgnorePattern | undefined): boolean {
  return (
    one?.negated === other?.negated && one?.folderOnly === other?.folderOnly && one?.byName === other?.byName
  );
}

function groupOf(patterns: readonly IgnorePattern[]): Group {
  const { negated = false, folderOnly = false, byName = false } = patterns[0] ?? {};
  const literals = patterns.flatMap(({ literal }) => (literal === undefined ? [] : [literal]));
  const globs = patterns.flatMap(({ literal, steps }) => (literal === undefined ? [steps] : []));
  const plain = globs.filter((steps) => !isWild(steps)).map((steps) => steps.join(''));
  const wild = globs.filter(isWild).map((steps) => new GlobSteps(steps));
  const tests = plain.length === 0 ? wild : [new RegExp(`^(?:${plain.join('|')})$`, 'su'), ...wild];
  return { negated, folderOnly, byName, names: new Set(literals), tests };
}
