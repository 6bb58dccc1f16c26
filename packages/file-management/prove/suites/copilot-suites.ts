import { recordCalls } from './recorder.ts';
import { fileCase, replaceCall, type Suite, type SuiteCase, type SuiteFiles } from './suite-case.ts';

const FOLDER = 'src/extension/tools/test/node/applyPatch';
const CORPUS = `${FOLDER}/corpus`;

interface GeneratedPatch {
  readonly patch: string;
  readonly original?: string;
  readonly expected?: string;
  readonly fpath?: string;
  readonly docs?: Readonly<Record<string, string>>;
}

const random: Suite = {
  name: 'copilot-random',
  repository: 'microsoft/vscode-copilot-chat',
  floor: 1,
  async read(files) {
    const paths = files.list(CORPUS).filter((path) => path.endsWith('.patch'));
    return paths.flatMap((path) => {
      const { patch, original, expected, fpath } = JSON.parse(files.text(path)) as GeneratedPatch;
      if (original === undefined || fpath === undefined || expected === undefined) return [];
      return [
        fileCase('copilot-random', path.slice(CORPUS.length + 1), 'apply-patch', {
          path: fpath,
          before: original,
          edit: patch,
          after: expected,
        }),
      ];
    });
  },
};

const corpus: Suite = {
  name: 'copilot-corpus',
  repository: 'microsoft/vscode-copilot-chat',
  floor: 1,
  async read(files) {
    const paths = files.list(CORPUS).filter((path) => path.endsWith('-call.txt'));
    return [...paths.flatMap((path) => readFixture(files, path)), fixture4302(files)];
  },
};

function readFixture(files: SuiteFiles, path: string): SuiteCase[] {
  const text = (name: string): string | undefined => {
    const full = path.replace('-call.txt', `-${name}.txt`);
    return files.list(CORPUS).includes(full) ? files.text(full).replaceAll('\r\n', '\n') : undefined;
  };
  const name = path.slice(CORPUS.length + 1, -'-call.txt'.length);
  const call = text('call') ?? '';
  const escaped = name === '262549';
  const edit = escaped
    ? (JSON.parse(`"${call.replaceAll('\n', '\\n').replaceAll('\t', '\\t')}"`) as string)
    : call;
  const target = /^\*\*\* Update File: (.*)$/m.exec(edit)?.[1] ?? 'file.txt';
  const after = text('output') ?? inlineResult(files);
  return [
    fileCase('copilot-corpus', name, 'apply-patch', { path: target, before: text('input'), edit, after }),
  ];
}

/** The result that the test of `reindent` holds itself. */
function inlineResult(files: SuiteFiles): string {
  const test = files.text(`${FOLDER}/parser.spec.ts`);
  const [, held] =
    /reindents unindented code[\s\S]*?toMatchInlineSnapshot\(`\n\s*"([\s\S]*?)\n\s*"\s*`\)/.exec(test) ?? [];
  return `${(held ?? '').replace(/\n\t\t\t/g, '\n')}\n`;
}

function fixture4302(files: SuiteFiles): SuiteCase {
  const test = files.text(`${FOLDER}/applyPatch.spec.tsx`);
  const [, json] = /JSON\.parse\(`([\s\S]*?)`\)/.exec(test) ?? [];
  const path = 'fixtures/4302.ts.txt';
  // A template literal undoes one level of backslashes before JSON undoes the other.
  const text = (json ?? '').replace(/\$\{[^}]*\}/, path).replace(/\\\\/g, '\\');
  const { input } = JSON.parse(text) as { input: string };
  return fileCase('copilot-corpus', '4302', 'apply-patch', {
    path,
    before: files.text(`${FOLDER}/fixtures/4302.ts.txt`),
    edit: input,
    after: files.text(`${FOLDER}/fixtures/4302.ts.txt.expected`),
  });
}

