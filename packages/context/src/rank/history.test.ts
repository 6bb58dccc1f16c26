import { describe, expect, test } from 'vitest';
import { Corpus } from '../index/corpus.ts';
import { FileReader } from '../index/file-reader.ts';
import { createContext, type PastCommit } from '../index.ts';
import { memorySource } from '../testing.ts';
import { History } from './history.ts';
import { askQuestion } from './question.ts';

let number = 0;
function commit(message: string, paths: readonly string[], more: Partial<PastCommit> = {}): PastCommit {
  number += 1;
  return { id: number.toString(16).padStart(40, '0'), message, paths, ...more };
}

function corpusOf(paths: readonly string[]): Corpus {
  const corpus = new Corpus();
  const reader = new FileReader();
  for (const path of paths) corpus.put(reader.read(path, 'export const nothing = 0;\n'));
  return corpus;
}

function votes(commits: readonly PastCommit[], instruction: string) {
  const history = new History();
  history.update(commits);
  return history.votes(askQuestion(instruction, corpusOf(['a.ts'])));
}

describe('votes', () => {
  test('come from the commits whose messages are most alike', () => {
    const { similar, messages } = votes(
      [
        commit('refuse expired coupons at checkout', ['coupon.ts']),
        commit('paint the checkout button', ['button.ts']),
        commit('bump a dependency', ['lock.json']),
      ],
      'expired coupons are accepted at checkout',
    );
    const order = [...similar].sort(([, left], [, right]) => right - left).map(([path]) => path);
    expect(order).toEqual(['coupon.ts', 'button.ts']);
    expect(messages.get('coupon.ts')).toBe('refuse expired coupons at checkout');
  });

  test('are shared among the files of a commit, and a commit of very many files has none', () => {
    const many = Array.from({ length: 41 }, (_, at) => `many${at}.ts`);
    const few = many.slice(0, 4).map((path) => `few/${path}`);
    const { similar } = votes(
      [
        commit('coupon tax', ['one.ts']),
        commit('coupon tax', few),
        commit('coupon tax', many),
        commit('other words', ['x.ts']),
      ],
      'coupon tax',
    );
    expect(similar.get('few/many0.ts')).toBeCloseTo((similar.get('one.ts') ?? 0) / 2);
    expect(similar.has('many0.ts')).toBe(false);
  });

  test('of a message that no word of the instruction stands in do not exist', () => {
    expect([...votes([commit('paint the button', ['button.ts'])], 'coupon').similar]).toEqual([]);
  });

  test('follow a file through two renames to its present name', () => {
    const { similar } = votes(
      [
        commit('move', ['c.ts'], { renames: [{ from: 'b.ts', to: 'c.ts' }] }),
        commit('move', ['b.ts'], { renames: [{ from: 'a.ts', to: 'b.ts' }] }),
        commit('coupon', ['a.ts']),
      ],
      'coupon',
    );
    expect([...similar.keys()]).toEqual(['c.ts']);
  });
});

describe('companions', () => {
  const history = new History();
  history.update([
    commit('one', ['cart.ts', 'cart.css']),
    commit('two', ['cart.ts', 'cart.css']),
    commit('three', ['cart.ts', 'price.ts', 'tax.ts', 'other.ts']),
  ]);

  test('are the files that changed together, most often first', () => {
    const found = history.companions(['cart.ts']);
    expect(found.get('cart.css') ?? 0).toBeGreaterThan(found.get('price.ts') ?? 0);
    expect(found.has('cart.ts')).toBe(false);
  });

  test('of an unknown file are none', () => {
    expect([...history.companions(['unknown.ts'])]).toEqual([]);
  });
});

describe('frequency', () => {
  test('new changes count more than old ones', () => {
    const history = new History();
    const between = Array.from({ length: 600 }, (_, at) => commit(`other ${at}`, ['other.ts']));
    history.update([commit('new', ['new.ts']), ...between, commit('old', ['old.ts'])]);
    expect(history.churnOf('old.ts') / history.churnOf('new.ts')).toBeCloseTo(1 / 4, 1);
    expect(history.churnOf('never.ts')).toBe(0);
  });

  test('the largest one is that of a file that is still there', () => {
    const history = new History();
    history.update([commit('a', ['gone.ts']), commit('b', ['gone.ts']), commit('c', ['here.ts'])]);
    const corpus = corpusOf(['here.ts']);
    expect(history.largestChurn(corpus)).toBe(history.churnOf('here.ts'));
    corpus.put(new FileReader().read('gone.ts', 'back\n'));
    expect(history.largestChurn(corpus)).toBe(history.churnOf('gone.ts'));
  });
});

test('a history that grows between two questions is taken over', async () => {
  const files = { 'a.ts': 'export const x = 1;\n', 'b.ts': 'export const y = 1;\n' };
  let commits: readonly PastCommit[] = [commit('coupon rules', ['a.ts'])];
  const source = { ...memorySource(files), history: async () => commits };
  await using index = createContext({ source });
  const first = await index.select({ instruction: 'coupon rules', budgetTokens: 200 });
  expect(first.ranking[0]).toBe('a.ts');
  commits = [...Array.from({ length: 3 }, () => commit('coupon rules', ['b.ts'])), ...commits];
  const second = await index.select({ instruction: 'coupon rules', budgetTokens: 200 });
  expect(second.ranking[0]).toBe('b.ts');
  expect(second.entries[0]?.reasons.find(({ signal }) => signal === 'history')?.detail).toBe(
    'similar past change: coupon rules',
  );
});
