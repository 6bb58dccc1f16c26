const BY_EXTENSION = new Map<string, string>(
  Object.entries({
    python: 'py pyi pyx',
    javascript: 'js mjs cjs jsx',
    typescript: 'ts mts cts',
    tsx: 'tsx',
    go: 'go',
    rust: 'rs',
    java: 'java',
    kotlin: 'kt kts',
    scala: 'scala sc',
    swift: 'swift',
    csharp: 'cs',
    c: 'c h',
    cpp: 'cc cpp cxx hpp hh hxx',
    ruby: 'rb rake',
    php: 'php',
    lua: 'lua',
    bash: 'sh bash zsh',
    elixir: 'ex exs',
    haskell: 'hs',
    ocaml: 'ml mli',
    dart: 'dart',
    zig: 'zig',
    r: 'r',
    julia: 'jl',
    perl: 'pl pm',
    vue: 'vue',
    svelte: 'svelte',
    sql: 'sql',
    graphql: 'graphql gql',
    protobuf: 'proto',
    html: 'html htm',
    css: 'css scss less',
    json: 'json jsonc json5',
    yaml: 'yaml yml',
    toml: 'toml',
    xml: 'xml',
    markdown: 'md mdx markdown',
    restructuredtext: 'rst',
  }).flatMap(([language, extensions]) =>
    extensions.split(' ').map((extension): [string, string] => [extension, language]),
  ),
);

/** Languages that hold prose or data, not code. */
const NOT_CODE: ReadonlySet<string> = new Set([
  'json',
  'yaml',
  'toml',
  'xml',
  'markdown',
  'restructuredtext',
]);

/** Last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Language by the extension, or `undefined`. */
export function languageOf(path: string): string | undefined {
  const name = baseName(path);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? undefined : BY_EXTENSION.get(name.slice(dot + 1).toLowerCase());
}

/** Whether files of a language hold code. */
export function isCode(language: string | undefined): boolean {
  return language !== undefined && !NOT_CODE.has(language);
}
