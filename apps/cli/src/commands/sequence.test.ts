import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLab, type Lab } from '../testing/call-cli.ts';

const names = ['a.txt', 'b.txt', 'dir/c.txt'] as const;
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('apply' as const),
      path: fc.constantFrom(...names),
      line: fc.nat(99),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('undo' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('redo' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restore' as const), point: fc.nat(10) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('look' as const) }) },
);

type Action = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** What a person expects: two piles of changes, and the tree after each line of the history. */
class Model {
  tree: string;
  readonly after: string[] = [];
  #done: { before: string; after: string }[] = [];
  #undone: { before: string; after: string }[] = [];

  constructor(tree: string) {
    this.tree = tree;
  }

  change(after: string): void {
    this.#done.push({ before: this.tree, after });
    this.#undone = [];
    this.#note(after);
  }

  undo(): boolean {
    const change = this.#done.pop();
    if (change === undefined) return false;
    this.#undone.push(change);
    this.#note(change.before);
    return true;
  }

  redo(): boolean {
    const change = this.#undone.pop();
    if (change === undefined) return false;
    this.#done.push(change);
    this.#note(change.after);
    return true;
  }

  #note(tree: string): void {
    this.tree = tree;
    this.after.push(tree);
  }
}

async function take(lab: Lab, model: Model, action: Action): Promise<void> {
  if (action.do === 'apply') {
    const reply = `${action.path}\n\`\`\`\nfirst\n${'x'.repeat(action.line)}\nlast\n\`\`\`\n`;
    const { json } = await lab.pipe(reply, ['apply', '-', '--json']);
    if (String(json.data?.status) === 'applied') model.change(lab.hash());
  } else if (action.do === 'undo' || action.do === 'redo') {
    const expected = model[action.do]();
    expect((await lab.call([action.do])).code).toBe(expected ? 0 : 1);
  } else if (action.do === 'restore') {
    const point = model.after[action.point];
    const { code } = await lab.call(['restore', String(action.point + 1)]);
    // The last point is where the tree is already; one that does not exist is a mistake of the caller.
    const last = action.point === model.after.length - 1;
    expect(code).toBe(point === undefined ? 2 : last ? 1 : 0);
    if (code === 0) model.change(point ?? '');
  } else for (const command of ['history', 'diff', 'recover']) await lab.call([command]);
}

test('whatever is applied, undone, redone and restored, the tree is what the model says', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 10 }), async (steps) => {
      using lab = createLab({ 'a.txt': 'first\nlast\n', 'b.txt': 'first\nlast\n' });
      const model = new Model(lab.hash());
      for (const action of steps) {
        await take(lab, model, action);
        expect(lab.hash(), JSON.stringify(steps)).toBe(model.tree);
      }
      expect((await lab.call(['history', '--json'])).json.data?.total).toBe(model.after.length);
    }),
    { numRuns: 12 },
  );
});
