import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createSyntax } from '../index.ts';
import { readings } from './readings.ts';

const syntax = createSyntax();
afterAll(() => syntax[Symbol.asyncDispose]());

const status = async (path: string, text: string): Promise<string> => (await syntax.check(path, text)).status;

describe('C and C++ through the preprocessor', () => {
  it.each([
    ['a brace in each branch', '#ifdef A\nif (f()) {\n#else\nif (g()) {\n#endif\nh();\n}\n', true],
    ['what is switched off', '#if 0\nthis is "no C\n#endif\nint a;\n', false],
    ['a macro before a function', 'API_EXPORT\nstatic int f(void) { return 1; }\n', false],
    ['a macro between type and name', 'static void NOINLINE f(int a UNUSED) { (void)a; }\n', false],
    [
      'a macro for the head of a function',
      'TEST_BEGIN(test_name) {\n  int a = 1;\n}\nTEST_END\nint b;\n',
      false,
    ],
    ['a loop made by a macro', 'list_foreach(a, item) {\n  use(item);\n}\n', true],
    ['a statement without a semicolon', 'BEGIN_WORK(a, b)\nint c = 1;\nuse(c);\n', true],
    ['types as arguments', 'int a = va_arg(args, unsigned long);\nlong b = offsetof(struct s, c);\n', true],
    ['a string between macros', 'printf("%8" PRIu64 "\\x7 " STR(a) " b", c);\n', true],
    ['an attribute made by a macro', 'int f(const char *a, ...) PRINTF_LIKE(1, 2);\nint g(void);\n', false],
    [
      'a comment that goes on after a directive',
      '#define A 1 /* one\n  two the number three */\nint a;\n',
      false,
    ],
    ['a qualifier made by a macro', 'static myAtomic int counter = 0;\nint a;\n', false],
  ])('accepts %s', async (_what, text, inFunction) => {
    expect(await status('a.c', inFunction ? `void f(void) {\n${text}}\n` : text)).toBe('ok');
  });

  it.each([
    ['a namespace from a macro', 'LIB_NAMESPACE_BEGIN\nnamespace a {\nint b();\n}\nLIB_NAMESPACE_END\n'],
    [
      'an exported class',
      'class API_EXPORT A {\n public:\n  virtual ~A();\n  A& operator=(const A&) = delete;\n};\n',
    ],
    ['a comparison', 'void f() {\n  if (a.b_ < c_) c_ = a.b_;\n}\n'],
    ['operators by name', 'void f() {\n  auto a = b->operator[](1);\n}\n'],
    ['an access specifier from a macro', 'class A {\nPRIVATE_UNLESS_TESTED:\n  int b;\n};\n'],
    ['types made of expressions', 'auto f() -> decltype(g(1), void()) { return; }\n'],
  ])('accepts %s in C++', async (_what, text) => {
    expect(await status('a.cpp', text)).toBe('ok');
  });

  it.each([
    ['a lost brace', '#ifdef A\nint a;\n#endif\nAPI int f(void) {\n  if (a) {\n    b();\n}\n'],
    ['a lost parenthesis', 'TEST_BEGIN(a) {\n  f(1;\n}\n'],
    ['a lost parenthesis of a macro', 'void f(void) {\n  CHECK(a, (b);\n  c();\n}\n'],
    ['a lost semicolon', 'API_EXPORT\nint f(void) {\n  return 1\n}\n'],
    ['text', 'API_EXPORT int a;\nthis is not C at all ;\n'],
  ])('still finds %s', async (_what, text) => {
    expect(await status('a.c', text)).toBe('errors');
  });

  it('says that it is blind for the preprocessor', async () => {
    expect(await syntax.check('a.c', 'int a;\n')).toMatchObject({ status: 'ok', blind: ['preprocessor'] });
  });
});

describe('scripts', () => {
  it.each([
    ['tests of bats', '@test "a (b" {\n  run c\n  [ "$status" -eq 0 ]\n}\n'],
    ['loops over the arguments', 'for arg do\n  echo "$arg"\ndone\n'],
    ['brackets in patterns', `a="\${b%%]*}"\necho "\${2:+ (from $2)}"\n`],
    ['numbers with a base', 'if ((10#$a > 12)); then\n  b\nfi\n'],
    ['words that a build replaces', 'a=$b @SHELL@ -c d\n'],
  ])('reads %s', async (_what, text) => {
    expect(await status('a.bats', text)).toBe('ok');
    expect(await status('a.bats', `${text}if a; then\n`)).toBe('errors');
  });
});

