import { describe, expect, it } from 'vitest';
import { apply, diff, filler, lines } from '../../../test/edits/lab.ts';

/** A file of lines that differ, with runs of lines put at 1-based places. */
function fileWith(placed: Readonly<Record<number, readonly string[]>>, total = 99): { 'a.txt': string } {
  const all = filler(total);
  for (const [line, run] of Object.entries(placed)) all.splice(Number(line) - 1, run.length, ...run);
  return { 'a.txt': lines(...all) };
}

function hunk(number: number, ...body: readonly string[]): string[] {
  const count = (marks: string): number => body.filter((line) => marks.includes(line[0] ?? '')).length;
  return [`@@ -${number},${count(' -')} +${number},${count(' +')} @@`, ...body];
}

/** The 1-based lines at which the hunks of a diff go in, or the refusals. */
function outcome(body: readonly string[], files: { 'a.txt': string }) {
  const { plan } = apply('unified-diff', diff(...body), files);
  return plan.refusals.length > 0
    ? plan.refusals.map(({ code, reason, positions }) => [code, reason, positions])
    : plan.receipts.map(({ line }) => line);
}

const DONE = 'EC_EDIT_ALREADY_APPLIED';
const STALE = 'EC_EDIT_NO_MATCH';
const sideReason = 'the lines stand on the wrong side of the neighbouring changes';
const staleReason = 'the numbered place has other lines in the same context';
const doneReason = 'the numbered place holds the result';
const allDoneReason = 'every numbered place holds its result';

describe('what a deletion leaves behind at the numbered place', () => {
  const deletion = (...context: readonly string[]): string[] =>
    hunk(10, ` ${context[0]}`, '-gone', ...context.slice(1).map((line) => ` ${line}`));

  it.each([
    ['three lines tell', ['a(', 'b(', 'c('], [[DONE, allDoneReason, [10]]]],
    ['two lines do not', ['a(', 'b('], [60]],
    ['two lines and an empty one do not', ['a(', '', 'b('], [60]],
    ['two lines and a blank one do not', ['a(', '  ', 'b('], [60]],
    ['three lines and an empty one tell', ['a(', 'b(', '', 'c('], [[DONE, allDoneReason, [10]]]],
  ])('%s that it was made', (_name, context, expected) => {
    const [first = '', ...rest] = context;
    const files = fileWith({ 10: context, 60: [first, 'gone', ...rest] });
    expect(outcome(deletion(...context), files)).toEqual(expected);
  });

  it('must be all of it', () => {
    const files = fileWith({ 10: ['a(', 'b(', 'c(', 'x('], 60: ['a(', 'gone', 'b(', 'c(', 'd('] });
    expect(outcome(deletion('a(', 'b(', 'c(', 'd('), files)).toEqual([60]);
  });
});

