import { describe, expect, test } from 'vitest';
import { FileReader } from '../index/file-reader.ts';
import { subjectName } from '../text/subject-name.ts';
import { pairTests, sharesOf } from './paired-tests.ts';

const reader = new FileReader();
const candidate = (path: string, score: number, evidence: number) => ({
  record: reader.read(path, 'text\n'),
  score,
  evidence,
});

describe('subjectName', () => {
  test.each([
    ['src/cart.ts', 'test/cart.test.ts'],
    ['src/use-query.tsx', 'src/__tests__/useQuery.test.tsx'],
    ['flask/config.py', 'tests/test_config.py'],
    ['context.go', 'context_test.go'],
    ['gson/JsonReader.java', 'test/JsonReaderTest.java'],
    ['lib/url.rb', 'spec/url_spec.rb'],
    ['src/types.ts', 'src/types.test-d.ts'],
  ])('%s is tested by %s', (source, tester) => {
    expect(subjectName(tester)).toBe(subjectName(source));
  });

  test('a name that only ends like a test is left alone', () => {
    expect(subjectName('src/latest.ts')).toBe('latest');
    expect(subjectName('src/contest.py')).toBe('contest');
  });

  test('a file that is named after nothing but its extension keeps its name', () => {
    expect(subjectName('.gitignore')).toBe('gitignore');
  });
});

describe('sharesOf', () => {
  test('adds up to one, also for large evidence', () => {
    const shares = sharesOf([1000, 999, -1000]);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(shares[0]).toBeGreaterThan(shares[1] ?? 1);
  });

  test('of nothing is nothing', () => {
    expect(sharesOf([])).toEqual([]);
  });
});

describe('pairTests', () => {
  const candidates = [
    candidate('src/cart.ts', 0.9, 5),
    candidate('src/price.ts', 0.1, 2),
    candidate('test/price.test.ts', 0.01, 1),
    candidate('test/cart.test.ts', 0.01, 1),
    candidate('test/other.test.ts', 0.01, 1),
  ];

  test('a test of a likely file is worth more than others', () => {
    const pairs = pairTests(candidates);
    const worth = (path: string) => pairs.get(path)?.value ?? 0;
    expect(pairs.get('test/cart.test.ts')?.tests).toBe('src/cart.ts');
    expect(worth('test/cart.test.ts')).toBeGreaterThan(worth('test/price.test.ts'));
    expect(worth('test/price.test.ts')).toBeGreaterThan(worth('test/other.test.ts'));
    expect(pairs.get('test/other.test.ts')?.tests).toBeUndefined();
  });

  test('only tests have a worth of their own', () => {
    expect([...pairTests(candidates).keys()].every((path) => path.startsWith('test/'))).toBe(true);
  });

  test('of two sources with the same name the likelier is meant', () => {
    const same = [
      candidate('a/cart.ts', 0.8, 5),
      candidate('b/cart.ts', 0.2, 3),
      candidate('test/cart.test.ts', 0, 1),
    ];
    expect(pairTests(same).get('test/cart.test.ts')?.tests).toBe('a/cart.ts');
  });
});
