/** An import of some names from one module. */
interface Import {
  readonly from: string;
  readonly names: readonly string[];
}

const PYTHON = /^from\s+(\S+)\s+import\s+([\w\s,]+)$/;
const JAVASCRIPT =
  /^import\s+((?:type\s+)?)(?:([\w$]+)\s*,?\s*)?(?:\{([^{}]*)\}\s*)?from\s+(?:'([^']+)'|"([^"]+)");?$/;

/**
 * The lines of a part with every import in the words of the file, where the file has one import from the same
 * module and the part imports the same names and more. Nothing is lost where such a line takes the place of the
 * other, so it says where the part belongs as well as an equal line does.
 */
export function importsAsInFile(lines: readonly string[], contents: readonly string[]): readonly string[] {
  const wanted = lines.map(readImport);
  if (wanted.every((line) => line === undefined)) return lines;
  const held = contents.flatMap((content) => {
    const line = readImport(content);
    return line === undefined ? [] : [{ content, ...line }];
  });
  return lines.map((line, at) => {
    const [only, more] = held.filter(({ from }) => from === wanted[at]?.from);
    const extended = only?.names.every((name) => wanted[at]?.names.includes(name)) === true;
    return only !== undefined && more === undefined && extended ? only.content : line;
  });
}

function readImport(line: string): Import | undefined {
  const text = line.trimEnd();
  const [, module, list] = PYTHON.exec(text) ?? [];
  if (module !== undefined && list !== undefined) return { from: module, names: namesIn(list) };
  const [, kind, whole, parts, single, double] = JAVASCRIPT.exec(text) ?? [];
  const from = single ?? double;
  if (from === undefined) return undefined;
  const names = [...(whole === undefined ? [] : [`default ${whole}`]), ...namesIn(parts ?? '')];
  return { from: `${kind?.trim()} ${from}`, names };
}

function namesIn(list: string): string[] {
  return list.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim().replace(/\s+/g, ' ')]));
}
