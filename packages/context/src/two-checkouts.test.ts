import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folderSource } from './folder.ts';
import { type ContextIndex, createContext } from './index.ts';

const WORDS = 'cart price session token query cache route parse render filter'.split(' ');
const QUESTIONS = [
  'the cart loses its price after the session ends',
  'TypeError at src/cache/route3.ts:9',
  '`parseToken` and `renderQuery` must filter',
  'nothing of this matches anywhere, ünïcode 値段 included',
  '',
];
let base = '';

function textOf(at: number): string {
  const word = (step: number) => WORDS[(at * 7 + step * 3) % WORDS.length] ?? 'word';
  const lines = Array.from(
    { length: 20 + (at % 9) * 30 },
    (_, line) => `  ${word(line)}(${word(line + 1)});`,
  );
  return `import '../x.ts';\n\nexport function ${word(0)}${at}(${word(2)}) {\n${lines.join('\n')}\n}\n`;
}

function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const git = (root: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'core.autocrlf=false', ...args], {
    cwd: root,
    stdio: 'ignore',
    env: { ...process.env, GIT_COMMITTER_DATE: '@1700000000 +0000', GIT_AUTHOR_DATE: '@1700000000 +0000' },
  });

/** Everything that an index answers, as bytes. */
async function everything(index: ContextIndex): Promise<string> {
  const answers: unknown[] = [];
  for (const instruction of QUESTIONS) {
    for (const budgetTokens of [300, 3000, 60_000]) {
      const first = await index.select({ instruction, budgetTokens, previous: [] });
      const next = { instruction: `${instruction} and the cache`, budgetTokens, previous: first.entries };
      answers.push(await index.select({ instruction, budgetTokens }), first, await index.select(next));
    }
  }
  for (const query of WORDS) {
    answers.push(await index.search({ kind: 'references', query }));
    answers.push(await index.search({ kind: 'symbol', query }));
    answers.push(await index.search({ kind: 'regex', query: `^export.*${query}\\d` }));
  }
  answers.push(await index.outline('src/cache/route3.ts'));
  return JSON.stringify(answers);
}

async function askFolder(root: string, stateFolder?: string): Promise<string> {
  await using source = folderSource(root);
  await using index = createContext({ source, ...(stateFolder === undefined ? {} : { stateFolder }) });
  return await everything(index);
}

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'context-checkouts-'));
  const first = join(base, 'first');
  mkdirSync(first);
  git(first, 'init', '--quiet');
  for (let at = 0; at < 60; at += 1) {
    const folder = WORDS[at % 7];
    write(first, `src/${folder}/${WORDS[at % 10]}${at % 12}.ts`, textOf(at));
    if (at % 3 === 0) write(first, `test/${WORDS[at % 10]}${at % 12}.test.ts`, textOf(at + 1));
    if (at % 10 !== 9) continue;
    git(first, 'add', '.');
    git(first, 'commit', '--quiet', '-m', `Let ${folder} ${WORDS[at % 10]} pass`);
  }
});

afterAll(() => rmSync(base, { recursive: true, force: true }));

describe('the same tree and question give the same bytes', () => {
  test('on two checkouts with other times, in another folder, made in another order', async () => {
    const first = join(base, 'first');
    const second = join(base, 'an other place', 'zweite Kopie');
    mkdirSync(second, { recursive: true });
    for (const name of readdirSync(first).reverse())
      cpSync(join(first, name), join(second, name), { recursive: true });
    for (const name of readdirSync(second, { recursive: true, encoding: 'utf8' })) {
      if (!name.startsWith('.git'))
        utimesSync(join(second, name), 1_000_000_000, 1_600_000_000 + name.length);
    }
    const answer = await askFolder(first);
    expect(answer.length).toBeGreaterThan(10_000);
    expect(await askFolder(second)).toBe(answer);
  });

  test('on a clone, from a kept index, and from one that came there step by step', async () => {
    const first = join(base, 'first');
    const clone = join(base, 'clone');
    execFileSync('git', ['clone', '--quiet', '--no-local', first, clone], { stdio: 'ignore' });
    const answer = await askFolder(first);
    const state = join(base, 'state');
    expect(await askFolder(clone, state)).toBe(answer);
    expect(await askFolder(clone, state)).toBe(answer);

    const grown = join(base, 'grown');
    execFileSync('git', ['clone', '--quiet', '--no-local', first, grown], { stdio: 'ignore' });
    git(grown, 'checkout', '--quiet', 'HEAD~4');
    await using source = folderSource(grown, { watch: true });
    await using index = createContext({ source });
    expect(await everything(index)).not.toBe(answer);
    for (const step of ['origin/HEAD~2', 'origin/HEAD~5', 'origin/HEAD~1']) {
      git(grown, 'checkout', '--quiet', step);
      await index.refresh();
    }
    git(grown, 'checkout', '--quiet', '-B', 'last', 'origin/HEAD');
    expect(await everything(index)).toBe(answer);
  });
});
