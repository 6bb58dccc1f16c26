import { expect, test } from 'vitest';
import { definitionsOf } from './blocks.ts';
import { lineTable } from './lines.ts';

/** `name@start-end` of each definition. */
function found(path: string, ...lines: string[]): string {
  const text = `${lines.join('\n')}\n`;
  const all = definitionsOf(path, text, lineTable(text));
  return all.map(({ name, startLine, endLine }) => `${name}@${startLine}-${endLine}`).join(' ');
}

test.each([
  [
    'Ruby',
    found(
      'a.rb',
      'module Shop',
      '  class Cart < Base',
      '    def add(item)',
      '      @items << item',
      '    end',
      '    def self.load!; end',
      '  end',
      'end',
    ),
    'Shop@1-7 Cart@2-6 add@3-4 load!@6-6',
  ],
  [
    'PHP',
    found(
      'a.php',
      '<?php',
      'interface Payable {}',
      'final class Cart extends Base {',
      '  public function add(Item $item): void {',
      '  }',
      '  private static function load() {}',
      '}',
      'function helper() {}',
    ),
    'Payable@2-2 Cart@3-7 add@4-5 load@6-6 helper@8-8',
  ],
  [
    'C#',
    found(
      'a.cs',
      'public sealed class Cart : Base {',
      '  public async Task<int> AddAsync(Item item) {',
      '  }',
      '}',
      'public record Item(string Name);',
      'enum Color { Red }',
    ),
    'Cart@1-4 AddAsync@2-3 Item@5-5 Color@6-6',
  ],
  [
    'Kotlin',
    found(
      'a.kt',
      'data class Item(val name: String)',
      'object Store {',
      '  fun load(): Int = 1',
      '  suspend fun <T> fetch(x: T) {}',
      '}',
      'interface Api',
    ),
    'Item@1-1 Store@2-5 load@3-3 fetch@4-4 Api@6-6',
  ],
  [
    'Swift',
    found(
      'a.swift',
      'struct Cart {',
      '  func add(_ item: Item) -> Int {',
      '  }',
      '  static func load() {}',
      '}',
      'protocol Api {}',
      'extension Cart {}',
    ),
    'Cart@1-5 add@2-3 load@4-4 Api@6-6 Cart@7-7',
  ],
  [
    'C',
    found(
      'a.c',
      'struct cart {',
      '  int x;',
      '};',
      'static int add_item(struct cart *c, int x)',
      '{',
      '  return 0;',
      '}',
      'void load(void) {',
      '}',
    ),
    'cart@1-3 add_item@4-7 load@8-9',
  ],
  [
    'C++, with members that are defined outside of their class and labels inside of it',
    found(
      'a.cpp',
      'class Cart : public Base {',
      'public:',
      '  int add(Item item);',
      'private:',
      '  int count;',
      '};',
      'int Cart::add(Item item) {',
      '  return 1;',
      '}',
      'shop::Cart::~Cart() {',
      '}',
      'std::vector<int> shop::all(const Cart& cart) {',
      '}',
    ),
    'Cart@1-6 add@7-9 all@12-13',
  ],
  [
    'shell, both ways to write a function',
    found('a.sh', 'load() {', '  echo', '}', 'function run {', '  load', '}', 'function both() {', '}'),
    'load@1-3 run@4-6 both@7-8',
  ],
  [
    'Elixir',
    found(
      'a.ex',
      'defmodule Cart do',
      '  def add(item) do',
      '    item',
      '  end',
      '  defp load, do: 1',
      'end',
    ),
    'Cart@1-5 add@2-3 load@5-5',
  ],
  ['Lua', found('a.lua', 'local function load(x)', 'end', 'function M.run()', 'end'), 'load@1-1 M.run@3-3'],
  [
    'Scala',
    found('a.scala', 'object Main {', '  def run(x: Int): Int = {', '  }', '}', 'case class Item(a: Int)'),
    'Main@1-4 run@2-3 Item@5-5',
  ],
  [
    'Vue',
    found(
      'a.vue',
      '<script setup>',
      'function load() {',
      '}',
      'const total = computed(() => 1)',
      '</script>',
    ),
    'load@2-3 total@4-4',
  ],
  ['Zig, by what most languages have in common', found('a.zig', 'pub fn add(a: i32) i32 {', '}'), 'add@1-2'],
  ['SQL, likewise', found('a.sql', 'create function load_cart() returns int as $$', '$$;'), 'load_cart@1-1'],
  ['a language that nobody knows', found('a.qq', 'something else', 'entirely'), ''],
])('%s', (_, names, expected) => {
  expect(names).toBe(expected);
});

test('a comment, an attribute and a decorator belong to what they stand above', () => {
  expect(found('a.py', 'x = 1', '', '# Says why.', '@cached', 'def load():', '    pass')).toBe('load@3-6');
  expect(found('a.rs', '/// Says why.', '#[inline]', 'pub fn load() {', '}')).toBe('load@1-4');
  expect(found('a.ts', '/**', ' * Says why.', ' */', 'export function load() {', '}')).toBe('load@1-5');
});

test('words that look like definitions are none', () => {
  expect(found('a.ts', '  if (x) {', '  }', '  while (y) {', '  }', '  return (z) {')).toBe('');
  expect(found('a.java', '  new Cart(1);', '  return load(2);')).toBe('');
});
