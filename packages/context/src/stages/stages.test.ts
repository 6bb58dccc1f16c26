import { describe, expect, test } from 'vitest';
import { type ContextStages, contextErrors, createContext } from '../index.ts';
import { memorySource } from '../testing.ts';

const FILES: Readonly<Record<string, string>> = {
  'src/basket.ts': 'export function checkoutBasket() {\n  return payAll();\n}\n',
  'src/session.ts': 'export function keepSession() {\n  return login();\n}\n',
  'src/login.ts': 'export function login(session) {\n  return session;\n}\n',
};

function ask(stages: ContextStages, instruction = 'session', signal?: AbortSignal) {
  const index = createContext({ source: memorySource(FILES), stages });
  return index.select({ instruction, budgetTokens: 1000, ...(signal === undefined ? {} : { signal }) });
}

describe('rewrite', () => {
  test('finds files that share no word with the instruction', async () => {
    const instruction = 'Der Warenkorb rechnet falsch';
    expect((await ask({}, instruction)).ranking).toEqual([]);
    const asked: string[] = [];
    const rewrite = async (text: string) => {
      asked.push(text);
      return ['checkoutBasket', 'payAll'];
    };
    const { ranking, entries } = await ask({ rewrite }, instruction);
    expect(asked).toEqual([instruction]);
    expect(ranking).toEqual(['src/basket.ts']);
    expect(entries[0]?.path).toBe('src/basket.ts');
  });
});

describe('rerank', () => {
  test('moves files and leaves the likelihoods with the places', async () => {
    const plain = await ask({});
    const seen: string[][] = [];
    const rerank: NonNullable<ContextStages['rerank']> = async (_, candidates) => {
      seen.push(candidates.flatMap(({ defines }) => defines));
      return ['nowhere.ts', ...candidates.map(({ path }) => path).reverse()];
    };
    const turned = await ask({ rerank });
    expect(turned.ranking).toEqual(plain.ranking.toReversed());
    expect(turned.entries.map(({ score }) => score)).toEqual(plain.entries.map(({ score }) => score));
    expect(seen).toEqual([['keepSession', 'login']]);
  });

  test('that names nothing changes nothing', async () => {
    expect(await ask({ rerank: async () => [] })).toEqual(await ask({}));
  });
});

describe('near', () => {
  test('brings files in that no word speaks for, with the reason', async () => {
    const near = async () => [
      { path: 'src/basket.ts', nearness: 0.9 },
      { path: 'nowhere.ts', nearness: 1 },
    ];
    const { entries, ranking } = await ask({ near }, 'Warenkorb');
    expect(ranking).toEqual(['src/basket.ts']);
    expect(entries[0]?.reasons.map(({ signal }) => signal)).toContain('near');
  });
});

describe('a stage', () => {
  const failing = async () => {
    throw contextErrors.create('EC_CONTEXT_DISPOSED', {});
  };
  const waiting = () => Promise.withResolvers<never>().promise;

  test.each(['rewrite', 'rerank', 'near'] as const)('%s that fails leaves a warning', async (name) => {
    const plain = await ask({});
    const { warnings, ...answer } = await ask({ [name]: failing });
    expect(warnings).toEqual([{ kind: 'stage-failed', detail: `The stage ${name} failed.` }]);
    expect({ ...answer, warnings: [] }).toEqual(plain);
  });

  test.each(['rewrite', 'rerank', 'near'] as const)('%s that never answers is left behind', async (name) => {
    const { warnings, entries } = await ask({ [name]: waiting, timeoutMs: 5 });
    expect(warnings[0]?.detail).toBe(`The stage ${name} took longer than 5 ms.`);
    expect(entries.length).toBeGreaterThan(0);
  });

  test('ends with the caller', async () => {
    const caller = new AbortController();
    const rewrite: NonNullable<ContextStages['rewrite']> = (_, { signal }) => {
      caller.abort();
      expect(signal.aborted).toBe(true);
      return waiting();
    };
    const failure = await ask({ rewrite }, 'session', caller.signal).catch((error: unknown) => error);
    expect(contextErrors.is(failure, 'EC_CONTEXT_ABORTED')).toBe(true);
  });
});
