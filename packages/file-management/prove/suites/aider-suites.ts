import { fileCase, type Suite, type SuiteCase } from './suite-case.ts';

/** A block of the file of right answers that stands beside aider's chat history. */
interface GoldBlock {
  readonly path: string;
  readonly search: string;
  readonly replace: string;
}

const CHAT = 'tests/fixtures/chat-history';

const chat: Suite = {
  name: 'aider-chat',
  repository: 'Aider-AI/aider',
  floor: 0.99,
  async read(files) {
    const answers = goldSections(files.text(`${CHAT}-search-replace-gold.txt`));
    const sections = files.text(`${CHAT}.md`).split(/(?=####\s)/);
    let next = 0;
    return sections.flatMap((section, at) => {
      const [header = '', ...lines] = section.split(/(?<=\n)/);
      const text = lines.join('');
      const found = answers.findIndex(
        (answer, index) => index >= next && answer.header === header.trim() && holds(text, answer.blocks),
      );
      const blocks = answers[found]?.blocks ?? [];
      if (blocks.length === 0) return [];
      next = found + 1;
      return toChatCase({ text, blocks }, at);
    });
  },
};

/** Whether all blocks of an answer stand in a section, and nothing more. */
function holds(text: string, blocks: readonly GoldBlock[]): boolean {
  const marks = [...text.matchAll(/^<{5,9} SEARCH>?\s*$/gm)].length;
  return marks === blocks.length && blocks.every(({ search }) => text.includes(search));
}

/** The answers: for each section of the history its header and its blocks. */
function goldSections(text: string): { header: string; blocks: GoldBlock[] }[] {
  const parts = text.split(/^@@@ (?!SEARCH:|REPLACE|SHELL|ENDSHELL)(.*) @{20}\n/m).slice(1);
  return parts.flatMap((header, at) =>
    at % 2 === 0 ? [{ header, blocks: goldBlocks(parts[at + 1] ?? '') }] : [],
  );
}

function goldBlocks(text: string): GoldBlock[] {
  const blocks = text.matchAll(/^@@@ SEARCH: (.*) @{20}\n([\s\S]*?)^@{20}\n([\s\S]*?)^@@@ REPLACE @{20}$/gm);
  return [...blocks].map(([, path = '', search = '', replace = '']) => ({ path, search, replace }));
}

interface Reply {
  readonly text: string;
  readonly blocks: readonly GoldBlock[];
}

/** Files in which every block of a reply stands once, and what they must be afterwards. */
function toChatCase({ text, blocks }: Reply, at: number): SuiteCase[] {
  // A section of several replies may say one block twice, and then there is no one answer to it.
  if (new Set(blocks.map((block) => JSON.stringify(block))).size < blocks.length) return [];
  const before: Record<string, string> = {};
  const after: Record<string, string> = {};
  for (const { path, search, replace } of blocks) {
    const held = after[path];
    if (search.trim() === '') {
      // A reply that makes a file twice, or fills one that is there, has no answer.
      if (held !== undefined) return [];
      after[path] = replace;
    } else if (held?.includes(search) === true) {
      if (held.split(search).length > 2) return [];
      after[path] = held.replace(search, () => replace);
    } else {
      if (before[path]?.includes(search) === true || (held !== undefined && before[path] === undefined))
        return [];
      const gap = `-- ${path} ${before[path]?.length ?? 0} --\n`;
      before[path] = (before[path] ?? '') + gap + search;
      after[path] = (held ?? '') + gap + replace;
    }
  }
  const base = fileCase('aider-chat', `section ${at + 1}`, 'search-replace', {
    before: undefined,
    edit: text,
    after: undefined,
  });
  const { target: _target, ...rest } = base;
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  return [{ ...rest, files: before, ...(isAnswerable(text, blocks, before) ? { expected: after } : {}) }];
}

/** Whether a reply is whole, and each of its blocks has one place in the files that were made for it. */
function isAnswerable(
  text: string,
  blocks: readonly GoldBlock[],
  files: Readonly<Record<string, string>>,
): boolean {
  const [begun, ended] = [/^<{5,9} SEARCH/gm, /^>{5,9} REPLACE/gm].map(
    (mark) => text.match(mark)?.length ?? 0,
  );
  if (begun !== ended) return false;
  return blocks.every(({ path, search }) => {
    const held = files[path] ?? '';
    return search.trim() === '' || held.split(search).length < 3;
  });
}

const editblock: Suite = {
  name: 'aider-editblock',
  repository: 'Aider-AI/aider',
  floor: 0.78,
  async read(files) {
    const tests = files.text('tests/basic/test_editblock.py').replace(/^ {4}def __test_/gm, '    def off_');
    return testsIn(tests).flatMap(({ name, body }) => [...chunkCase(name, body), ...blockCase(name, body)]);
  },
};

function testsIn(python: string): { name: string; body: string }[] {
  const parts = python.split(/^ {4}def (\w+)\(self\):\n/m).slice(1);
  return parts
    .flatMap((name, at) => (at % 2 === 0 ? [{ name, body: parts[at + 1] ?? '' }] : []))
    .filter(({ name }) => name.startsWith('test_'));
}

/** A test that gives a whole text, a part of it and what takes the part's place. */
function chunkCase(name: string, body: string): SuiteCase[] {
  const [whole, part, replace, after] = ['whole', 'part', 'replace', 'expected_output'].map((variable) =>
    assigned(body, variable),
  );
  if (whole === undefined || part === undefined || replace === undefined) return [];
  const edit = `file.txt\n<<<<<<< SEARCH\n${part}=======\n${replace}>>>>>>> REPLACE\n`;
  return [fileCase('aider-editblock', name, 'search-replace', { before: whole, edit, after })];
}

/** A test that gives a reply and the blocks that are in it. */
function blockCase(name: string, body: string): SuiteCase[] {
  const edit = assigned(body, 'edit');
  if (edit === undefined) return [];
  const fails = body.includes('assertRaises');
  const listed = /assertEqual\(\s*edits,\s*\[([\s\S]*)\],?\s*\)/.exec(body)?.[1] ?? '';
  const blocks = [
    ...listed.matchAll(/\(\s*("(?:[^"\\]|\\.)*"),\s*("(?:[^"\\]|\\.)*"),\s*("(?:[^"\\]|\\.)*"),?\s*\)/g),
  ];
  if (!fails && blocks.length === 0) return [];
  const before: Record<string, string> = {};
  const after: Record<string, string> = {};
  for (const [, path, search, replace] of blocks.map((block) =>
    block.map((text, at) => (at === 0 ? text : unquoted(text))),
  )) {
    if (path === undefined) continue;
    if (search !== '') before[path] = (before[path] ?? '') + search;
    after[path] = (after[path] ?? '') + replace;
  }
  const base = fileCase('aider-editblock', name, 'search-replace', {
    before: undefined,
    edit,
    after: undefined,
  });
  const { target: _target, ...rest } = base;
  return [fails ? { ...rest, files: {} } : { ...rest, files: before, expected: after }];
}

/** The text that a Python test gives to a variable. */
function assigned(body: string, variable: string): string | undefined {
  const long = new RegExp(`^\\s*${variable} = (r?)"""([\\s\\S]*?)"""`, 'm').exec(body);
  if (long?.[2] !== undefined) return long[1] === 'r' ? long[2] : unescaped(long[2]);
  const short = new RegExp(`^\\s*${variable} = ("(?:[^"\\\\]|\\\\.)*")`, 'm').exec(body)?.[1];
  return short === undefined ? undefined : unquoted(short);
}

function unquoted(text: string): string {
  return unescaped(text.slice(1, -1));
}

function unescaped(text: string): string {
  return text.replace(
    /\\(.)/g,
    (whole, letter: string) => ({ n: '\n', t: '\t', '"': '"', "'": "'", '\\': '\\' })[letter] ?? whole,
  );
}

const udiff: Suite = {
  name: 'aider-udiff',
  repository: 'Aider-AI/aider',
  floor: 1,
  async read(files) {
    return testsIn(files.text('tests/basic/test_udiff.py')).flatMap(({ name, body }) => {
      const edit = assigned(body, 'content');
      return edit === undefined ? [] : [toDiffCase(name, edit)];
    });
  },
};

/** The files that the hunks of a reply were made for, and what they become. */
function toDiffCase(name: string, edit: string): SuiteCase {
  const before: Record<string, string> = {};
  const after: Record<string, string> = {};
  let path: string | undefined;
  for (const line of edit.split('```diff\n')[1]?.split('\n') ?? []) {
    if (line.startsWith('```')) break;
    if (line.startsWith('+++ ')) path = line.slice(4);
    else if (path !== undefined && /^[ +-]/.test(line) && !line.startsWith('--- ')) {
      if (!line.startsWith('+')) before[path] = `${before[path] ?? ''}${line.slice(1)}\n`;
      if (!line.startsWith('-')) after[path] = `${after[path] ?? ''}${line.slice(1)}\n`;
    }
  }
  const base = fileCase('aider-udiff', name, 'unified-diff', { before: undefined, edit, after: undefined });
  const { target: _target, ...rest } = base;
  return { ...rest, files: before, expected: after };
}

/** Suites of aider. */
export const aiderSuites: readonly Suite[] = [chat, editblock, udiff];
