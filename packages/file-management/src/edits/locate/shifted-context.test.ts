import { describe, expect, it } from 'vitest';
import { apply, diff, lines } from '../../../test/edits/lab.ts';

const nested = { 'a.txt': lines('top', '  call', '    end', '  end', 'end', 'after') };

/** The text that a diff of one hunk leads to, or the code of its refusal. */
function outcome(files: { 'a.txt': string }, ...body: readonly string[]): string | undefined {
  const { plan } = apply('unified-diff', diff('@@', ...body), files);
  const [refusal] = plan.refusals;
  if (refusal !== undefined) return refusal.code;
  const [file] = plan.files;
  return file?.kind === 'modify' ? file.text : undefined;
}

const INDENTATION = 'EC_EDIT_INDENTATION';

describe('context that stands close by as it is written', () => {
  it('is not taken for lines that are indented otherwise', () => {
    expect(outcome(nested, '   call', '   end', '+  new', ' end')).toBe(INDENTATION);
  });

  it('above the change speaks against it as well', () => {
    const files = { 'a.txt': lines('begin', '  begin', '    begin', '  call', 'after') };
    expect(outcome(files, ' begin', '   begin', '+  new', '   call')).toBe(INDENTATION);
  });

  it('up to three lines further on', () => {
    const apart = (...between: string[]) => ({ 'a.txt': lines('top', '  end', ...between, 'end', 'after') });
    expect(outcome(apart('x', 'y'), ' top', '+new', ' end')).toBe(INDENTATION);
    expect(outcome(apart('x', 'y', 'z'), ' top', '+new', ' end')).toBe(
      lines('top', 'new', '  end', 'x', 'y', 'z', 'end', 'after'),
    );
  });

  it('does not matter on the far side of a line that is as it is written', () => {
    const files = { 'a.txt': lines('top', '  call', '  last', '    end', '  end', 'after') };
    expect(outcome(files, '   call', '+  new', '   last', '   end')).toBe(
      lines('top', '  call', '  new', '  last', '    end', '  end', 'after'),
    );
  });

  it('does not matter where all lines are indented by as much', () => {
    const files = { 'a.txt': lines('top', '  call', '  end', 'end', 'after') };
    expect(outcome(files, ' call', '+new', ' end')).toBe(
      lines('top', '  call', '  new', '  end', 'end', 'after'),
    );
  });
});
