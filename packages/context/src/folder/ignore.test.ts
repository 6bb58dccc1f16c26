import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isIgnored, parseIgnore } from './ignore.ts';

const ignored = (rules: string, path: string, isFolder = false) =>
  isIgnored([parseIgnore(rules, 0)], path.split('/'), isFolder);

describe('rules', () => {
  test.each([
    ['*.log', 'a/b.log', true],
    ['/a.txt', 'b/a.txt', false],
    ['a/*.txt', 'a/b/c.txt', false],
    ['a/**/c', 'a/c', true],
    ['a/**/c', 'a/x/y/c', true],
    ['**/x', 'p/q/x', true],
    ['a/**', 'a/b', true],
    ['[a-c]?.ts', 'b1.ts', true],
    ['[!a-c].ts', 'b.ts', false],
    ['\\!bang', '!bang', true],
    ['\\#hash', '#hash', true],
    ['blank\\ ', 'blank ', true],
    ['blank   ', 'blank', true],
    ['# comment', '# comment', false],
    ['x\n!x', 'x', false],
    ['a*b*c', 'axxbyyc', true],
    ['[unclosed', '[unclosed', true],
    ['?', 'ü', false],
    ['??', 'ü', true],
    ['[!a]', 'ü', false],
    ['ü*', 'über', true],
    ['値段/', '値段/a', false],
    ['a\r\n*.b\r', 'c.b', true],
    ['*\n!*/\n!*.c', 'x/y.c', false],
    ['!', '!', false],
  ])('%j on %j says %s', (rules, path, expected) => {
    expect(ignored(rules, path)).toBe(expected);
  });

  test('a slash at the end means folders', () => {
    expect([ignored('out/', 'out', true), ignored('out/', 'out')]).toEqual([true, false]);
  });

  test('a hostile pattern costs no more than its length times that of the name', () => {
    const before = process.cpuUsage();
    expect(ignored(`${'*a'.repeat(400)}b`, 'a'.repeat(255))).toBe(false);
    expect(ignored(`${'**/'.repeat(300)}b`, `${'a/'.repeat(300)}c`)).toBe(false);
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
  });

  test('agree with git', () => {
    const folder = mkdtempSync(join(tmpdir(), 'context-ignore-'));
    execFileSync('git', ['init', '--quiet', folder]);
    const part = fc.constantFrom('a', 'b', 'ab', '*', 'a*', '*b', '?', '**', '[ab]', '[!a]', 'b.c', '*.c');
    const pattern = fc
      .tuple(
        fc.constantFrom('', '!', '/'),
        fc.array(part, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('', '/'),
      )
      .map(([start, parts, end]) => `${start}${parts.join('/')}${end}`);
    const path = fc
      .array(fc.constantFrom('a', 'b', 'ab', 'abb', 'b.c', 'a.c'), { minLength: 1, maxLength: 3 })
      .map((parts) => parts.join('/'));
    fc.assert(
      fc.property(
        fc.array(pattern, { minLength: 1, maxLength: 3 }),
        fc.array(path, { maxLength: 8 }),
        (rules, all) => {
          writeFileSync(join(folder, '.gitignore'), `${rules.join('\n')}\n`);
          const asked = [...new Set(all)];
          const answer = spawnSync('git', ['check-ignore', '--no-index', '--stdin', '-z'], {
            cwd: folder,
            input: asked.join('\0'),
            encoding: 'utf8',
          });
          const expected = answer.stdout.split('\0').filter((each) => each !== '');
          const sets = [parseIgnore(rules.join('\n'), 0)];
          // A file below an ignored folder is ignored, as the walk never gets there.
          const isOut = (each: string) => {
            const parts = each.split('/');
            return parts.some((_, at) => isIgnored(sets, parts.slice(0, at + 1), at + 1 < parts.length));
          };
          expect(asked.filter(isOut)).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
    rmSync(folder, { recursive: true });
  });
});