describe('the result of a hunk at its numbered place', () => {
  const change = hunk(30, ' head', '-old', '+new');
  const held = { 30: ['head', 'new'], 35: ['head', 'old'] };
  const alpha = (number: number): string[] => hunk(number, '-alpha', '+ALPHA');
  const omega = (number: number): string[] => hunk(number, '-omega', '+OMEGA');
  const doneThere = [[DONE, doneReason, [30]]];

  it('speaks against a copy, also if it is short', () => {
    expect(outcome(change, fileWith(held))).toEqual([[DONE, allDoneReason, [30]]]);
  });

  it.each([
    ['not moved', 10, doneThere],
    ['moved by another number of lines', 14, doneThere],
    ['moved as far', 15, [15, 35]],
  ])('is judged by a neighbour above that has %s', (_name, place, expected) => {
    const files = fileWith({ ...held, [place]: ['alpha'] });
    expect(outcome([...alpha(10), ...change], files)).toEqual(expected);
  });

  it.each([
    ['not moved', 70, doneThere],
    ['moved as far', 75, [35, 75]],
  ])('is judged by a neighbour below that has %s', (_name, place, expected) => {
    const files = fileWith({ ...held, [place]: ['omega'] });
    expect(outcome([...change, ...omega(70)], files)).toEqual(expected);
  });

  it('is judged by the nearest neighbour of each side', () => {
    const near = { ...held, 10: ['first'], 25: ['alpha'], 75: ['omega'], 90: ['last'] };
    const first = hunk(10, '-first', '+FIRST');
    const last = hunk(90, '-last', '+LAST');
    expect(outcome([...alpha(20), ...first, ...change], fileWith(near))).toEqual([25, 10, 35]);
    expect(outcome([...first, ...alpha(20), ...change], fileWith(near))).toEqual([10, 25, 35]);
    expect(outcome([...change, ...omega(70), ...last], fileWith(near))).toEqual([35, 75, 90]);
    expect(outcome([...change, ...last, ...omega(70)], fileWith(near))).toEqual([35, 90, 75]);
    const far = { ...held, 15: ['first'], 20: ['alpha'], 70: ['omega'], 95: ['last'] };
    expect(outcome([...alpha(20), ...first, ...change], fileWith(far))).toEqual(doneThere);
    expect(outcome([...first, ...alpha(20), ...change], fileWith(far))).toEqual(doneThere);
    expect(outcome([...change, ...omega(70), ...last], fileWith(far))).toEqual(doneThere);
    expect(outcome([...change, ...last, ...omega(70)], fileWith(far))).toEqual(doneThere);
  });

  it('is not judged by a neighbour that has two places', () => {
    const files = fileWith({ ...held, 10: ['alpha'], 25: ['omega'], 80: ['omega'] });
    expect(outcome([...alpha(10), ...omega(20), ...change], files)).toEqual(doneThere);
  });

  it('is not judged by a neighbour that stays without a place', () => {
    const files = fileWith({ ...held, 15: ['alpha'], 22: ['omega'], 80: ['omega'] });
    expect(outcome([...alpha(10), ...omega(23), ...change], files)).toEqual([
      ['EC_EDIT_AMBIGUOUS', undefined, [22, 80]],
    ]);
  });

  it('is looked for where the hunks above it would have moved it, if all are done', () => {
    const insertion = hunk(10, ' one', '+more', '+and more', ' two');
    const one = { 10: ['one', 'more', 'and more', 'two'], 50: ['one', 'two'] };
    expect(
      outcome([...insertion, ...change], fileWith({ ...one, 32: ['head', 'new'], 70: ['head', 'old'] })),
    ).toEqual([
      [DONE, allDoneReason, [10, 30]],
      [DONE, allDoneReason, [10, 30]],
    ]);
    expect(
      outcome([...insertion, ...change], fileWith({ ...one, 31: ['head', 'new'], 65: ['head', 'old'] })),
    ).toEqual([[DONE, doneReason, [10]]]);
  });
});

describe('the context of a hunk around other lines at its numbered place', () => {
  const change = (...context: readonly string[]): string[] =>
    hunk(10, ` ${context[0]}`, '-old', '+new', ...context.slice(1).map((line) => ` ${line}`));
  const around = (middle: string, [first = '', ...rest]: readonly string[]): string[] => [
    first,
    middle,
    ...rest,
  ];

  it.each([
    ['three lines tell', ['a(', 'b(', 'c('], [[STALE, staleReason, [10]]]],
    ['two lines do not', ['a(', 'b('], [60]],
    ['two lines and an empty one do not', ['a(', '', 'b('], [60]],
    ['two lines and a blank one do not', ['a(', '  ', 'b('], [60]],
    ['four lines tell', ['a(', 'b(', 'c(', 'd('], [[STALE, staleReason, [10]]]],
  ])('%s that they were changed', (_name, context, expected) => {
    const files = fileWith({ 10: around('other', context), 60: around('old', context) });
    expect(outcome(change(...context), files)).toEqual(expected);
  });

  it('must be all of it', () => {
    const files = fileWith({ 10: ['a(', 'other', 'b(', 'x('], 60: ['a(', 'old', 'b(', 'c('] });
    expect(outcome(change('a(', 'b(', 'c('), files)).toEqual([60]);
  });

  it('says nothing of lines that only come in', () => {
    const insertion = hunk(10, ' a(', ' ', ' b(', '+new', ' c(', ' d(');
    const files = fileWith({ 10: ['a(', 'x', 'b(', 'c(', 'd('], 60: ['a(', '', 'b(', 'c(', 'd('] });
    expect(outcome(insertion, files)).toEqual([60]);
  });
});

