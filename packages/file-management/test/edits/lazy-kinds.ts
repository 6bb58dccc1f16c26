import { type CaseMaker, makeSubject, type Subject, textOf } from './case.ts';
import { countPlaces } from './change.ts';

type Made = ReturnType<CaseMaker>;

/** Prints the changed file with a comment in the place of lines that are far from every change. */
function elide(subject: Subject, context: number, mark: string): string[] | undefined {
  const near = new Set<number>();
  let moved = 0;
  for (const { start, removed, added } of subject.changes) {
    const from = start + moved;
    for (let at = from - context; at < from + added.length + context; at++) near.add(at);
    moved += added.length - removed.length;
  }
  const lines: string[] = [];
  subject.after.forEach((line, at) => {
    if (near.has(at)) lines.push(line);
    else if (lines.at(-1) !== mark) lines.push(mark);
  });
  return lines.filter((line) => line === mark).length < 2 ? undefined : lines;
}

function lazy(context: number, certain: boolean): CaseMaker {
  return (random, file) => {
    const subject = makeSubject(random, file, { context });
    const mark = random.pick([
      '// ... existing code ...',
      '# ... rest of the code ...',
      '/* ... unchanged ... */',
      '<!-- ... -->',
    ]);
    const lines = subject === undefined ? undefined : elide(subject, context, mark);
    if (subject === undefined || lines === undefined) return undefined;
    // The lines at the edges of each change must tell where they are, or nobody can.
    const told = subject.hunks.every(({ lines: shown }) =>
      [shown[0], shown.at(-1)].every(
        (edge) =>
          edge?.op === ' ' && /\w{3}/.test(edge.text) && countPlaces(subject.before, [edge.text]) === 1,
      ),
    );
    if (told !== certain) return undefined;
    // A deletion next to a placeholder leaves no trace if only blank lines are shown beside it.
    const shown = subject.hunks.every(({ lines: [first, second] }) =>
      [first, second].some((line) => line?.op !== ' ' || line.text.trim() !== ''),
    );
    if (!shown) return undefined;
    const edit = `${subject.path}\n\`\`\`\`\`\`\n${textOf(lines)}\`\`\`\`\`\`\n`;
    const made = { format: 'lazy' as const, edit, files: { [subject.path]: textOf(subject.before) } };
    return { ...made, expected: { [subject.path]: textOf(subject.after) } } satisfies Made;
  };
}

/** Every kind of lazy edit; vague ones may be refused, but never be wrong. */
export const lazyKinds: Readonly<Record<string, CaseMaker>> = {
  'lazy-elided': lazy(3, true),
  'lazy-vague:maybe': lazy(2, false),
};
