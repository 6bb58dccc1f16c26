import { afterAll, describe, expect, it } from 'vitest';
import { createSyntax } from '../index.ts';

const syntax = createSyntax({ exactParsers: false });
afterAll(() => syntax[Symbol.asyncDispose]());

async function firstError(path: string, text: string): Promise<string> {
  const { status, diagnostics } = await syntax.check(path, text);
  const first = diagnostics[0];
  return first === undefined
    ? status
    : `${first.range.start.line}:${first.range.start.character} ${first.message}`;
}

describe('Dockerfile', () => {
  it.each([
    ['stages', 'FROM a AS b\nFROM --platform=$C d:1\nCOPY --from=b /e /f\n'],
    ['continued lines with comments between', 'FROM a\nRUN b && \\\n  # why\n\n  c\n'],
    [
      'here documents',
      'FROM a\nRUN <<-END python3 && <<OTHER\n\tNOT an instruction\n\tEND\nAND this\nOTHER\nUSER b\n',
    ],
    ['lists', 'FROM a\nCMD ["b", "c"]\nSHELL ["d", "-e"]\nONBUILD RUN f\n'],
    ['another escape', '# escape=`\nFROM a\nRUN b `\n  c\nCOPY d e:\\\n'],
    ['small letters', 'from a\nrun b\n'],
    ['variables', 'ARG a=b\nFROM $a\nENV c=d e="f g"\nENV h i\nLABEL j=k \\\n  l=m\n'],
  ])('accepts %s', async (_what, text) => {
    expect(await firstError('Dockerfile', text)).toBe('ok');
  });

  it.each([
    ['an instruction that is none', 'FROM a\nRNU b\n', '1:0 expected an instruction, found `RNU`'],
    ['a first instruction that must come later', 'RUN a\n', '0:0 expected `FROM` before `RUN`'],
    ['no instruction at all', '# a\n', '0:0 expected a `FROM` instruction, found end of file'],
    ['no arguments', 'FROM a\nWORKDIR\n', '1:0 expected arguments after `WORKDIR`, found end of line'],
    ['words after the image', 'FROM a b\n', '0:0 expected `FROM image AS name`, found more words'],
    ['a copy without a target', 'FROM a\nCOPY b\n', '1:0 expected a source and a target after `COPY`'],
    [
      'a document that does not end',
      'FROM a\nRUN <<EOF\nb\n',
      '1:0 expected `EOF` at the end of the document',
    ],
    ['a shell that is no list', 'FROM a\nSHELL b\n', '1:0 expected a list in `[` and `]` after `SHELL`'],
    ['a variable without a value', 'FROM a\nENV b\n', '1:0 expected `name=value` after `ENV`'],
    ['a lost continuation', 'FROM a\nRUN b &&\n  c\n', '2:2 expected an instruction, found `C`'],
  ])('rejects %s', async (_what, text, expected) => {
    expect(await firstError('Dockerfile', text)).toBe(expected);
  });
});

describe('SQL', () => {
  it.each([
    ['doubled quotes', 'SELECT \'it\'\'s\', "a""b", `c` FROM d;\n'],
    ['escaped quotes', "INSERT INTO a VALUES ('it\\'s (', 'b\\\\');\n"],
    ['dollar quotes', "CREATE FUNCTION a() RETURNS b AS $body$ BEGIN x('; $body$ LANGUAGE c;\n"],
    ['comments', "-- it's (\n/* ( */ SELECT 1;\n"],
    ['templates', "{{ config(a='b') }}\nSELECT * FROM {{ ref('c') }} {% if d %} WHERE e {% endif %}\n"],
    ['names in brackets', 'SELECT [a b] FROM [c].[d] WHERE e[1] = 2\nGO\n'],
    ['procedures', 'CREATE PROCEDURE a AS BEGIN b := 1; anything(); END;\n'],
  ])('accepts %s', async (_what, text) => {
    expect(await firstError('a.sql', text)).toBe('ok');
  });

  it.each([
    [
      'a string that does not end',
      "SELECT 'a\nFROM b\n",
      "0:7 expected `'` at the end of the string, found end of file",
    ],
    ['a parenthesis that does not end', 'SELECT (1;\n', '0:9 expected `)`, found `;`'],
    ['a parenthesis too many', 'SELECT 1);\n', '0:8 unexpected `)`'],
    ['a wrong bracket', 'SELECT (1];\n', '0:9 expected `)`, found `]`'],
    ['a comment that does not end', 'SELECT 1;\n/* a', '1:4 expected `*/`, found end of file'],
    ['a misspelled statement', 'SELCT 1;\n', '0:0 expected a statement, found `SELCT`'],
  ])('rejects %s', async (_what, text, expected) => {
    expect(await firstError('a.sql', text)).toBe(expected);
  });

  it('says that it does not read statements, and only advises', async () => {
    const report = await syntax.check('a.sql', 'SELECT (');
    expect(report).toMatchObject({ validator: 'sql', blind: ['grammar of statements'] });
    expect(report.diagnostics[0]?.confidence).toBe('advise');
  });
});
