// Proves that two checkouts of one commit, in two processes that differ in all that a machine can differ in, give the
// same selections byte for byte. Usage: node --conditions=@enhanced-code/source prove/two-checkouts.prove.ts [repository] [questions]
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderSource } from '../src/folder.ts';
import { createContext } from '../src/index.ts';

const BUDGETS = [2000, 8000, 32_000];

interface Answer {
  readonly entries: number;
  readonly bytes: number;
  readonly hash: string;
}

/** Answers of one checkout, in this process. */
async function answers(root: string, count: number, stateFolder: string | undefined): Promise<Answer[]> {
  await using source = folderSource(root);
  const options = { source, ...(stateFolder === undefined ? {} : { stateFolder }) };
  await using index = createContext(options);
  const commits = (await source.history?.()) ?? [];
  const found: Answer[] = [];
  for (const { message } of commits.slice(0, count)) {
    for (const budgetTokens of BUDGETS) {
      const first = await index.select({ instruction: message, budgetTokens, previous: [] });
      const second = await index.select({
        instruction: `${message} again`,
        budgetTokens,
        previous: first.entries,
      });
      const json = JSON.stringify([first, second]);
      const hash = createHash('sha256').update(json).digest('hex');
      found.push({ entries: first.entries.length, bytes: json.length, hash });
    }
  }
  return found;
}

function run(root: string, count: number, env: Record<string, string>, state = ''): Answer[] {
  const flags = [
    '--conditions=@enhanced-code/source',
    import.meta.filename,
    '--one',
    root,
    String(count),
    state,
  ];
  const output = execFileSync(process.execPath, flags, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 2 ** 28,
  });
  return JSON.parse(output) as Answer[];
}

function clone(from: string, to: string): void {
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', from, to], { stdio: 'ignore' });
}

/** Other times for all files, in another order. */
function touch(root: string): void {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).reverse();
  for (const name of names) if (!name.startsWith('.git')) utimesSync(join(root, name), 1e9, 1e9);
}

function prove(repository: string, count: number): void {
  const base = mkdtempSync(join(tmpdir(), 'context-checkouts-'));
  const [one, other] = [join(base, 'one'), join(base, 'another place')];
  clone(repository, one);
  clone(repository, other);
  touch(other);
  const state = join(base, 'state');
  const runs = [
    run(one, count, { TZ: 'UTC', LANG: 'C' }),
    run(other, count, { TZ: 'Asia/Tokyo', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }),
    run(one, count, {}, state),
    run(one, count, {}, state),
  ];
  rmSync(base, { recursive: true });
  const names = [
    'one checkout',
    'another, other times and locale',
    'with an index to keep',
    'from the kept index',
  ];
  process.stdout.write('| run | selections | bytes | SHA-256 of all |\n|---|---|---|---|\n');
  const hashes = runs.map((list, at) => {
    const hash = createHash('sha256').update(JSON.stringify(list)).digest('hex').slice(0, 16);
    const bytes = list.reduce((sum, each) => sum + each.bytes, 0);
    process.stdout.write(`| ${names[at]} | ${2 * list.length} | ${bytes} | ${hash} |\n`);
    return hash;
  });
  const isSame = new Set(hashes).size === 1 && (runs[0]?.length ?? 0) > 0;
  process.stdout.write(`\n${isSame ? 'Every byte is the same.' : 'THEY DIFFER.'}\n`);
  if (!isSame) process.exitCode = 1;
}

const [, , mode, root = '', count = '', state = ''] = process.argv;
if (mode === '--one') {
  const found = await answers(root, Number(count), state === '' ? undefined : state);
  process.stdout.write(JSON.stringify(found));
} else {
  prove(mode ?? process.cwd(), Number(root === '' ? 10 : root));
}
