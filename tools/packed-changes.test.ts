import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import {
  type CallOptions,
  copyOf,
  type Ended,
  hashesOf,
  runPackedCli,
  runPackedShell,
} from './packed-cli.ts';
import { root } from './workspace.ts';

const { folder: consumer } = inject('consumer');
const sample = join(root, 'apps', 'cli', 'sample');
let project: string;
beforeEach(() => {
  project = copyOf(sample);
});
afterEach(() => rmSync(dirname(project), { recursive: true, force: true }));

const run = (args: readonly string[], more: Partial<CallOptions> = {}): Promise<Ended> =>
  runPackedCli(consumer, args, { cwd: project, ...more });
const shell = (line: string, more: Partial<CallOptions> = {}): Promise<Ended> =>
  runPackedShell(consumer, line, { cwd: project, ...more });
const bodyOf = ({ stdout }: Ended) => JSON.parse(stdout);
const slow = { timeout: 60_000 };

// Each as the tool of its name has models write it.
const replies = {
  'search-replace': `I'll add a constant for the factor.

src/money.ts
\`\`\`typescript
<<<<<<< SEARCH
  const whole = Math.trunc(Math.abs(amount) / 100);
  const rest = Math.abs(amount) % 100;
=======
  const whole = Math.trunc(Math.abs(amount) / CENTS);
  const rest = Math.abs(amount) % CENTS;
>>>>>>> REPLACE
\`\`\`

src/money.ts
\`\`\`typescript
<<<<<<< SEARCH
/** Rounds half away from zero, as invoices are expected to. */
=======
/** How many cents a unit of the currency has. */
export const CENTS = 100;

/** Rounds half away from zero, as invoices are expected to. */
>>>>>>> REPLACE
\`\`\`
`,
  'apply-patch': `apply_patch <<'EOF'
*** Begin Patch
*** Add File: src/cents.ts
+/** How many cents a unit of the currency has. */
+export const CENTS = 100;
*** Update File: src/money.ts
@@ export function formatCents(amount: Cents): string {
   const sign = amount < 0 ? '-' : '';
-  const whole = Math.trunc(Math.abs(amount) / 100);
-  const rest = Math.abs(amount) % 100;
+  const whole = Math.trunc(Math.abs(amount) / CENTS);
+  const rest = Math.abs(amount) % CENTS;
*** End Patch
EOF
`,
  // Without line numbers and with prose around it, as models write diffs.
  'unified-diff': `Here is the change:

\`\`\`diff
--- a/src/money.ts
+++ b/src/money.ts
@@ ... @@
 export function formatCents(amount: Cents): string {
   const sign = amount < 0 ? '-' : '';
-  const whole = Math.trunc(Math.abs(amount) / 100);
-  const rest = Math.abs(amount) % 100;
+  const whole = Math.trunc(Math.abs(amount) / 1e2);
+  const rest = Math.abs(amount) % 1e2;
   return \`\${sign}\${whole}.\${String(rest).padStart(2, '0')}\`;
 }
\`\`\`

This keeps the behaviour.
`,
};

describe.each(Object.entries(replies))('a reply as %s', (format, reply) => {
  test('is applied, its patch fits the old tree, and undo and redo are byte for byte', slow, async () => {
    const before = hashesOf(project);
    const applied = await run(['apply', '-', '--json'], { input: reply });
    expect(applied, applied.stderr).toMatchObject({ code: 0 });
    const { data } = bodyOf(applied);
    expect(data).toMatchObject({ format: 'enhanced-code/apply', status: 'applied', editFormat: format });
    const after = hashesOf(project);
    expect(after).not.toEqual(before);

    const pristine = copyOf(sample);
    const { stdout: patch } = await run(['diff']);
    execFileSync('git', ['apply', '-'], { cwd: pristine, input: patch });
    expect(hashesOf(pristine)).toEqual(after);
    rmSync(dirname(pristine), { recursive: true, force: true });

    expect((await run(['undo'])).code).toBe(0);
    expect(hashesOf(project)).toEqual(before);
    expect((await run(['redo'])).code).toBe(0);
    expect(hashesOf(project)).toEqual(after);
    expect((await run(['restore', '1', '--before'])).code).toBe(0);
    expect(hashesOf(project)).toEqual(before);
    const history = bodyOf(await run(['history', '--json'])).data;
    expect(history.entries.map(({ kind }: { kind: string }) => kind)).toEqual([
      'restore',
      'redo',
      'undo',
      'commit',
    ]);
  });

  test('is only shown with --dry-run, and found with --check', slow, async () => {
    const before = hashesOf(project);
    expect((await run(['apply', '-', '--dry-run'], { input: reply })).code).toBe(0);
    expect((await run(['apply', '-', '--check'], { input: reply })).code).toBe(3);
    expect(hashesOf(project)).toEqual(before);
  });
});

test('a reply that does not fit is refused with what differs', slow, async () => {
  const before = hashesOf(project);
  const reply = replies['search-replace'].replace('% 100;', '% 1000;');
  const ended = await run(['apply', '-', '--json'], { input: reply });
  expect(ended.code).toBe(6);
  const { error, data } = bodyOf(ended);
  expect(error.code).toBe('EC_EDIT_NO_MATCH');
  expect(data.feedback).toContain('const rest = Math.abs(amount) % 1000;');
  expect(hashesOf(project)).toEqual(before);
});

