import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('the example prints what its README shows', { timeout: 60_000 }, () => {
  const folder = import.meta.dirname;
  const printed = execFileSync(process.execPath, ['--conditions=@enhanced-code/source', 'main.ts'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const [, expected] = /```text\n([\s\S]*?)```/.exec(readFileSync(join(folder, 'README.md'), 'utf8')) ?? [];
  expect(printed.trimEnd()).toBe(expected?.trimEnd());
});