describe('languages that grow faster than their grammars', () => {
  it.each([
    [
      'macros',
      '#Preview {\n  Text("a")\n}\n\nfunc f() throws {\n  #expect("a#b" == c)\n  try #require(d)\n}\n',
    ],
    [
      'branches as values',
      'func f() {\n  let a: Int? = if b { 1 } else { nil }\n  let c = switch d {\n  case .e: 1\n  default: 2\n  }\n}\n',
    ],
    [
      'modifiers',
      'package struct A {\n  nonisolated(unsafe) var b = 1\n  func f(c: isolated (any Actor)? = #isolation) -> sending D { e() }\n}\n',
    ],
    ['types of protocols', 'func f() {\n  g(h: (any Error).self)\n}\n'],
    ['raw strings', 'let a = #"b "c" \\d"#\nlet e = #"""\n  "f" \\\n  """#\n'],
    [
      'conditions around calls',
      'func f() {\n  a\n    #if os(iOS)\n    .b()\n    #else\n    .c()\n    #endif\n}\n',
    ],
  ])('accepts Swift: %s', async (_what, text) => {
    expect(await status('a.swift', text)).toBe('ok');
    expect(await status('a.swift', `${text}func z( {\n`)).toBe('errors');
  });

  it.each([
    ['context parameters', 'class A {\n  context(b: C)\n  fun d() = e(suspend = true)\n}\n'],
    ['lambdas that suspend', 'val a = suspend { 42 }\n'],
    ['strings of several dollars', 'val a = $$"""{"b": $c, "d": $$e}"""\n'],
    ['single-method interfaces and open ranges', 'fun interface A {\n  fun b()\n}\nval c = 0b01..<2\n'],
  ])('accepts Kotlin: %s', async (_what, text) => {
    expect(await status('a.kt', text)).toBe('ok');
    expect(await status('a.kt', `${text}fun z(: Int {\n`)).toBe('errors');
  });

  it.each([
    ['namespaces of a file', 'namespace A.B;\n\npublic record C(int D);\n'],
    [
      'directives',
      'class A\n{\n#if B\n    void C(int d)\n#else\n    void C()\n#endif\n    {\n#region e\n#pragma warning disable\n    }\n#endregion\n}\n',
    ],
  ])('accepts C#: %s', async (_what, text) => {
    expect(await status('a.cs', text)).toBe('ok');
    expect(await status('a.cs', `${text}class Z {\n`)).toBe('errors');
  });

  it.each([
    ['tags of templates', '---\n{% if a %}\n<p class="{{ b["c"] }}">{{ d }}</p>\n{% endif %}\n'],
    ['loose signs', '<p>a & b -> c</p>\n'],
  ])('accepts HTML: %s', async (_what, text) => {
    expect(await status('a.html', text)).toBe('ok');
    expect(await status('a.html', `${text}<p class="a>b</p>\n`)).toBe('errors');
  });
});

describe('macros of C', () => {
  it.each([
    ['loops', 'for_each_item(a, b)\n    use(a);\n', true],
    ['types as arguments', 'a = cast(Node *, b);\n  if (container(c, struct d, e)) f();\n', true],
    ['declarations', 'define_slab(a, struct b *);\nint c;\n', false],
    ['types', 'extern SOME_TYPE(a) b;\nint c;\n', false],
    ['functions in parentheses', 'LIB_API state *(lib_new) (void);\n', false],
  ])('make %s', async (_what, text, inFunction) => {
    expect(await status('a.c', inFunction ? `void f(void) {\n  ${text}}\n` : text)).toBe('ok');
  });

  it.each([
    ['pointers to members', 'using F = void (S::*)();\nint g(A a, F f) { return (a->*f)(); }\n'],
    ['casts by name', 'int f(int a) { return 1 | (unsigned(a) << 2); }\n'],
    ['sections', 'void f() {\n  SECTION("a") SUCCEED();\n}\n'],
    ['slots', 'class A {\nprivate slots:\n  void b();\n};\n'],
    ['enumerations of a type', 'class A {\n  enum : unsigned { b, c };\n};\n'],
  ])('and C++: %s', async (_what, text) => {
    expect(await status('a.cpp', text)).toBe('ok');
  });
});

describe('readings', () => {
  it.each(['bash', 'c', 'cpp', 'csharp', 'css', 'html', 'kotlin', 'swift'] as const)(
    'holds: one of %s keeps length and line breaks',
    (language) => {
      const sign = fc.constantFrom(
        ...[
          'FOO',
          'API_X',
          'a',
          'int',
          '(',
          ')',
          '{',
          '}',
          ';',
          '"s"',
          "'c'",
          '\n',
          '\r\n',
          ' ',
          '<',
          '*',
          '::',
          ',',
        ],
        ...[
          '#if A\n',
          '#endif\n',
          '/* c */',
          '// d\n',
          '@x',
          ':',
          'operator',
          'decltype',
          'new',
          '[',
          ']',
          '💥',
          '\\\n',
          ...[
            '#expect(',
            '#"',
            '"#',
            '$$"""',
            '"""',
            'let a: B = if ',
            'context(',
            '{{',
            '}}',
            '{%',
            '%}',
            '<p>',
            '&',
          ],
          ...[
            `\${a%%]`,
            '@test a {\n',
            'suspend {',
            'C::*',
            '->*',
            'unsigned(',
            'enum :',
            'for_each(',
            '@A@',
          ],
        ],
      );
      fc.assert(
        fc.property(fc.array(sign, { maxLength: 40 }), (signs) => {
          const text = signs.join('');
          for (const reading of readings[language]?.(text) ?? []) {
            expect(reading.length).toBe(text.length);
            expect(reading.replace(/[^\n]/g, '')).toBe(text.replace(/[^\n]/g, ''));
          }
        }),
        { numRuns: 200 },
      );
    },
  );
});

