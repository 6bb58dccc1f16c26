interface Branching {
  /** Whether the text around the conditional is kept. */
  readonly outer: boolean;
  /** Whether a branch of it was kept. */
  taken: boolean;
}

const directiveOfC = /^\s*(?:#|%:)\s*([a-z]*)\s*(.*)/;

/**
 * Blanks directives and, of each conditional, every branch but the first that can hold.
 *
 * @param directive Matches a line that is a directive, with its name and condition.
 */
export function keepOneBranch(text: string, directive: RegExp = directiveOfC): string {
  const open: Branching[] = [];
  let keep = true;
  let continued = false;
  let inComment = false;
  let directiveComment = false;
  const lines = text.split('\n').map((line) => {
    const found = inComment || continued ? null : directive.exec(line);
    const blank = continued || directiveComment || found !== null;
    inComment = endsInComment(line, inComment);
    continued = blank && /\\\s*$/.test(line);
    // A comment that begins in a directive belongs to it to its end.
    directiveComment = blank && inComment;
    if (found !== null) keep = branch(open, keep, found[1] ?? '', found[2] ?? '');
    return blank || !keep ? line.replace(/[^\r\t]/g, ' ') : line;
  });
  return lines.join('\n');
}

/** Whether what follows a directive is kept. */
function branch(open: Branching[], keep: boolean, name: string, condition: string): boolean {
  if (name.startsWith('if')) {
    const never = name === 'if' && /^0\b/.test(condition);
    open.push({ outer: keep, taken: !never });
    return keep && !never;
  }
  if (name.startsWith('el')) {
    const last = open.at(-1);
    if (last === undefined) return keep;
    const first = !last.taken;
    last.taken = true;
    return last.outer && first;
  }
  return name === 'endif' ? (open.pop()?.outer ?? true) : keep;
}

const quotedOrComment = /"(?:[^"\\]|\\.)*\\?(?:"|$)|'(?:[^'\\]|\\.){0,20}'|\/\/.*|\/\*/g;

/** Whether a comment is open at the end of a line. */
function endsInComment(line: string, open: boolean): boolean {
  let at = 0;
  for (let inside = open; ; inside = true) {
    if (inside) {
      const end = line.indexOf('*/', at);
      if (end < 0) return true;
      at = end + 2;
    }
    quotedOrComment.lastIndex = at;
    let found = quotedOrComment.exec(line);
    while (found !== null && found[0] !== '/*') found = quotedOrComment.exec(line);
    if (found === null) return false;
    at = quotedOrComment.lastIndex;
  }
}