describe('two neighbours that moved as far as each other', () => {
  const three = [
    ...hunk(20, '-alpha', '+ALPHA'),
    ...hunk(40, '-target', '+TARGET'),
    ...hunk(60, '-omega', '+OMEGA'),
  ];
  const refused = [[STALE, sideReason, []]];

  it.each([
    ['between them', 20, 55, 60, [20, 55, 60]],
    ['above both', 20, 15, 60, refused],
    ['below both', 20, 65, 60, refused],
    ['above both, which moved', 25, 22, 65, refused],
    ['between them, which moved', 25, 26, 65, [25, 26, 65]],
    ['above both, of which one moved', 20, 15, 61, [20, 15, 61]],
    ['below both, of which one moved', 21, 65, 60, [21, 65, 60]],
  ])('leave a place %s', (_name, alpha, target, omega, expected) => {
    const files = fileWith({ [alpha]: ['alpha'], [target]: ['target'], [omega]: ['omega'] });
    expect(outcome(three, files)).toEqual(expected);
  });

  it.each([
    ['above', [...hunk(20, '-alpha', '+ALPHA'), ...hunk(40, '-target', '+TARGET')]],
    ['below', [...hunk(40, '-target', '+TARGET'), ...hunk(60, '-alpha', '+ALPHA')]],
  ])('are needed, and not only one %s', (side, two) => {
    for (const place of [10, 80]) {
      const files = fileWith({ 20: ['alpha'], [place]: ['target'] });
      expect(outcome(two, files)).toEqual(side === 'above' ? [20, place] : [place, 20]);
    }
  });

  it('leave a place that begins with the same line', () => {
    const above = [
      ...hunk(20, '-one', '+ONE', ' two', ' three'),
      ...hunk(25, ' one', ' two', '-three', '+THREE'),
    ];
    const files = fileWith({ 20: ['one', 'two', 'three'], 60: ['omega'] });
    expect(outcome([...above, ...hunk(60, '-omega', '+OMEGA')], files)).toEqual([20, 20, 60]);
    const below = [
      ...hunk(15, ' one', ' two', '-three', '+THREE'),
      ...hunk(20, '-one', '+ONE', ' two', ' three'),
    ];
    const held = fileWith({ 20: ['one', 'two', 'three'], 10: ['alpha'] });
    expect(outcome([...hunk(10, '-alpha', '+ALPHA'), ...below], held)).toEqual([10, 20, 20]);
  });
});

describe('lines that stand at the numbered place with others between them', () => {
  const change = (number: number) => hunk(number, ' head(', '+new', ' tail(');
  const copy = { 70: ['head(', 'tail('] };
  const doubt = (number: number) => [
    [
      'EC_EDIT_AMBIGUOUS',
      'the numbered place has these lines as well, with others between them',
      [number, 70],
    ],
  ];

  it.each([
    ['one', ['head(', 'x(', 'tail('], doubt(30)],
    ['three', ['head(', 'x(', 'y(', 'z(', 'tail('], doubt(30)],
    ['four are too many', ['head(', 'w(', 'x(', 'y(', 'z(', 'tail('], [70]],
    ['the first line is another', ['x(', 'head(', 'tail2('], [70]],
  ])('speak against a copy: %s', (_name, held, expected) => {
    expect(outcome(change(30), fileWith({ 30: held, ...copy }))).toEqual(expected);
  });

  it('may be left out in two places and not in three', () => {
    const many = hunk(30, ' a(', ' b(', '+new', ' c(', ' d(');
    const elsewhere = { 70: ['a(', 'b(', 'c(', 'd('] };
    const held = (...run: string[]) => fileWith({ 30: run, ...elsewhere });
    expect(outcome(many, held('a(', 'x(', 'b(', 'y(', 'c(', 'd('))).toEqual(doubt(30));
    expect(outcome(many, held('a(', 'x(', 'b(', 'y(', 'c(', 'z(', 'd('))).toEqual([70]);
  });

  it('say nothing where a neighbour has moved as far', () => {
    const both = [...hunk(10, '-alpha', '+ALPHA'), ...change(30)];
    const files = fileWith({ 50: ['alpha'], 30: ['head(', 'x(', 'tail('], ...copy });
    expect(outcome(both, files)).toEqual([50, 70]);
  });

  it('have to be two', () => {
    expect(
      outcome(hunk(30, ' head(', '+new', ' '), fileWith({ 30: ['head(', 'x(', ''], 70: ['head(', ''] })),
    ).toEqual([70]);
  });
});