const parser: Suite = {
  name: 'copilot-parser',
  repository: 'microsoft/vscode-copilot-chat',
  floor: 0.7,
  async read(files) {
    class Document {
      readonly text: string;
      constructor(text: string) {
        this.text = text;
      }
    }
    const source = files
      .text(`${FOLDER}/parser.spec.ts`)
      .replaceAll('new StringTextDocumentWithLanguageId', 'new __Document');
    const calls = await recordCalls(source, ['text_to_patch'], { __Document: Document, __dirname: '' });
    return calls.flatMap(({ test, args, throws, expectations }) => {
      const [edit, documents] = args as [unknown, Record<string, Document>];
      const [path, document] = Object.entries(documents ?? {})[0] ?? [];
      if (typeof edit !== 'string' || path === undefined || document === undefined) return [];
      const chunks = chunksIn(expectations[0]?.value);
      if (!throws && chunks === undefined) return [];
      const after = chunks === undefined ? undefined : applyChunks(document.text, chunks);
      return [fileCase('copilot-parser', test, 'apply-patch', { path, before: document.text, edit, after })];
    });
  },
};

interface Chunk {
  readonly delLines: readonly string[];
  readonly insLines: readonly string[];
  readonly origIndex: number;
}

// The tests hold the result as an object, or printed as one with commas behind the last entries.
function chunksIn(value: unknown): Chunk[] | undefined {
  const parsed = typeof value === 'string' ? fromSnapshot(value) : value;
  const [patch] = Array.isArray(parsed)
    ? (parsed as { actions?: Record<string, { chunks: Chunk[] }> }[])
    : [];
  return patch?.actions === undefined ? undefined : Object.values(patch.actions)[0]?.chunks;
}

function fromSnapshot(text: string): unknown {
  const json = text
    .replace(/"(?:[^"\\]|\\.)*"/g, (string) => JSON.stringify(string.slice(1, -1).replace(/\n\t\t\t/g, '\n')))
    .replace(/\bundefined\b/g, 'null')
    .replace(/,(\s*[\]}])/g, '$1');
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}

function applyChunks(text: string, chunks: readonly Chunk[]): string {
  const lines = text.split('\n');
  for (const { delLines, insLines, origIndex } of [...chunks].sort(
    (left, right) => right.origIndex - left.origIndex,
  )) {
    const removed = delLines.flatMap((line) => line.split('\n'));
    lines.splice(origIndex, removed.length, ...insLines);
  }
  return lines.join('\n');
}

const replaceString: Suite = {
  name: 'copilot-replace',
  repository: 'microsoft/vscode-copilot-chat',
  floor: 0.8,
  async read(files) {
    let text = '';
    const set = (_document: unknown, value: string): void => {
      text = value;
    };
    const before = new Map<unknown, string>();
    const source = files
      .text('src/extension/tools/node/test/editFileToolUtils.spec.ts')
      .replace(/setDocText\(/g, '__set(')
      .replace(/= await applyEdit\(/g, '= __note(await applyEdit(')
      .replace(/alternatveContentService, undefined\);/g, 'alternatveContentService, undefined));');
    const calls = await recordCalls(source, ['applyEdit'], {
      __set: set,
      __note: (result: unknown) => {
        before.set(before.size, text);
        return result;
      },
    });
    return calls.flatMap(({ test, args, throws, expectations }, at) => {
      const [, old, next] = args as unknown[];
      const told = expectations.find(
        ({ path, matcher, value }) =>
          path.join() === 'updatedFile' && matcher === 'toBe' && typeof value === 'string',
      );
      const held = before.get(at);
      if (
        typeof old !== 'string' ||
        typeof next !== 'string' ||
        held === undefined ||
        (told === undefined && !throws)
      )
        return [];
      return [
        fileCase('copilot-replace', test, 'str-replace', {
          before: held,
          edit: replaceCall(old, next),
          after: told?.value as string | undefined,
        }),
      ];
    });
  },
};

/** Suites of Copilot Chat. */
export const copilotSuites: readonly Suite[] = [random, corpus, parser, replaceString];
