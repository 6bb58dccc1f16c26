import { afterAll, describe, expect, it } from 'vitest';
import { createSyntax } from '../index.ts';

const syntax = createSyntax();
afterAll(() => syntax[Symbol.asyncDispose]());

interface Expected {
  readonly text: string;
  readonly definitions: readonly string[];
  readonly calls: readonly string[];
  readonly imports: readonly string[];
}

const cases: Readonly<Record<string, Expected>> = {
  'a.rs': {
    text: `use std::fs::File;
/// A point.
pub struct Point { x: i32 }
enum Kind { One }
trait Draw { fn draw(&self); }
impl Point {
    pub fn new() -> Self { helper(); Self::default().go() }
}
mod inner { pub const LIMIT: u8 = 3; }
macro_rules! twice { () => {} }
fn helper() { println!("x"); }
`,
    definitions: [
      'struct Point',
      'field Point.x',
      'enum Kind',
      'constant Kind.One',
      'trait Draw',
      'method Draw.draw',
      'method new',
      'module inner',
      'constant inner.LIMIT',
      'macro twice',
      'function helper',
    ],
    calls: ['helper', 'go', 'println'],
    imports: ['std::fs::File'],
  },
  'A.java': {
    text: `package a;
import java.util.List;
/** Doc. */
public class A extends B {
  private int size;
  public A() { this.run(); }
  void run() { helper(new C()); }
}
interface I { void m(); }
enum E { ONE }
record R(int a) {}
`,
    definitions: [
      'class A',
      'field A.size',
      'constructor A.A',
      'method A.run',
      'interface I',
      'method I.m',
      'enum E',
      'constant E.ONE',
      'class R',
    ],
    calls: ['run', 'helper', 'C'],
    imports: ['java.util.List'],
  },
  'a.c': {
    text: `#include <stdio.h>
#include "a.h"
#define LIMIT 3
#define MAX(a, b) ((a) > (b) ? (a) : (b))
typedef struct point { int x; char *name; } point_t;
enum kind { ONE };
static int count = 0;
int declared(void);
char *text(int a) { return helper(a); }
int main(void) { return declared(); }
`,
    definitions: [
      'macro LIMIT',
      'macro MAX',
      'type point_t',
      'struct point_t.point',
      'field point_t.point.x',
      'field point_t.point.name',
      'enum kind',
      'constant kind.ONE',
      'variable count',
      'function declared',
      'function text',
      'function main',
    ],
    calls: ['helper', 'declared'],
    imports: ['stdio.h', 'a.h'],
  },
  'a.cpp': {
    text: `#include <vector>
namespace app {
class Panel : public Base {
 public:
  Panel();
  void draw() const { paint(); }
  int width_;
};
void Panel::resize(int a) { other.go(std::move(a)); }
template <class T> T pick(T a) { return a; }
using Size = int;
}
`,
    definitions: [
      'namespace app',
      'class app.Panel',
      'function app.Panel.Panel',
      'method app.Panel.draw',
      'field app.Panel.width_',
      'method app.resize',
      'function app.pick',
      'type app.Size',
    ],
    calls: ['paint', 'go', 'move'],
    imports: ['vector'],
  },
  'a.cs': {
    text: `using System.Text;
namespace App {
  public class A : B {
    private int size;
    public string Name { get; set; }
    public A() { Run(); }
    void Run() { this.Go(new C()); }
  }
  interface I { void M(); }
  struct S {}
  enum E { One }
}
`,
    definitions: [
      'namespace App',
      'class App.A',
      'field App.A.size',
      'property App.A.Name',
      'constructor App.A.A',
      'method App.A.Run',
      'interface App.I',
      'method App.I.M',
      'struct App.S',
      'enum App.E',
      'constant App.E.One',
    ],
    calls: ['Run', 'Go', 'C'],
    imports: ['System.Text'],
  },
  'a.rb': {
    text: `require 'json'
module App
  LIMIT = 3
  # Doc.
  class A < B
    def run(x)
      helper(x).go()
    end
    def self.build; end
  end
end
def top; end
`,
    definitions: [
      'module App',
      'constant App.LIMIT',
      'class App.A',
      'method App.A.run',
      'method App.A.build',
      'method top',
    ],
    calls: ['helper', 'go'],
    imports: ['json'],
  },
  'a.php': {
    text: `<?php
namespace App;
use Other\\Thing;
interface I { public function m(); }
trait T {}
class A extends B implements I {
  const LIMIT = 3;
  private int $size;
  public function run() { helper(); $this->go(); A::make(); new C(); }
}
enum E { case One; }
function top() {}
`,
    definitions: [
      'namespace App',
      'interface I',
      'method I.m',
      'trait T',
      'class A',
      'constant A.LIMIT',
      'property A.size',
      'method A.run',
      'enum E',
      'constant E.One',
      'function top',
    ],
    calls: ['helper', 'go', 'make', 'C'],
    imports: ['Other\\Thing'],
  },
  'a.kt': {
    text: `package a
import b.c.D

class A(val x: Int) : B() {
    val size = 1
    fun run() { helper(); other.go() }
}

object O

enum class E { ONE }

typealias T = Int

fun top(): Int = 1
`,
    definitions: [
      'class A',
      'property A.size',
      'method A.run',
      'class O',
      'enum E',
      'constant E.ONE',
      'type T',
      'function top',
    ],
    calls: ['helper', 'go'],
    imports: ['b.c.D'],
  },
  'a.swift': {
    text: `import Foundation
struct S {
  var x = 1
  func run() { helper(); other.go() }
}
class C: B {}
enum E { case one }
protocol P { func m() }
typealias T = Int
func top() {}
let limit = 3
`,
    definitions: [
      'struct S',
      'property S.x',
      'method S.run',
      'class C',
      'enum E',
      'constant E.one',
      'interface P',
      'method P.m',
      'type T',
      'function top',
      'variable limit',
    ],
    calls: ['helper', 'go'],
    imports: ['Foundation'],
  },
  'a.scala': {
    text: `package a
import b.c.D

class A(x: Int) extends B {
  val size = 1
  def run(): Unit = { helper(1); other.go(2) }
}
object O { def make(): A = new A(1) }
trait T { def m: Int }
`,
    definitions: [
      'class A',
      'field A.size',
      'method A.run',
      'module O',
      'method O.make',
      'trait T',
      'method T.m',
    ],
    calls: ['helper', 'go'],
    imports: ['b.c.D'],
  },
  'a.sh': {
    text: `#!/bin/bash
source ./lib.sh
LIMIT=3
run() { helper "$LIMIT"; }
function other { run; }
`,
    definitions: ['variable LIMIT', 'function run', 'function other'],
    calls: ['source', 'helper', 'run'],
    imports: ['./lib.sh'],
  },
  'a.lua': {
    text: `local json = require("json")
local function helper(a) return a end
function M.run(x) return helper(x):go() end
function M:draw() end
M.late = function() end
`,
    definitions: ['variable json', 'function helper', 'function run', 'method draw', 'function late'],
    calls: ['require', 'helper', 'go'],
    imports: ['json'],
  },
  'a.dart': {
    text: `import 'b.dart';
class A extends B {
  int size = 1;
  A();
  void run() { helper(); other.go(); }
}
enum E { one }
void top() {}
`,
    definitions: [
      'class A',
      'field A.size',
      'constructor A.A',
      'method A.run',
      'enum E',
      'constant E.one',
      'function top',
    ],
    calls: ['helper', 'go'],
    imports: ['b.dart'],
  },
  'a.ex': {
    text: `defmodule App.A do
  alias App.B
  def run(x) when x > 1 do
    helper(x)
    B.go(x)
  end
  defp helper(x), do: x
  defmacro twice(x), do: x
end
`,
    definitions: ['module App.A', 'function App.A.run', 'function App.A.helper', 'macro App.A.twice'],
    calls: ['helper', 'go'],
    imports: ['App.B'],
  },
  'a.zig': {
    text: `const std = @import("std");
const S = struct { x: i32 };
fn run() void { helper(); std.go(); }
`,
    definitions: ['variable std', 'variable S', 'field S.x', 'function run'],
    calls: ['helper', 'go'],
    imports: ['std'],
  },
};

describe('outline of each language', () => {
  it.each(Object.entries(cases))('reads %s', async (path, expected) => {
    const outline = await syntax.outline(path, expected.text);
    expect(outline.status).toBe('ok');
    const names = outline.definitions.map(
      ({ kind, name, containers }) => `${kind} ${[...containers, name].join('.')}`,
    );
    expect(names).toEqual(expected.definitions);
    const calls = outline.references.filter(({ kind }) => kind === 'call').map(({ name }) => name);
    expect(calls).toEqual(expect.arrayContaining([...expected.calls]));
    expect(outline.imports.map(({ target }) => target)).toEqual(expected.imports);
  });

  it.each(Object.entries(cases))('finds no error in %s', async (path, { text }) => {
    expect(await syntax.check(path, text)).toMatchObject({ status: 'ok', diagnostics: [] });
  });
});
