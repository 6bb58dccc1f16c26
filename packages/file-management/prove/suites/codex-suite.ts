import { fileCase, type Suite, type SuiteCase, type SuiteFiles } from './suite-case.ts';

const FOLDER = 'codex-rs/apply-patch/tests/fixtures/scenarios';

/** Scenarios whose result rests on writing over a file that is there. */
const OVERWRITING = /overwrites/;

/**
 * The scenarios of codex: a folder before, a patch and the folder after it. Where the patch fails, codex keeps
 * what it wrote until then; the rule here is that nothing is written.
 */
export const codexSuite: Suite = {
  name: 'codex-scenario',
  repository: 'openai/codex',
  floor: 1,
  async read(files) {
    const paths = files.list(FOLDER).length > 0 ? files.list(FOLDER) : files.list('');
    const root = files.list(FOLDER).length > 0 ? `${FOLDER}/` : '';
    const names = new Set(
      paths.map((path) => path.slice(root.length).split('/')[0] ?? '').filter((name) => /^\d/.test(name)),
    );
    return [...names].sort().map((name) => scenario(files, paths, root, name));
  },
};

function scenario(files: SuiteFiles, paths: readonly string[], root: string, name: string): SuiteCase {
  const below = (part: string): Record<string, string> => {
    const start = `${root}${name}/${part}/`;
    const held = paths.filter((path) => path.startsWith(start) && /\.\w+$/.test(path));
    return Object.fromEntries(held.map((path) => [path.slice(start.length), files.text(path)]));
  };
  const edit = files.text(`${root}${name}/patch.txt`);
  const before = below('input');
  const after = below('expected');
  const fails =
    /rejects|fails|requires|failure/.test(name) ||
    JSON.stringify(sorted(before)) === JSON.stringify(sorted(after));
  const base = fileCase('codex-scenario', name, 'apply-patch', { before: undefined, edit, after: undefined });
  const { target: _target, ...rest } = base;
  return {
    ...rest,
    files: before,
    ...(fails ? {} : { expected: after }),
    ...(OVERWRITING.test(name) ? { options: { overwrite: true } } : {}),
  };
}

function sorted(files: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(files).sort(([left], [right]) => (left < right ? -1 : 1));
}
