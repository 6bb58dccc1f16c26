import { afterAll, describe, expect, it } from 'vitest';
import { createSyntax } from './index.ts';

const exact = createSyntax();
const treeOnly = createSyntax({ exactParsers: false });
afterAll(async () => {
  await exact[Symbol.asyncDispose]();
  await treeOnly[Symbol.asyncDispose]();
});

/** Constructs that came into the languages in the last years, or that parsers of editors often reject. */
const valid: Readonly<Record<string, readonly string[]>> = {
  'a.js': [
    'const a = b?.c?.[0]?.(1) ?? d;\na ||= 1;\na &&= 2;\na ??= 3;\n',
    'class A {\n  #a = 1;\n  static { this.b = 1; }\n  static async *c() {}\n  get #d() { return #a in this; }\n}\n',
    'export * as a from "b";\nimport c, { default as d, "e f" as g } from "./h.js";\nawait import("i");\n',
    'label: for await (const a of b()) { if (a) continue label; }\n',
    'const a = /[/\\]]+(?<b>c)\\k<b>/du, b = 1_000n, c = `a\u0024{`b\u0024{1}`}`;\n',
    'import data from "./a.json" with { type: "json" };\n',
    '#!/usr/bin/env node\n"use strict";\nmodule.exports = { a, b };\nreturn;\n',
    'async () => { await using a = b(); using c = d(); };\n',
    'var { a = 1, ...b } = c, [d, , e = 2, ...f] = g;\nif (a) function h() {}\n',
  ],
  'a.jsx': [
    'const a = <A {...b} c="d" e={<f />}>\n  {/* note */}\n  text &amp; {g.map((h) => <li key={h}>{h}</li>)}\n</A>;\n',
    'const a = <>\n  <a.b.c d-e="f" />\n  {cond ? <b /> : null}\n</>;\n',
  ],
  'a.ts': [
    'const a = { b: 1 } satisfies Record<string, number> as const;\n',
    'type A<T> = T extends `\u0024{infer B}-\u0024{infer C extends number}` ? [B, C] : never;\n',
    'abstract class A<in out T> extends Z implements B {\n  declare readonly a?: string;\n  accessor b = 1;\n  constructor(private c: number, readonly d = 2) { super(); }\n  abstract e(): asserts this is C;\n  override f!: () => void;\n}\n',
    'enum A { B = 1 << 2, C = "c" }\nconst enum D { E }\ndeclare module "f" { export default g; }\nnamespace H.I { export const j = 1; }\n',
    'import type { A } from "b";\nimport { type C, D } from "e";\nimport f = require("g");\nexport = f;\n',
    'function a(this: B, c?: number): c is 1;\nfunction a(this: B, ...d: any[]) { return d as unknown as boolean; }\n',
    'const f = async <const T,>(a: T, b = <U,>(c: U) => c): Promise<T> => a!;\n',
    'type A = { readonly [K in keyof B as `get\u0024{Capitalize<K>}`]-?: () => B[K] };\nlet c: unique symbol;\nlet d: [a: string, b?: number, ...c: boolean[]];\n',
    '@a @b({ c: 1 })\nclass D {\n  @e f = 1;\n  @g() h(@i j: string) {}\n}\n',
    'let a: typeof import("b");\nlet c = d<string>;\nlet e = f!.g<h>(i);\n',
  ],
  'a.tsx': [
    'const a = <T,>(b: T) => <A<T> c={b} d={(e: number): e is 1 => true} />;\nexport default function F({ a }: { a: string }) {\n  return <p className="a">{a!}</p>;\n}\n',
  ],
  'a.py': [
    'match a:\n    case {"b": [1, *_], **rest} if c:\n        pass\n    case A(b=1) | (2 | 3) as d:\n        pass\n    case _:\n        pass\n',
    'def f[T: int, *Ts, **P](a, /, b: T = 1, *args, c, **kwargs) -> list[T]:\n    return (y := a)\n\ntype A[T] = dict[str, T]\n',
    'async def f():\n    async with a() as b, c():\n        async for d in e:\n            yield await d\n    return [x async for x in y if await z]\n',
    'a = f"{b!r:>{c}} {d=} {\'e\' if f else "g"}" f"h" \'i\' r"d"\n',
    'with (open("a") as b, open("c") as d):\n    pass\ntry:\n    pass\nexcept* (A, B) as c:\n    raise D from None\nelse:\n    pass\nfinally:\n    pass\n',
    '@a.b(c)[0]\nclass A(B, metaclass=C):\n    x: int\n    y: "str" = lambda *a, b=1, **c: (a, b)\n',
    'a, *b = c\na[1:2, ..., ::3] @= d if e else f\nprint(*a, **b, sep="")\nx = 0xFF_FF + 1_0.0e-1j\nif True: pass\n',
  ],
  'a.go': [
    'package a\n\ntype Number interface{ ~int | ~float64 }\n\nfunc Map[T any, U Number](a []T, f func(T) U) (b []U) {\n\tfor i := range 10 {\n\t\tb = append(b, f(a[i]))\n\t}\n\treturn\n}\n',
    'package a\n\nfunc f() {\n\tselect {\n\tcase v, ok := <-c:\n\t\t_ = v\n\tcase d <- 1:\n\tdefault:\n\t}\n\tdefer func() { recover() }()\n\tgo g()\nL:\n\tfor {\n\t\tbreak L\n\t}\n\tswitch x := y.(type) {\n\tcase nil, *T:\n\t}\n}\n',
    'package a\n\nvar (\n\ta = map[string][]struct{ X, Y int }{"b": {{1, 2}}}\n\tc = [...]string{2: "d"}\n\te = `raw\n"text"`\n\tg = 0b1_0 + 0x1p-2 + \'\\u00e9\'\n)\n',
  ],
  'a.rs': [
    "fn f() -> Option<u8> {\n    let Some(a) = b else { return None };\n    if let Some(c) = d && c > 1 { loop { break 'x' as u8; } };\n    let e @ 1..=5 = g else { panic!() };\n    Some(a?.h::<u8>()?)\n}\n",
    "impl<'a, const N: usize, T: ?Sized + 'a> A<'a, N, T> where for<'b> T: Fn(&'b u8) -> u8 {\n    pub(in crate::b) async unsafe fn c(&mut self, _: impl D) -> Box<dyn E + Send> { async move { 1 }.await }\n    type F = [u8; N];\n}\n",
    'macro_rules! a { ($($b:ident: $c:expr),* $(,)?) => { $(let $b = $c;)* }; }\n#[derive(Debug)]\n#[cfg(all(unix, not(test)))]\nenum A { B(u8), C { d: r#type }, E = 1 }\n',
    'const fn f() {}\nextern "C" { static A: u8; fn b(c: *const u8, ...); }\nunion U { a: u8 }\nlet_it!{ x }\nstatic S: &str = r##"a"#b"##;\nstatic B: &[u8] = br"\\x";\nstatic C: &std::ffi::CStr = c"a";\n',
  ],
  'A.java': [
    'sealed interface A permits B, C {}\nrecord B<T extends Comparable<T>>(T a, int... b) implements A { B { if (a == null) throw new X(); } }\nnon-sealed class C implements A {}\n',
    'class A {\n  String f(Object o) {\n    return switch (o) {\n      case null -> "a";\n      case Integer i when i > 1 -> { yield "b"; }\n      case B(var x, C(int y)) -> "c";\n      case "d", "e" -> "f";\n      default -> throw new X();\n    };\n  }\n}\n',
    'class A {\n  var a = """\n    text "quoted"\n      { }\n    """;\n  @B(c = {1, 2}) <T> void d(final T... e) throws F, G { try (var h = i(); j) { } catch (K | L m) { } finally { } }\n}\n',
    'enum A implements B {\n  C(1) { void d() {} },\n  E;\n  A(int... a) {}\n  static { }\n}\n@interface F { String value() default "g"; int[] h() default {}; }\n',
    'package a.b;\nimport static c.D.*;\npublic class A extends B<? super C[], ?> {\n  int[][] d = new int[2][], e[] = {{1}, {}};\n  Runnable f = () -> {}, g = A::new, h = this::<T>i;\n  { for (;;) { label: break label; } }\n}\n',
  ],
  'a.kt': [
    'sealed interface A<out T : Any> {\n    data class B<T>(val a: T, vararg b: Int = intArrayOf(1)) : A<T> where T : Comparable<T>\n    data object C : A<Nothing>\n    companion object { const val D = 1 }\n}\n',
    'inline fun <reified T> f(noinline a: (T) -> Unit = {}, crossinline b: T.() -> Int): T? = when (val c = d()) {\n    is T, !in e -> c\n    in 1..<10 -> null\n    else -> throw X()\n}\n',
    'val a by lazy { b?.c!!.d ?: return@lazy 1 }\nvar e: Int\n    get() = field\n    private set(value) { field = value }\nval g = object : H(), I by j {\n    override fun k() = Unit\n}\n',
    'fun interface A {\n    suspend operator fun invoke(a: Int)\n}\ntypealias B = suspend (Int, String) -> Unit\n@JvmInline value class C(val a: Int)\nenum class D(val a: Int) {\n    E(1) {\n        override fun f() {}\n    },\n    G(2);\n\n    abstract fun f()\n}\n',
    'fun f() {\n    val (a, _, b) = c\n    label@ for ((i, d) in e.withIndex()) { if (i > 1) continue@label }\n    val s = "\u0024{a.b { it + 1 }} $c \\u00e9" + """raw "text" \u0024{d}"""\n    x.map(String::length).forEach { (k, v) -> println("$k=$v") }\n}\n',
  ],
  'a.cs': [
    'namespace A.B;\nusing static System.Math;\npublic record struct C(int X, string Y = "z") : I { public required int D { get; init; } = 1; }\n',
    'class A(int b) : C(b)\n{\n    int[] d = [1, 2, .. e];\n    string f = $"""a {g:N2} "quoted" """;\n    string h = $@"c:\\{i}";\n    public static A operator +(A a, A b) => new(1);\n    int this[Index j] { get => k[^1]; set => k[1..] = value; }\n}\n',
    'var a = b switch { { C: > 1 and < 5, D.E: not null } => 1, [1, .., var f] => 2, (1, _) when g => 3, string { Length: 0 } => 4, _ => throw new X() };\nif (a is not { } h) return;\n',
    'async Task<T> F<T>(this T a, params int[] b) where T : class?, new()\n{\n    await foreach (var (c, d) in e.ConfigureAwait(false)) yield return c;\n    using var g = h;\n    lock (i) { checked { j++; } }\n    try { } catch (X k) when (k.L) { } finally { }\n    static int Local(ref int m, out int n, in int o) => n = m;\n    return await p?.q![0] ?? default(T);\n}\n',
    'var a = from b in c where b.D > 1 orderby b.E descending select new { b.F, G = 1 } into h group h by h.F;\nFunc<int, int> i = static (int j = 1) => j;\ndelegate*<int, void> k;\n',
  ],
  'a.swift': [
    'enum A<T: Equatable>: String, Codable where T: Sendable { case a = "b", c; indirect case d(e: Int, T) }\nprotocol B: AnyObject { associatedtype C: D = E; var f: Int { get async throws } }\n',
    'func f<each T>(_ a: repeat each T, b: inout [String: Int]?, c: @escaping @Sendable (Int) async throws -> Void = { _ in }) async rethrows -> some View {\n    guard let a, case .d(let e, _) = g else { return }\n    if case let .x(y) = z, #available(iOS 15, *) { }\n    defer { h() }\n}\n',
    'actor A { nonisolated let b = 1; @MainActor func c() async { await d(); async let e = f(); for try await g in h where g > 1 { } } }\n',
    'struct V: View {\n    @State private var a = ""\n    var body: some View {\n        VStack(alignment: .leading) {\n            Text("a \\(b) \\(c ?? "d")").font(.title)\n            ForEach(items, id: \\.self) { item in Row(item) }\n        } footer: { Text(#"raw \\(no) \\#(yes)"#) }\n    }\n}\n',
    'let a = if b { 1 } else { 2 }\nlet s = """\n    text "quoted" \\\n    more\n    """\nlet k = \\A.b?.c\nprecedencegroup P { associativity: left }\ninfix operator <>: P\nextension Array where Element == Int { subscript(safe i: Int) -> Element? { indices.contains(i) ? self[i] : nil } }\n',
  ],
  'a.scala': [
    'enum Color(val rgb: Int):\n  case Red extends Color(0xFF0000)\n  case Mix(mix: Int) extends Color(mix)\n\ngiven Ordering[Int] with\n  def compare(a: Int, b: Int): Int = a - b\n\nextension (s: String) def twice: String = s + s\n',
    'sealed trait A[+T <: B, F[_]] { self: C =>\n  type D\n  implicit lazy val e: F[T]\n  def f[G: H](a: => Int*)(using b: I): Either[String, Int] = a match {\n    case x @ J(1, _*) if x.k => Right(1)\n    case _: L | "m" => Left(s"n \u0024{o.p} $q")\n  }\n}\n',
    'object A extends App {\n  for { a <- b; c = a + 1 if c > 1 } yield c\n  val (d, e) = (1, """raw "text" """)\n  try f() catch { case NonFatal(g) => h } finally i()\n  val k: PartialFunction[Int, Int] = { case 1 => 2 }\n}\n',
  ],
  'a.rb': [
    'case a\nin { b: Integer => c, **nil } if d\n  1\nin [1, *, 2] | nil\n  2\nelse\n  3\nend\n',
    'def f(a, b = 1, *c, d:, e: 2, **g, &h) = a\ndef self.i(...) = j(...)\nclass << self; attr_reader :k; end\nx = ->(l, m = 1) { m + l }\ny = z.map { _1 }\n',
    'a = <<~ONE + <<-"TWO"\n  b #{c} d\nONE\n  e\n  TWO\nputs %w[f g], %i(h i), %q{j {k}}, /l#{m}/ix, ?n, :"o p"\n',
    'begin\n  a&.b ||= c unless d\nrescue E, F => g\n  retry\nensure\n  h\nend while i\nalias j k\nBEGIN { }\n__END__\nnot ( code\n',
    'data => { name:, age: }\nlist.each_with_index do |(a, b), i; c|\n  next if i.zero? and not b\nend\nprivate def a? = true\n',
  ],
  'a.php': [
    '<?php\ndeclare(strict_types=1);\nnamespace A\\B;\nuse C\\{D, E as F};\nuse function G\\h;\nfinal readonly class I extends J implements K\n{\n    use L, M { L::n insteadof M; }\n    public const string O = "p";\n    public function __construct(private readonly ?int $q = null, protected int|string $r = 1, A&B ...$s) {}\n}\n',
    '<?php\nenum A: string implements B { case C = "c"; const D = self::C; public static function e(): static { return static::C; } }\n$f = match (true) { $a > 1, $b => 1, default => throw new X(), };\n$g = fn (int ...$h): ?int => $i?->j?->k ?? $l["m"];\n',
    '<?php\n#[Attr(1, name: "x")]\nfunction &f(array &$a, callable $b = null): \\Generator { yield from g(...); [$c, "d" => $e] = $h; list(, $i) = $j; return $k; }\n$l = <<<"EOT"\n  a {$b->c["d"]} $e[0] \u0024{f}\n  EOT;\n$m = <<<\'X\'\nraw\nX;\n?>\n<p><?= $n ?></p>\n<?php if ($o): ?>\n  <b>x</b>\n<?php endif; ?>\n',
  ],
  'a.c': [
    '#include <stdio.h>\n#define MAX(a, b) ((a) > (b) ? (a) : (b))\nstatic inline int f(int n, int a[static n]) {\n  struct { int x, y; } p = { .x = 1, .y = 2 }, *q = &(typeof(p)){ 0 };\n  for (size_t i = 0; i < sizeof a / sizeof *a; i++) goto out;\nout:\n  return MAX(p.x, q->y);\n}\n',
    'typedef int (*handler)(void *, const char *restrict, ...);\nenum color { RED = 1, GREEN = RED << 2, };\nunion u { float f; unsigned i : 3, : 0; };\n_Static_assert(sizeof(int) == 4, "int");\nextern handler table[][2];\nint main(void) { switch (1) { case 1 ... 3: break; default:; } return _Generic(1, int: 0, default: 1); }\n',
  ],
  'a.cpp': [
    'template <typename T> concept A = requires(T a) { { a.b() } -> std::same_as<int>; typename T::type; };\ntemplate <A T, auto N = 1, typename... U> requires (N > 0)\nconstexpr auto f(T&& a, U&&... b) noexcept -> decltype(auto) { return (g(std::forward<U>(b)) + ... + 0); }\n',
    'namespace a::b { class C final : public virtual D<E>, private F {\n public:\n  explicit C(int x) : y{x}, z(x) {}\n  C(C&&) = default;\n  ~C() override = delete;\n  auto operator<=>(const C&) const = default;\n  template <class G> operator G() const;\n  friend std::ostream& operator<<(std::ostream& o, const C&) { return o; }\n  inline static int y = 1;\n  int z : 4;\n}; }\n',
    'int main() {\n  auto [a, b] = c;\n  auto l = [&, d = std::move(e)]<typename T>(T x, auto... y) mutable -> int { return x; };\n  if (auto i = m.find(1); i != m.end()) [[likely]] { }\n  for (const auto& [k, v] : m) co_await k;\n  if constexpr (N) { } else try { } catch (...) { }\n  auto s = R"x(raw "(text)" )x"_s;\n  return static_cast<int>(0x1\'000u) + new int[3]{1, 2}[0];\n}\n',
  ],
  'a.dart': [
    'sealed class A<T extends B> with C implements D {\n  const A(this.x, {required super.y, int? z = 1}) : assert(x > 0), super.named();\n  factory A.f() => A._();\n  late final int x;\n  int get g => switch (x) { > 1 && < 5 => 1, E(:final h) when h => 2, _ => throw i };\n}\n',
    "Future<void> main() async {\n  final (a, b: c) = f();\n  if (g case {'h': [int i, ...]}) print('$i \u0024{a..b()..c = 1} \\u{1f600}');\n  await for (final j in k) { l?.m ??= [for (var n in o) if (n) ...?n]; }\n  var s = '''raw\n text''' r'\\d';\n}\nextension type E(int i) implements int {}\nenum F { a(1), b(2); const F(this.x); final int x; }\n",
  ],
  'a.lua': [
    'local a <const>, b <close> = 1, f()\nfor i = 10, 1, -1 do goto continue ::continue:: end\nlocal t = { [1] = 2, x = function(...) return ... end, 3; "d" }\nfunction t.a.b:c() return #self // 2 ~ 3 >> 1 end\nlocal s = [==[ raw ]] text ]==]\n',
  ],
  'a.ex': [
    'defmodule A.B do\n  use C, d: 1\n  @doc """\n  Text #{x}\n  """\n  @spec f(integer | nil) :: {:ok, t}\n  def f(%{a: b} = c, [h | t], <<d::binary-size(2), _::bits>>) when is_nil(b) and h in 1..2//1 do\n    with {:ok, e} <- g(c), do: e |> h(&(&1 + 1)) |> then(fn x -> x end)\n  end\n  defp g(x), do: ~r/a/i\nend\n',
    'receive do\n  {:a, ^b} -> c\nafter\n  1_000 -> :d\nend\nfor {k, v} <- m, v > 1, into: %{}, do: {k, v}\ntry do\n  raise "a"\nrescue\n  e in [B] -> e\nend\nx = if a, do: b, else: c\n',
  ],
  'a.sh': [
    'set -euo pipefail\ndeclare -A a=([b]=c ["d e"]=1)\nfor ((i = 0; i < \u0024{#a[@]}; i++)); do echo "\u0024{a[$i]:-x}" "\u0024{b%%.*}" "\u0024{c//\\//_}"; done\n[[ $d =~ ^[a-z]+$ && -n \u0024{e:-} ]] || { echo f >&2; exit 1; }\n',
    'f() {\n  local a="$(cat <<-EOF | tr a b\n\ttext $x\n\tEOF\n  )"\n  case "$1" in\n    -h|--help) usage ;;\n    *.txt) ;;&\n    *) return $((2 ** 3)) ;;\n  esac\n}\nwhile IFS= read -r line; do :; done < <(g)\necho $\'a\\n\' &> /dev/null &\n',
  ],
  'a.html': [
    '<!doctype html>\n<html lang=en>\n<head><meta charset="utf-8"><title>a & b</title>\n<style>a > b { c: d }</style><script type="module">if (a < b) c("</p>")</script>\n</head>\n<body>\n<ul><li>a<li>b</ul>\n<img src=a.png alt=""><br/>\n<input disabled value=\'"\'>\n<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>\n<!-- note -->\n<p>text\n</body>\n</html>\n',
  ],
  'a.css': [
    '@layer a, b;\n@import url("c.css") layer(d) supports(display: grid);\n.a {\n  &:hover, > .b { color: rgb(0 0 0 / 50%); }\n  @media (width >= 10px) { inset: calc(1px + var(--c, 2px)); }\n  --d: { e: f };\n}\n@container g (min-width: 1px) { h:is(i, j):not([k="l" i])::before { content: "\\201C" } }\n@property --m { syntax: "<length>"; inherits: false; initial-value: 0px }\n@scope (.n) to (.o) { p { q: r !important } }\n',
  ],
  'a.scss': [
    '@use "sass:math" as m;\n@forward "a" show b, $c;\n@mixin d($e: 1px, $f...) { @content; }\n.g { @include d($e: 2px) { h: m.div($i, 2) * -1; } &__j { @extend %k; } #{$l}-m: n; }\n@function o($p) { @if $p == 1 { @return p; } @else if not $q { @error "r"; } @each $s, $t in (u: v) { } }\n// note\n',
  ],
  'a.vue': [
    '<script setup lang="ts">\nconst props = defineProps<{ a?: string }>();\n</script>\n\n<template>\n  <A v-for="(b, i) in c" :key="i" v-model.trim="d" #default="{ e }" @click.stop="f($event)">{{ g ? `h` : i }}</A>\n</template>\n\n<style scoped lang="scss">\n.a { .b & { c: d } }\n</style>\n',
  ],
  'a.svelte': [
    '<script lang="ts">\n  let { a = 1, ...rest }: Props = $props();\n</script>\n\n{#if a > 1}<p class:b={c} on:click={() => d++}>{@html e}</p>{:else if f}x{/if}\n{#each g as { h }, i (h.id)}{h}{/each}\n{#snippet j(k)}<b>{k}</b>{/snippet}\n\n<style>\n  p { color: red }\n</style>\n',
  ],
  'a.yaml': [
    'a: &b\n  c: [1, "two", {d: e}]\n  g: |-\n    text: not a key\n      more\n  h: >+\n    folded\n\n? complex key\n: value\n---\n- !!str 1\n- ! tagged\n...\n',
  ],
  'a.toml': [
    'a = """\nb\\\n  c"""\nd.e."f g" = [1, 2.0e3, inf, 1979-05-27T07:32:00Z,]\nh = { i = 0xff, j = \'k\' }\n[l.m]\n[[n]]\no = true\n[[n]]\n',
  ],
  'a.json': ['{"a": [1e-3, -0, "\\u00e9\\/", null, true], "": {}}', '"text"', ' [ ] '],
  'a.jsonc': ['{\n  // why\n  "a": [1, /* two */ 2,],\n}\n'],
  'a.tf': [
    'terraform {\n  required_version = ">= 1.0"\n}\nresource "a" "b" {\n  for_each = { for k, v in var.c : k => v... if v != null }\n  d        = "\u0024{e.f}-%{if g}h%{else}i%{endif}"\n  j        = <<-EOT\n    text \u0024{k}\n  EOT\n  l        = m ? [for n in o : n[*].p] : q["r"].s\n  dynamic "t" {\n    for_each = u\n    content { v = t.value }\n  }\n}\n',
  ],
  'a.sql': [
    "WITH a AS (SELECT b, count(*) FILTER (WHERE c > 1) OVER (PARTITION BY d ORDER BY e) FROM \"F g\" h LEFT JOIN i USING (j))\nSELECT 'it''s', $$body$$, E'\\n' FROM a -- note\nWHERE k IN (1, 2) /* more */;\nCREATE FUNCTION f() RETURNS int AS $x$ BEGIN RETURN 1; END $x$ LANGUAGE plpgsql;\n",
  ],
  Dockerfile: [
    '# syntax=docker/dockerfile:1\nARG A=1\nFROM --platform=$B node:\u0024{A}-slim AS build\nRUN --mount=type=cache,target=/c apt-get update \\\n  # note\n  && echo "d"\nCOPY --from=build --chown=1:1 e f ./\nRUN <<EOF\necho g\nEOF\nENV H=i J="k l"\nHEALTHCHECK --interval=5s CMD curl -f m || exit 1\nENTRYPOINT ["n", "o"]\n',
  ],
  'a.xml': [
    '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "c">]>\n<a xmlns:d="e"><!-- f --><d:g h=\'i\'/>&b;<![CDATA[ <j> ]]></a>\n',
  ],
  'a.zig': [
    'const std = @import("std");\npub fn main() !void {\n    var a: ?*const [4:0]u8 = null;\n    if (a) |b| { _ = b; } else |err| switch (err) { error.C => {}, else => unreachable }\n    for (d, 0..) |e, i| { _ = e + i; }\n    const f = .{ .g = 1, .h = "i" };\n    defer j.deinit();\n    while (k) : (l += 1) {}\n    const m = comptime blk: { break :blk 1; };\n}\n',
  ],
  'a.r': [
    'f <- function(a, b = 1, ...) {\n  x |> g(\\(y) y^2) %>% h(`odd name` = 1L)\n  if (a) NULL else repeat break\n  for (i in seq_len(3)) z[[i]]$k@l <- -1e-3\n}\ns <- r"(raw "text")"\n~ a + b:c\n',
  ],
  'a.md': ['---\ntitle: a\ntags: [b]\n---\n\n# A\n\n```ts\nconst a: number = 1;\n```\n\n~~~\n```\n~~~\n'],
};

describe('constructs of today', () => {
  const cases = Object.entries(valid).flatMap(([path, texts]) => texts.map((text) => [path, text] as const));

  it.each(cases)('are valid in %s: %j', async (path, text) => {
    const report = await exact.check(path, text);
    expect(report.diagnostics.map(({ range, message }) => `${range.start.line}: ${message}`)).toEqual([]);
    expect(report.status).toBe('ok');
  });

  it.each(cases)('do not hide in %s that a bracket is lost: %j', async (path, text) => {
    // What stands between brackets in these is text, or nothing needs them.
    if (/\.(?:html|md|vue|svelte|sql|xml|yaml|r)$|^Dockerfile$/.test(path)) return;
    const at = Math.max(...['}', ')', ']'].map((sign) => text.lastIndexOf(sign)));
    if (at < 0 || text.includes('__END__')) return;
    const broken = text.slice(0, at) + text.slice(at + 1);
    const edit = await exact.compare(path, text, broken);
    expect(edit.status).toBe('errors');
    expect(edit.added[0]?.message).toMatch(/[`'"].+[`'"]|end of (?:file|line)|expected/);
  });
});
