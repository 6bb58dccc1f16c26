import { describe, expect, test } from 'vitest';
import { Corpus } from '../index/corpus.ts';
import { FileReader } from '../index/file-reader.ts';
import { findAnchors } from '../rank/anchors.ts';
import { askQuestion } from '../rank/question.ts';
import { rankFiles } from '../rank/ranking.ts';
import { PACKING, type PackingOptions, planSteps } from './steps.ts';

const part = (name: string, word: string) =>
  `function ${name}() {\n${Array.from({ length: 40 }, (_, at) => `  ${word}Step(${at}, 'some longer text');`).join('\n')}\n}\n`;

const FILES: Record<string, string> = {
  'src/large.ts': ['alpha', 'beta', 'gamma', 'delta'].map((name) => part(`${name}Part`, name)).join('\n'),
  'src/small.ts': 'export const gamma = 1;\n',
  'src/large.test.ts': ['one', 'two', 'three'].map((name) => part(`${name}Case`, name)).join('\n'),
};

function stepsFor(instruction: string, options: Partial<PackingOptions> = {}) {
  const corpus = new Corpus();
  const reader = new FileReader();
  for (const [path, text] of Object.entries(FILES)) corpus.put(reader.read(path, text));
  const question = askQuestion(instruction, corpus);
  const anchors = findAnchors(instruction, corpus);
  const ranked = rankFiles({ corpus, question, anchors, past: undefined });
  return planSteps(ranked, { ...PACKING, ...options });
}

const ofFile = (path: string, steps: ReturnType<typeof stepsFor>) =>
  steps.filter(({ file }) => file.record.path === path);

describe('steps', () => {
  test('come in the order of expected use per token', () => {
    const densities = stepsFor('gammaPart is wrong').map(({ density }) => density);
    expect(densities).toEqual(densities.toSorted((left, right) => right - left));
  });

  test('a small file is one step, a large one as many as it has segments', () => {
    const steps = stepsFor('gammaPart is wrong', { smallFileTokens: 100 });
    expect(ofFile('src/small.ts', steps).map(({ segment }) => segment)).toEqual([undefined]);
    const large = ofFile('src/large.ts', steps);
    expect(large.length).toBeGreaterThanOrEqual(4);
    const lines = large.map(({ segment }) => segment?.startLine ?? 0).toSorted((left, right) => left - right);
    expect(new Set(lines).size).toBe(lines.length);
  });

  test('the segment whose words match comes before the others of its file', () => {
    const [first] = ofFile('src/large.ts', stepsFor('gammaPart is wrong', { smallFileTokens: 100 }));
    const line = FILES['src/large.ts']?.split('\n').findIndex((each) => each.includes('gammaPart')) ?? 0;
    expect(first?.segment?.startLine).toBe(line + 1);
  });

  test('a line that is named makes its segment the first, whatever its words', () => {
    const [first] = ofFile('src/large.ts', stepsFor('src/large.ts:50', { smallFileTokens: 100 }));
    expect(first?.segment?.startLine).toBeLessThanOrEqual(50);
    expect(first?.segment?.endLine).toBeGreaterThanOrEqual(50);
  });

  test('the shares of a file add up to its value', () => {
    const options = { smallFileTokens: 100, tail: 0.2, focus: 0.8 };
    for (const path of ['src/large.ts', 'src/large.test.ts']) {
      const steps = ofFile(path, stepsFor('gammaPart is wrong in twoCase', options));
      const sum = steps.reduce(
        (all, { density, tokens }) => all + density * (tokens + PACKING.openingTokens),
        0,
      );
      expect(sum / (steps[0]?.file.value ?? 1)).toBeCloseTo(1, 1);
    }
  });

  test('the end of a test is worth more with a share for the tail, that of a source is not', () => {
    const last = (path: string, tail: number) => {
      const steps = ofFile(path, stepsFor('gammaPart is wrong', { smallFileTokens: 100, tail }));
      return steps.reduce((best, each) =>
        (each.segment?.endLine ?? 0) > (best.segment?.endLine ?? 0) ? each : best,
      ).density;
    };
    expect(last('src/large.test.ts', 0.3)).toBeGreaterThan(last('src/large.test.ts', 0));
    expect(last('src/large.ts', 0.3)).toBe(last('src/large.ts', 0));
  });
});