describe('what grammars and readings let pass', () => {
  const syntax = createSyntax({ exactParsers: false });
  afterAll(() => syntax[Symbol.asyncDispose]());

  it.each([
    ['a.c', '#ifndef A\n#define A\nint a;\n', 3, 'expected `#endif`, found end of file'],
    ['a.h', 'int a;\n#endif\n', 1, 'unexpected `#endif`'],
    ['a.cpp', '#if A\n#if B\nint a;\n#endif // B\n', 4, 'expected `#endif`, found end of file'],
    ['a.cs', '#region A\nclass A {}\n', 2, 'expected `#endregion`, found end of file'],
    ['a.cs', '#region A\n#if B\nclass A {}\n#endregion\n#endif\n', 3, 'unexpected `#endregion`'],
    ['a.sh', 'echo a\n}\necho b\n', 1, 'unexpected `}`'],
    ['a.sh', 'f() {\n  echo a\nfi\n}\n', 2, 'unexpected `fi`'],
    ['a.sh', 'while true; do\n  echo a\ndone\ndone\n', 3, 'unexpected `done`'],
  ])('is reported in %s: %j', async (path, text, line, message) => {
    const { diagnostics } = await syntax.check(path, text);
    expect(diagnostics.map((one) => [one.range.start.line, one.message])).toContainEqual([line, message]);
    using document = syntax.open(path, text);
    expect((await document.check()).status).toBe('errors');
  });

  it.each([
    ['a.c', '#ifdef A\n#if B\nint a;\n#else\nint b;\n#endif\n#endif\n'],
    ['a.c', '/*\n#if A\n*/\nint a;\n'],
    ['a.c', '#define IF "#if"\n#define A \\\n  #if\nint a;\n'],
    ['a.cpp', 'auto a = R"(\n#if A\n)";\n'],
    ['a.cs', '#region A\nclass A {}\n#endregion\n'],
    ['a.cs', 'class A { string a = @"\n#if A\n"; }\n'],
    ['a.sh', 'f() {\n  cat <<E\n}\nfi\nE\n}\n'],
    ['a.sh', 'echo } fi done\n"}" a\ncase a in\n  done) echo;;\nesac\n'],
  ])('is not taken for something wrong in %s: %j', async (path, text) => {
    expect(await syntax.check(path, text)).toMatchObject({ status: 'ok', diagnostics: [] });
  });

  it.each([
    [
      'annotations after parameters',
      'int f(void) __nonnull((1)) __deprecated_("a");\nint g(int a)\n  my_pure my_const;\n',
    ],
    [
      'macros that stand for types',
      'void f(STACK_OF(T) *a, const LIST_OF(T) *b);\ntypedef STACK_OF(T) LIST;\nstruct A {\n  LIST_OF(T) *a;\n};\n',
    ],
    [
      'macros around the type of a function',
      'NSPR_API(Status) Lock(Lock_t *lock);\nextern LZ_API(int) check(int a)\n  lz_nothrow;\n',
    ],
    [
      'declarations made by macros',
      'DECLARE_rw(CMS, Info)\nDECLARE_Fun_only(A, A)\nint f(void);\nstruct A {\n  PyObject_HEAD\n  Context *a;\n};\n',
    ],
    ['calling conventions', 'typedef Status(PR_CALLBACK *Func)(void *a, int b);\n'],
    ['parameters in capitals', 'int f(SCT *a);\nvoid g(X509 *b, const BIO *c);\n'],
  ])('does not count %s', async (_name, text) => {
    expect(await syntax.check('a.h', text)).toMatchObject({ status: 'ok', blind: ['preprocessor'] });
  });

  it('reads what may stand around members of a class', async () => {
    const text =
      'class A {\n  int f() const API_NOEXCEPT { return a; };\n  A(int a) : DL(std::move(a)) {}\n  void g() {};\n  int a = 1;\n};\nauto b = [] { return 1; };\n';
    expect(await syntax.check('a.cpp', text)).toMatchObject({ status: 'ok', diagnostics: [] });
  });

  it('reads macros of Rust that are named like a type', async () => {
    const text = 'fn f() { a(str![[r#"b"#]]); u8!(1); let c: [u8; 1] = [1]; }\n';
    expect(await syntax.check('a.rs', text)).toMatchObject({ status: 'ok', diagnostics: [] });
    expect(await syntax.check('a.rs', text.replace(']]', ']'))).toMatchObject({ status: 'errors' });
  });

  it('survives texts of HCL that lack a brace', async () => {
    const text = `output "a" {\n  value = "\${b.c}"\n}\n\n`.repeat(40);
    for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 400)) {
      const report = await syntax.check('a.tf', text.slice(0, at) + text.slice(at + 1));
      expect(report.status).toBe('errors');
    }
  });
});
