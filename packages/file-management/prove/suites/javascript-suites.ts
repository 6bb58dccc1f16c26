import { expectedText, type RecordedCall, recordCalls, stub } from './recorder.ts';
import { fileCase, replaceCall, type Suite, type SuiteCase } from './suite-case.ts';

const TEXT_FIELDS = ['', 'content', 'newContent', 'updatedFile', 'newContents'];

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** The case of a call, unless the test says nothing about the text that comes out. */
function caseOf(
  suite: string,
  call: RecordedCall,
  format: SuiteCase['format'],
  before: unknown,
  edit: string,
  more: { path?: string } = {},
): SuiteCase[] {
  const after = expectedText(call, TEXT_FIELDS);
  if (after === null || !isText(before)) return [];
  const path = more.path ?? namedIn(format, edit);
  // A tool that gives back what it got has refused, without saying so.
  return [
    fileCase(suite, call.test, format, {
      ...(path === undefined ? {} : { path }),
      before,
      edit,
      after: after === before ? undefined : after,
    }),
  ];
}

/** The file that an edit names, since these tests are about the text alone. */
function namedIn(format: SuiteCase['format'], edit: string): string | undefined {
  if (format === 'unified-diff') return /^\+\+\+ ([^\t\n]+)/m.exec(edit)?.[1]?.trim();
  return format === 'search-replace' ? /^([\w./]+\.\w+)\n/.exec(edit)?.[1] : undefined;
}

const roo: Suite = {
  name: 'roo',
  repository: 'RooCodeInc/Roo-Code',
  floor: 0.93,
  async read(files) {
    const folder = 'src/core/diff/strategies/__tests__/multi-search-replace';
    const sources = [`${folder}.spec.ts`, `${folder}-trailing-newline.spec.ts`].map((path) =>
      files.text(path),
    );
    const calls = (await Promise.all(sources.map((source) => recordCalls(source, ['applyDiff'])))).flat();
    return calls.flatMap((call) => {
      const [before, edit] = call.args;
      const fuzzy = typeof call.made?.[0] === 'number' && call.made[0] < 1;
      return isText(edit) ? caseOf(fuzzy ? 'roo-fuzzy' : 'roo', call, 'search-replace', before, edit) : [];
    });
  },
};

interface Chunk {
  readonly changeContext: string | null;
  readonly oldLines: readonly string[];
  readonly newLines: readonly string[];
  readonly isEndOfFile: boolean;
}

/** A patch of the chunks that Roo's tests give to its engine without a text. */
function patchOf(chunks: readonly Chunk[]): string {
  const body = chunks.flatMap(({ changeContext, oldLines, newLines, isEndOfFile }) => [
    changeContext === null ? '@@' : `@@ ${changeContext}`,
    ...oldLines.map((line) => `-${line}`),
    ...newLines.map((line) => `+${line}`),
    ...(isEndOfFile ? ['*** End of File'] : []),
  ]);
  return ['*** Begin Patch', '*** Update File: file.txt', ...body, '*** End Patch', ''].join('\n');
}

const rooChunks: Suite = {
  name: 'roo-chunks',
  repository: 'RooCodeInc/Roo-Code',
  floor: 0.92,
  async read(files) {
    const calls = await recordCalls(files.text('src/core/tools/apply-patch/__tests__/apply.spec.ts'), [
      'applyChunksToContent',
    ]);
    return calls.flatMap((call) =>
      caseOf('roo-chunks', call, 'apply-patch', call.args[0], patchOf(call.args[2] as Chunk[])),
    );
  },
};

const cline: Suite = {
  name: 'cline',
  repository: 'cline/cline',
  floor: 0.82,
  async read(files) {
    const source = files.text('apps/vscode/src/core/assistant-message/diff.test.ts');
    const calls = await recordCalls(source, ['constructNewFileContent']);
    const seen = new Set<string>();
    return calls.flatMap((call) => {
      const [edit, before] = call.args;
      if (!isText(edit) || seen.has(call.test)) return [];
      const made = caseOf('cline', call, 'search-replace', before, edit);
      if (made.length > 0) seen.add(call.test);
      return made;
    });
  },
};

const gemini: Suite = {
  name: 'gemini',
  repository: 'google-gemini/gemini-cli',
  floor: 0.65,
  async read(files) {
    const source = files.text('packages/core/src/tools/edit.test.ts');
    const calls = await recordCalls(source, ['applyReplacement', 'calculateReplacement'], {
      AbortController,
      process: stub(),
    });
    return calls.flatMap((call) => {
      if (call.name === 'applyReplacement') {
        const [before, old, text] = call.args;
        return isText(old) && isText(text) && before !== null
          ? caseOf('gemini', call, 'str-replace', before, replaceCall(old, text, { replace_all: true }))
          : [];
      }
      const { params, currentContent } = call.args[1] as {
        params: Record<string, unknown>;
        currentContent: unknown;
      };
      const { old_string: old, new_string: text, allow_multiple: all } = params;
      if (!isText(old) || !isText(text)) return [];
      return caseOf(
        'gemini',
        call,
        'str-replace',
        currentContent,
        replaceCall(old, text, all === true ? { replace_all: true } : {}),
      );
    });
  },
};

