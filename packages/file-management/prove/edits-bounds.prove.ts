// Plans edits of 10 MB in every format, a reply of 100,000 blocks and noise, each in a process of its own with little
// memory. Prints what came out, the processor time and the memory; fails where an outcome is another, a process runs
// out of memory or takes longer than its bound.
import { spawnSync } from 'node:child_process';
import { argv, cpuUsage, execArgv, execPath, memoryUsage } from 'node:process';
import { createEditParser, type EditFormat, parseEdits, planEdits } from '../src/edits/index.ts';

const MEGABYTE = 1_000_000;
/** Memory for objects that each process gets, in MB: a few copies of the edit, its lines and the file. */
const MEMORY = 512;
/** Processor time of each, in ms, on a machine that does other things too. */
const BOUND = 12_000;

const line = (at: number): string => `  const value${at} = compute(${at % 977}, "${'x'.repeat(20)}");`;
const lines = (count: number): string[] => Array.from({ length: count }, (_, at) => line(at));
const text = (count: number): string => `${lines(count).join('\n')}\n`;
/** Lines that make 10 MB. */
const MANY = 180_000;
const header = '--- a/a.txt\n+++ b/a.txt\n';
const block = (search: string, replace: string): string =>
  `a.txt\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`;
const json = (more: object): string => JSON.stringify({ path: 'a.txt', ...more });

interface Task {
  readonly format: EditFormat;
  readonly edit: () => string;
  /** Lines of the file; none where it is not there. */
  readonly file: number;
  readonly says: string;
}

const APPLIED = '1 file';
const changedEnd = (count: number): string => `${lines(count).join('\n')}\nlast\n`;

const tasks: Readonly<Record<string, Task>> = {
  'diff, all lines replaced': {
    format: 'unified-diff',
    file: 90_000,
    says: APPLIED,
    edit: () =>
      `${header}@@ -1,90000 +1,90000 @@\n${lines(90_000)
        .map((one) => `-${one}\n`)
        .join('')}${lines(90_000)
        .map((one) => `+${one}!\n`)
        .join('')}`,
  },
  'diff, 10,000 hunks': {
    format: 'unified-diff',
    file: MANY,
    says: APPLIED,
    edit: () =>
      header +
      Array.from({ length: 10_000 }, (_, at) => {
        const start = at * 18;
        const around = (from: number): string =>
          Array.from({ length: 8 }, (_one, by) => ` ${line(from + by)}\n`).join('');
        return `@@ -${start + 1},17 +${start + 1},17 @@\n${around(start)}-${line(start + 8)}\n+${line(start + 8)}!\n${around(start + 9)}`;
      }).join(''),
  },
  'blocks, one of 10 MB': {
    format: 'search-replace',
    file: 90_000,
    says: APPLIED,
    edit: () => block(text(90_000), text(90_000).replaceAll('compute', 'count')),
  },
  'blocks, 20,000': {
    format: 'search-replace',
    file: 100_000,
    says: APPLIED,
    edit: () =>
      lines(20_000)
        .map((one) => block(one, `${one}!`))
        .join(''),
  },
  'blocks, 100,000': {
    format: 'search-replace',
    file: 100_000,
    says: 'EC_EDIT_TOO_LARGE',
    edit: () =>
      lines(100_000)
        .map((one) => block(one, `${one}!`))
        .join(''),
  },
  'patch, a new file': {
    format: 'apply-patch',
    file: 0,
    says: APPLIED,
    edit: () =>
      `*** Begin Patch\n*** Add File: a.txt\n${lines(MANY)
        .map((one) => `+${one}\n`)
        .join('')}*** End Patch\n`,
  },
  'patch, all lines replaced': {
    format: 'apply-patch',
    file: 90_000,
    says: APPLIED,
    edit: () =>
      `*** Begin Patch\n*** Update File: a.txt\n@@\n${lines(90_000)
        .map((one) => `-${one}\n`)
        .join('')}${lines(90_000)
        .map((one) => `+${one}!\n`)
        .join('')}*** End Patch\n`,
  },
  'whole file': {
    format: 'whole-file',
    file: MANY,
    says: APPLIED,
    edit: () => `a.txt\n\`\`\`\`\n${changedEnd(MANY)}\`\`\`\`\n`,
  },
  lazy: {
    format: 'lazy',
    file: MANY,
    says: APPLIED,
    edit: () =>
      `a.txt\n\`\`\`\`\n// ... existing code ...\n${lines(MANY).slice(100).join('\n')}\nlast\n${line(MANY - 1)}!\n\`\`\`\`\n`
        .replace(`last\n${line(MANY - 1)}!\n`, '// ... existing code ...\n')
        .replace('value200 ', 'other200 '),
  },
  'text for text': {
    format: 'str-replace',
    file: 90_000,
    says: APPLIED,
    edit: () => json({ old_str: text(90_000), new_str: text(90_000).replaceAll('compute', 'count') }),
  },
  insert: {
    format: 'insert',
    file: 10,
    says: APPLIED,
    edit: () => json({ insert_line: 1, anchor: line(0), text: text(MANY) }),
  },
  'range of lines': {
    format: 'line-range',
    file: MANY,
    says: APPLIED,
    edit: () => json({ start_line: 1, end_line: MANY, text: changedEnd(MANY), base_hash: 'hash' }),
  },
  'list of edits': {
    format: 'json',
    file: MANY,
    says: APPLIED,
    edit: () =>
      json({
        edits: lines(2_000).map((one) => ({ old_str: `${one}\n`, new_str: `${one}${'!'.repeat(5_000)}\n` })),
      }),
  },
  'ranges of a server': {
    format: 'workspace-edit',
    file: MANY,
    says: APPLIED,
    edit: () =>
      JSON.stringify({
        documentChanges: [
          {
            textDocument: { uri: 'a.txt' },
            baseHash: 'hash',
            edits: Array.from({ length: 60_000 }, (_, at) => ({
              range: { start: { line: at * 3, character: 0 }, end: { line: at * 3 + 1, character: 0 } },
              newText: `changed ${at}\n`,
            })),
          },
        ],
      }),
  },
  ...Object.fromEntries(
    (['unified-diff', 'search-replace', 'apply-patch', 'whole-file', 'lazy', 'json'] as const).map(
      (format) => [
        `noise as ${format}`,
        {
          format,
          file: 1_000,
          says: 'refused',
          edit: () => '@@ -1 +1 @@ <<<<<<< *** ``` {"[\n'.repeat(300_000),
        },
      ],
    ),
  ),
  'more than the limit': {
    format: 'unified-diff',
    file: 10,
    says: 'EC_EDIT_TOO_LARGE',
    edit: () => `${header}@@ @@\n${' x\n'.repeat(12_000_000)}`,
  },
};

