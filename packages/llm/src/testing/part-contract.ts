import type { StreamPart } from '../stream-part.ts';

type Kind = 'text' | 'reasoning' | 'tool-call';

interface Seen {
  readonly open: Map<string, Kind>;
  readonly known: Set<string>;
  ended: boolean;
}

/**
 * In what way the parts of a stream break its contract; empty where they keep it: one `finish` and nothing after it,
 * a start before every delta and end, an end for every text and thought, no id used twice.
 */
export function partProblems(parts: readonly StreamPart[]): string[] {
  const seen: Seen = { open: new Map(), known: new Set(), ended: false };
  const problems = parts.flatMap((part, index) =>
    problemsOf(part, seen).map((problem) => `part ${index} (${part.type}): ${problem}`),
  );
  if (!seen.ended) problems.push('the last part must be finish');
  for (const kind of seen.open.values()) {
    if (kind !== 'tool-call') problems.push(`every ${kind} must end`);
  }
  return problems;
}

function problemsOf(part: StreamPart, seen: Seen): string[] {
  if (seen.ended) return ['nothing may follow finish'];
  if (part.type === 'finish') {
    seen.ended = true;
    const hasError = part.error !== undefined;
    return hasError === (part.state === 'finished')
      ? ['an error is there exactly where it is not finished']
      : [];
  }
  if (part.type === 'attempt-reset') {
    for (const partId of part.retract) seen.open.delete(partId);
    return part.retract.every((partId) => seen.known.has(partId))
      ? []
      : ['it takes back what was never sent'];
  }
  return 'partId' in part ? follow(part.type, part.partId, seen) : [];
}

function follow(type: StreamPart['type'], partId: string, { open, known }: Seen): string[] {
  const [kind, step] = split(type);
  if (step === 'start') {
    const twice = known.has(partId);
    known.add(partId);
    open.set(partId, kind);
    return twice ? ['its id was used before'] : [];
  }
  if (open.get(partId) !== kind) return [`no ${kind} with its id is open`];
  if (step === 'end') open.delete(partId);
  return [];
}

function split(type: StreamPart['type']): readonly [Kind, string] {
  const at = type.lastIndexOf('-');
  return [type.slice(0, at) as Kind, type.slice(at + 1)];
}