test(
  'a commit that is killed half-way is settled by recover, and nothing is half after it',
  slow,
  async () => {
    const before = hashesOf(project);
    const preload = pathToFileURL(join(root, 'tools', 'kill-at-rename.mjs')).href;
    const killed = await run(['apply', '-'], {
      input: replies['apply-patch'],
      env: { NODE_OPTIONS: `--import=${preload}`, KILL_BEFORE: 'money.ts' },
    });
    expect(killed.signal).toBe('SIGKILL');
    const half = hashesOf(project);

    const looked = await run(['recover', '--dry-run', '--json']);
    expect(bodyOf(looked).data).toMatchObject({
      status: 'preview',
      commits: [{ outcome: 'finished', foreign: [] }],
    });
    expect(hashesOf(project)).toEqual(half);

    expect((await run(['recover'])).stdout).toContain('was carried out');
    const after = hashesOf(project);
    expect(Object.keys(after)).toEqual([...Object.keys(before), 'src/cents.ts'].sort());
    expect(readFileSync(join(project, 'src', 'money.ts'), 'utf8')).toContain('% CENTS');
    expect((await run(['undo'])).code).toBe(0);
    expect(hashesOf(project)).toEqual(before);
  },
);

// Larger than any buffer of a pipe.
const long = `big.txt\n\`\`\`\n${'a line that is written again and again\n'.repeat(40_000)}\`\`\`\n`;

describe('output', () => {
  test('a reader that closes the pipe is no failure, and the change is there', slow, async () => {
    const ended = await shell('$CLI apply - | head -c 20 > /dev/null; echo $PIPESTATUS', {
      input: long,
    });
    expect(ended.stdout.trim(), ended.stderr).toBe('0');
    expect(ended.stderr).not.toContain('EPIPE');
    expect(hashesOf(project)['big.txt']).toBeDefined();
  });

  test('a result that cannot be written is a failure', slow, async () => {
    const ended = await shell('$CLI history > /dev/full');
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('EC_CLI_OUTPUT_FAILED');
  });

  test('stderr may be closed', slow, async () => {
    expect((await shell('$CLI apply - 2>&- > /dev/null', { input: long })).code).toBe(0);
  });
});

describe('interrupts', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s while it waits for the rest of its input ends it with 130',
    slow,
    async (interrupt) => {
      const before = hashesOf(project);
      const ended = await run(['apply', '-'], { input: long, interrupt });
      expect(ended, ended.stderr).toMatchObject({ code: 130, stdout: '' });
      expect(ended.stderr).toContain('EC_CLI_INTERRUPTED');
      expect(hashesOf(project)).toEqual(before);
    },
  );
});

describe('hostile places', () => {
  test.runIf(process.getuid?.() === 0)(
    'a file or a folder that may not be read or written',
    slow,
    async () => {
      writeFileSync(join(project, 'closed.md'), replies['unified-diff'], { mode: 0o600 });
      chmodSync(dirname(project), 0o777);
      const unread = await run(['apply', 'closed.md', '--json'], { uid: 65534 });
      expect(bodyOf(unread)).toMatchObject({ exitCode: 2, error: { code: 'EC_CLI_INPUT_UNREADABLE' } });
      const before = hashesOf(project);
      const unwritten = await run(['apply', '-', '--json'], { uid: 65534, input: replies['unified-diff'] });
      expect(bodyOf(unwritten)).toMatchObject({ ok: false, error: { code: 'EC_FILE_NOT_WRITABLE' } });
      expect(hashesOf(project)).toEqual(before);
    },
  );

  test('git is never started, whatever its configuration says', slow, async () => {
    execFileSync('git', ['init', '-q'], { cwd: project });
    execFileSync('git', ['config', 'core.fsmonitor', 'touch started; false'], { cwd: project });
    expect((await run(['apply', '-'], { input: replies['unified-diff'] })).code).toBe(0);
    expect((await run(['undo'])).code).toBe(0);
    expect(hashesOf(project).started).toBeUndefined();
  });
});

test('no command waits for a terminal that is not there', slow, async () => {
  for (const command of ['apply', 'diff', 'undo', 'redo', 'history', 'restore', 'recover']) {
    const ended = await run([command, '--json']);
    expect(ended.code, command).not.toBeNull();
    expect(bodyOf(ended)).toMatchObject({ schemaVersion: 1, command, exitCode: ended.code });
  }
});

test('check finds what does not parse, with threads of the installed packages', slow, async () => {
  expect((await run(['check'])).code).toBe(0);
  writeFileSync(join(project, 'src', 'broken.ts'), 'export const a = (1;\n');
  const checked = await run(['check', '--json']);
  expect(checked.code).toBe(1);
  expect(bodyOf(checked).data.findings).toMatchObject([
    { path: 'src/broken.ts', range: { start: { line: 0 } } },
  ]);
  const log = JSON.parse((await run(['check', '--sarif', 'src'])).stdout);
  expect(log.runs[0].results).toHaveLength(1);
});

test('context and search work on the installed packages, and tell the same twice', slow, async () => {
  const before = hashesOf(project);
  const ask = () => run(['context', 'formatCents rounds wrongly', '--budget', '2000', '--json']);
  const first = await ask();
  expect(bodyOf(first).data.entries[0].path).toBe('src/money.ts');
  expect(bodyOf(first).data.usedTokens).toBeLessThanOrEqual(2000);
  expect((await ask()).stdout).toBe(first.stdout);
  const { stdout } = await run(['search', 'formatCents', '--kind', 'symbol']);
  expect(stdout).toMatch(/^src\/money\.ts:\d+:\d+: export function formatCents/);
  expect(hashesOf(project)).toEqual(before);
});