function measure({ format, edit, file, says }: Task): string {
  const [reply, held] = [edit(), file === 0 ? undefined : text(file)];
  const before = cpuUsage();
  const parser = createEditParser(format);
  for (let at = 0; at < reply.length; at += 4_096) parser.push(reply.slice(at, at + 4_096));
  const set = parser.end();
  const { files, refusals } = planEdits(set, () =>
    held === undefined ? undefined : { path: 'a.txt', text: held, hash: 'hash' },
  );
  const { user, system } = cpuUsage(before);
  const code = refusals[0]?.code ?? `${files.length} file`;
  const same = JSON.stringify(parseEdits(reply, format)).length === JSON.stringify(set).length;
  const right = same && (says === 'refused' ? refusals.length > 0 : code === says);
  const ms = (user + system) / 1_000;
  const row = [
    `${(reply.length / MEGABYTE).toFixed(1)} MB`,
    `${ms.toFixed(0)} ms`,
    `${(memoryUsage().rss / MEGABYTE).toFixed(0)} MB`,
  ];
  return `${row.map((cell) => cell.padStart(10)).join('')}  ${code}${right && ms < BOUND ? '' : '  WRONG'}`;
}

const [, script = '', chosen] = argv;
const task = chosen === undefined ? undefined : tasks[chosen];
if (task !== undefined) process.stdout.write(measure(task));
else {
  let failed = 0;
  process.stdout.write(
    `${'task'.padEnd(28)}${['edit', 'processor', 'memory'].map((head) => head.padStart(10)).join('')}\n`,
  );
  for (const name of Object.keys(tasks)) {
    const { stdout, status } = spawnSync(
      execPath,
      [...execArgv, `--max-old-space-size=${MEMORY}`, script, name],
      { encoding: 'utf8' },
    );
    if (status !== 0 || stdout.includes('WRONG')) failed++;
    process.stdout.write(`${name.padEnd(28)}${status === 0 ? stdout : `  died with ${status}`}\n`);
  }
  process.exitCode = failed === 0 ? 0 : 1;
}
