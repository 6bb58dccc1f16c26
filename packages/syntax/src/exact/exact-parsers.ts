import type { LanguageId } from '../detect/languages.ts';
import { loadCss } from './css.ts';
import { loadDockerfile } from './dockerfile.ts';
import type { ExactLoader, ExactParser } from './exact-parser.ts';
import { loadGofmt } from './gofmt.ts';
import { loadJson } from './json.ts';
import { loadOxc } from './oxc.ts';
import { loadPrism } from './prism.ts';
import { loadRuff } from './ruff.ts';
import { loadSql } from './sql.ts';
import { loadSvelte } from './svelte.ts';
import { loadToml } from './toml.ts';
import { loadVue } from './vue.ts';
import { loadYaml } from './yaml.ts';

/** Loaders by language, in order of preference; the first that is installed decides. */
const loaders: Partial<Record<LanguageId, readonly ExactLoader[]>> = {
  javascript: [loadOxc],
  jsx: [loadOxc],
  typescript: [loadOxc],
  tsx: [loadOxc],
  python: [loadRuff],
  go: [loadGofmt],
  css: [loadCss],
  dockerfile: [loadDockerfile],
  less: [loadCss],
  scss: [loadCss],
  sql: [loadSql],
  json: [loadJson],
  jsonc: [loadJson],
  ruby: [loadPrism],
  svelte: [loadSvelte],
  toml: [loadToml],
  vue: [loadVue],
  yaml: [loadYaml],
};

/** Readers that are part of this package. */
const own: ReadonlySet<ExactLoader> = new Set([loadCss, loadDockerfile, loadJson, loadSql]);

/** The exact parsers of one owner, imported on first use and kept. */
export class ExactParsers {
  readonly #loading = new Map<ExactLoader, Promise<ExactParser | undefined>>();
  readonly #enabled: boolean;

  /** @param enabled Off, only what is part of this package is used. */
  constructor(enabled: boolean) {
    this.#enabled = enabled;
  }

  /** The parser that decides for a language, if one is installed. */
  async for(language: LanguageId): Promise<ExactParser | undefined> {
    for (const loader of loaders[language] ?? []) {
      if (!this.#enabled && !own.has(loader)) continue;
      const parser = await this.#load(loader);
      if (parser !== undefined) return parser;
    }
    return undefined;
  }

  #load(loader: ExactLoader): Promise<ExactParser | undefined> {
    const loading = this.#loading.get(loader) ?? loader();
    this.#loading.set(loader, loading);
    return loading;
  }
}