const FOLDER = 'core/edit/searchAndReplace';

const continueReplace: Suite = {
  name: 'continue',
  repository: 'continuedev/continue',
  floor: 0.92,
  async read(files) {
    const single = await recordCalls(files.text(`${FOLDER}/executeFindAndReplace.vitest.ts`), [
      'executeFindAndReplace',
    ]);
    const multi = await recordCalls(files.text(`${FOLDER}/multiEdit.vitest.ts`), [
      'executeMultiFindAndReplace',
    ]);
    return [
      ...single.flatMap((call) => {
        const [before, old, text, all] = call.args;
        return isText(old) && isText(text)
          ? caseOf(
              'continue',
              call,
              'str-replace',
              before,
              replaceCall(old, text, all === true ? { replace_all: true } : {}),
            )
          : [];
      }),
      ...multi.flatMap((call) => {
        const [before, edits] = call.args;
        return Array.isArray(edits)
          ? caseOf('continue', call, 'json', before, JSON.stringify({ path: 'file.txt', edits }))
          : [];
      }),
    ];
  },
};

const continueDiff: Suite = {
  name: 'continue-udiff',
  repository: 'continuedev/continue',
  floor: 0.6,
  async read(files) {
    const calls = await recordCalls(files.text('core/edit/lazy/unifiedDiffApply.test.ts'), [
      'applyUnifiedDiff',
    ]);
    return calls.flatMap((call) => {
      const [before, edit] = call.args;
      const told = call.expectations.find(({ path, value }) => path.length === 0 && Array.isArray(value));
      if (!isText(edit) || !isText(before)) return [];
      if (call.throws)
        return [
          fileCase('continue-udiff', call.test, 'unified-diff', {
            path: namedIn('unified-diff', edit) ?? 'file.txt',
            before,
            edit,
            after: undefined,
          }),
        ];
      if (told === undefined) return [];
      const after = (told.value as { type: string; line: string }[])
        .filter(({ type }) => type !== 'old')
        .map(({ line }) => line);
      return [
        fileCase('continue-udiff', call.test, 'unified-diff', {
          path: namedIn('unified-diff', edit) ?? 'file.txt',
          before,
          edit,
          after: after.join('\n'),
        }),
      ];
    });
  },
};

const continueLazy: Suite = {
  name: 'continue-lazy',
  repository: 'continuedev/continue',
  floor: 1,
  async read(files) {
    const folder = 'core/edit/lazy/test-examples';
    const tests = files.text('core/edit/lazy/deterministic.test.ts');
    const live = new Set(
      [...tests.matchAll(/\btest\("[^"]*", async \(\) => \{\s*await expectDiff\("([^"]+)"\)/g)].map(
        ([, name]) => name,
      ),
    );
    return files.list(folder).flatMap((path) => {
      const name = path.slice(folder.length + 1).replace(/\.diff$/, '');
      const [before, edit, diff] = files
        .text(path)
        .split('\n---\n')
        .map((part) => part.replace(/^\n+/, '').trimEnd());
      if (before === undefined || edit === undefined || diff === undefined || !live.has(name)) return [];
      const blank = (line: string): string => (line.trim() === '' ? '' : line);
      const after = diff
        .split('\n')
        .flatMap((line) => (line.startsWith('- ') || line === '-' ? [] : [blank(line.replace(/^\+ ?/, ''))]));
      return [
        fileCase('continue-lazy', name, 'lazy', {
          path: name,
          before: `${before}\n`,
          edit: `${name}\n\`\`\`\`\`\n${edit}\n\`\`\`\`\`\n`,
          after: `${after.join('\n')}\n`,
        }),
      ];
    });
  },
};

const jsdiff: Suite = {
  name: 'jsdiff',
  repository: 'kpdecker/jsdiff',
  floor: 0.83,
  async read(files) {
    const calls = await recordCalls(files.text('test/patch/apply.js'), ['applyPatch']);
    return calls.flatMap((call) => {
      const [before, edit, options] = call.args as [unknown, unknown, Record<string, unknown> | undefined];
      if (!isText(edit)) return [];
      const fuzzy = typeof options?.fuzzFactor === 'number' && options.fuzzFactor > 0;
      const invalid = options?.fuzzFactor !== undefined && !Number.isInteger(options.fuzzFactor);
      if (invalid || Number(options?.fuzzFactor ?? 0) < 0) return [];
      if (options?.compareLine !== undefined || options?.autoConvertLineEndings !== undefined) return [];
      return caseOf(fuzzy ? 'jsdiff-fuzz' : 'jsdiff', call, 'unified-diff', before, edit);
    });
  },
};

/** Suites that are tests in JavaScript or TypeScript. */
export const javascriptSuites: readonly Suite[] = [
  roo,
  rooChunks,
  cline,
  gemini,
  continueReplace,
  continueDiff,
  continueLazy,
  jsdiff,
];
