"""Small real programs, one per language, with their expected code graphs."""

from __future__ import annotations

from typing import NamedTuple


class CodeSample(NamedTuple):
    """``imports`` and ``calls`` are all edges of that kind, ``a -> b``; symbols are ``file:name``, files their path."""

    files: dict[str, str]
    symbols: set[str]
    imports: set[str]
    calls: set[str]


CODE_SAMPLES: dict[str, CodeSample] = {}

CODE_SAMPLES["python"] = CodeSample(
    files={
        "src/shop/__init__.py": "from .cart import Cart\n",
        "src/shop/cart.py": """
import logging
from typing import TYPE_CHECKING

from shop import price
from . import stock as warehouse
from .model.item import Item, make_item as make

if TYPE_CHECKING:
    from .order import Order


class Cart:
    def __init__(self):
        self.items = []
        self.clear()

    def clear(self):
        def inner():
            return Item()
        inner()
        logging.info("cleared")

    async def total(self):
        return price.add_tax(sum(self.items)) + unknown()


def checkout(cart):
    make("x")
    warehouse.reserve(cart)
    cart.clear()
    Cart().total()
""",
        "src/shop/price.py": """\
def add_tax(value):
    return value
""",
        "src/shop/stock.py": """\
from shop.cart import Cart

def reserve(cart):
    return Cart()
""",
        "src/shop/model/item.py": """\
class Item:
    pass


def make_item(name):
    return Item()
""",
        "src/shop/model/logging.py": """\
def info():
    pass
""",
        "src/shop/order.py": """\
import os.path

class Order:
    pass
""",
        "tests/test_cart.py": """\
import shop
from shop import Cart
from shop.model import *

def test_it():
    Cart()
    shop.Cart()
""",
    },
    symbols={
        "src/shop/cart.py:Cart",
        "src/shop/cart.py:__init__",
        "src/shop/cart.py:checkout",
        "src/shop/cart.py:clear",
        "src/shop/cart.py:inner",
        "src/shop/cart.py:total",
        "src/shop/model/item.py:Item",
        "src/shop/model/item.py:make_item",
        "src/shop/model/logging.py:info",
        "src/shop/order.py:Order",
        "src/shop/price.py:add_tax",
        "src/shop/stock.py:reserve",
        "tests/test_cart.py:test_it",
    },
    imports={
        "src/shop/__init__.py -> src/shop/cart.py",
        "src/shop/cart.py -> src/shop/model/item.py",
        "src/shop/cart.py -> src/shop/order.py",
        "src/shop/cart.py -> src/shop/price.py",
        "src/shop/cart.py -> src/shop/stock.py",
        "src/shop/stock.py -> src/shop/cart.py",
        "tests/test_cart.py -> src/shop/__init__.py",
    },
    calls={
        "src/shop/cart.py:__init__ -> src/shop/cart.py:clear",
        "src/shop/cart.py:checkout -> src/shop/cart.py:total",
        "src/shop/cart.py:checkout -> src/shop/cart.py:Cart",
        "src/shop/cart.py:checkout -> src/shop/model/item.py:make_item",
        "src/shop/cart.py:checkout -> src/shop/stock.py:reserve",
        "src/shop/cart.py:clear -> src/shop/cart.py:inner",
        "src/shop/cart.py:inner -> src/shop/model/item.py:Item",
        "src/shop/cart.py:total -> src/shop/price.py:add_tax",
        "src/shop/model/item.py:make_item -> src/shop/model/item.py:Item",
        "src/shop/stock.py:reserve -> src/shop/cart.py:Cart",
        "tests/test_cart.py:test_it -> src/shop/cart.py:Cart",
    },
)

CODE_SAMPLES["javascript"] = CodeSample(
    files={
        "index.js": """
import start, { stop as halt } from "./lib/engine";
import * as math from './lib/math.mjs';
const fs = require("fs");
const { log } = require("./lib/log");
export * from "./lib/extra";

function main() {
  start();
  halt();
  math.add(1, 2);
  log("x");
  fs.readFile("y");
  import("./lazy.js");
}

main();
""",
        "lib/engine/index.js": """\
export default function start() {}
export function stop() { start(); }
""",
        "lib/math.mjs": """\
export const add = (a, b) => a + b;
export class Vector {
  size() { return this.norm(); }
  norm() { return add(1, 1); }
}
""",
        "lib/log.js": "exports.log = function (text) { console.log(text); };\n",
        "lib/extra.jsx": """\
import { Vector } from '@acme/shapes/vector';
export const Box = () => { new Vector(); return <div/>; };
""",
        "lazy.js": "",
        "packages/shapes/package.json": '{"name": "@acme/shapes", "main": "index.js"}',
        "packages/shapes/src/vector.js": "export class Vector {}\n",
    },
    symbols={
        "index.js:main",
        "lib/engine/index.js:start",
        "lib/engine/index.js:stop",
        "lib/extra.jsx:Box",
        "lib/log.js:log",
        "lib/math.mjs:Vector",
        "lib/math.mjs:add",
        "lib/math.mjs:norm",
        "lib/math.mjs:size",
        "packages/shapes/src/vector.js:Vector",
    },
    imports={
        "index.js -> lazy.js",
        "index.js -> lib/engine/index.js",
        "index.js -> lib/extra.jsx",
        "index.js -> lib/log.js",
        "index.js -> lib/math.mjs",
        "lib/extra.jsx -> packages/shapes/src/vector.js",
    },
    calls={
        "index.js -> index.js:main",
        "index.js:main -> lib/engine/index.js:start",
        "index.js:main -> lib/engine/index.js:stop",
        "index.js:main -> lib/log.js:log",
        "index.js:main -> lib/math.mjs:add",
        "lib/engine/index.js:stop -> lib/engine/index.js:start",
        "lib/extra.jsx:Box -> packages/shapes/src/vector.js:Vector",
        "lib/math.mjs:norm -> lib/math.mjs:add",
        "lib/math.mjs:size -> lib/math.mjs:norm",
    },
)

CODE_SAMPLES["typescript"] = CodeSample(
    files={
        "src/main.ts": """
import type { Shape } from "./shape";
import { Circle } from "./shape.js";
import { area } from "@/geometry/area";
import helper = require("./legacy");

export namespace Run {
  export function all<T>(shape: T): number { return area(new Circle()); }
}
""",
        "src/shape.ts": """\
export interface Shape { area(): number }
export abstract class Circle implements Shape {
  private draw = () => this.area();
  area(): number { return 1; }
}
export enum Kind { A }
""",
        "src/geometry/area.ts": "export const area = (x: unknown): number => 1;\n",
        "src/legacy.ts": "",
        "src/view.tsx": """\
import { area } from './geometry/area';
export function View() { return <b>{area(1)}</b>; }
""",
    },
    symbols={
        "src/geometry/area.ts:area",
        "src/main.ts:Run",
        "src/main.ts:all",
        "src/shape.ts:Circle",
        "src/shape.ts:Kind",
        "src/shape.ts:Shape",
        "src/shape.ts:area",
        "src/shape.ts:draw",
        "src/view.tsx:View",
    },
    imports={
        "src/main.ts -> src/geometry/area.ts",
        "src/main.ts -> src/legacy.ts",
        "src/main.ts -> src/shape.ts",
        "src/view.tsx -> src/geometry/area.ts",
    },
    calls={
        "src/main.ts:all -> src/geometry/area.ts:area",
        "src/main.ts:all -> src/shape.ts:Circle",
        "src/shape.ts:draw -> src/shape.ts:area",
        "src/view.tsx:View -> src/geometry/area.ts:area",
    },
)

CODE_SAMPLES["go"] = CodeSample(
    files={
        "go.mod": """\
module example.com/shop

go 1.22
""",
        "main.go": """
package main

import (
\t"fmt"
\tst "example.com/shop/store"
\t"example.com/shop/internal/price"
\t_ "example.com/shop/driver"
)

func main() {
\ts := st.Open()
\ts.Close()
\tprice.Total(1)
\tfmt.Println("x")
\thelp()
}
""",
        "help.go": """\
package main

func help() {}
""",
        "store/open.go": """\
package store

type Store struct{}

func Open() *Store { return build() }

func (s *Store) Close() { s.flush() }
""",
        "store/build.go": """\
package store

func build() *Store { return nil }
""",
        "store/unused.go": """\
package store

func Unused() {}
""",
        "internal/price/price.go": """\
package price

type Taxer interface{ Tax() int }

func Total(x int) int { return x }
""",
        "driver/driver.go": "package driver\n",
    },
    symbols={
        "help.go:help",
        "internal/price/price.go:Taxer",
        "internal/price/price.go:Total",
        "main.go:main",
        "store/build.go:build",
        "store/open.go:Close",
        "store/open.go:Open",
        "store/open.go:Store",
        "store/unused.go:Unused",
    },
    imports={
        "main.go -> driver/driver.go",
        "main.go -> internal/price/price.go",
        "main.go -> store/open.go",
    },
    calls={
        "main.go:main -> help.go:help",
        "main.go:main -> internal/price/price.go:Total",
        "main.go:main -> store/open.go:Open",
        "store/open.go:Open -> store/build.go:build",
    },
)

CODE_SAMPLES["rust"] = CodeSample(
    files={
        "Cargo.toml": """\
[package]
name = "shop-core"
""",
        "src/lib.rs": """\
pub mod cart;
mod price;
pub use crate::cart::Cart;

pub fn version() {}
""",
        "src/cart.rs": """
use crate::price::{add_tax, self as cost};
use super::version;
use std::fmt;
mod item;
use self::item::Item;

pub struct Cart;

impl Cart {
    pub fn new() -> Self { Self::check(); Cart }
    fn check() { version(); }
    pub fn total(&self) { self.sum(); add_tax(); cost::round(); Item::make(); }
    fn sum(&self) {}
}

impl fmt::Display for Cart {
    fn fmt(&self) {}
}
""",
        "src/cart/item.rs": """\
pub enum Item { A }
impl Item { pub fn make() {} }
""",
        "src/price.rs": """\
pub fn add_tax() { round() }
pub fn round() {}
pub trait Taxed { fn tax(&self); }
""",
        "src/main.rs": """\
use shop_core::Cart;
fn main() { Cart::new(); }
""",
    },
    symbols={
        "src/cart.rs:Cart",
        "src/cart.rs:check",
        "src/cart.rs:fmt",
        "src/cart.rs:new",
        "src/cart.rs:sum",
        "src/cart.rs:total",
        "src/cart/item.rs:Item",
        "src/cart/item.rs:make",
        "src/lib.rs:version",
        "src/main.rs:main",
        "src/price.rs:Taxed",
        "src/price.rs:add_tax",
        "src/price.rs:round",
    },
    imports={
        "src/cart.rs -> src/cart/item.rs",
        "src/cart.rs -> src/lib.rs",
        "src/cart.rs -> src/price.rs",
        "src/lib.rs -> src/cart.rs",
        "src/main.rs -> src/lib.rs",
    },
    calls={
        "src/cart.rs:check -> src/lib.rs:version",
        "src/cart.rs:new -> src/cart.rs:check",
        "src/cart.rs:total -> src/cart.rs:sum",
        "src/cart.rs:total -> src/cart/item.rs:make",
        "src/cart.rs:total -> src/price.rs:add_tax",
        "src/cart.rs:total -> src/price.rs:round",
        "src/main.rs:main -> src/cart.rs:new",
        "src/price.rs:add_tax -> src/price.rs:round",
    },
)

CODE_SAMPLES["java"] = CodeSample(
    files={
        "src/main/java/com/acme/App.java": """
package com.acme;

import com.acme.store.Store;
import com.acme.model.*;
import static com.acme.store.Prices.round;
import java.util.List;

public class App {
    App() { run(); }
    void run() { new Store(); Store.open(); round(1); new Item(); Local.help(); this.stop(); }
    void stop() {}
    enum Mode { A }
}
""",
        "src/main/java/com/acme/Local.java": """\
package com.acme;
class Local { static void help() {} }
""",
        "src/main/java/com/acme/store/Store.java": """\
package com.acme.store;
public class Store { public static Store open() { return null; } }
""",
        "src/main/java/com/acme/store/Prices.java": """\
package com.acme.store;
public final class Prices { public static int round(int x) { return x; } }
""",
        "src/main/java/com/acme/model/Item.java": """\
package com.acme.model;
public record Item() {}
""",
        "src/main/java/com/acme/model/Other.java": """\
package com.acme.model;
public interface Other {}
""",
    },
    symbols={
        "src/main/java/com/acme/App.java:App",
        "src/main/java/com/acme/App.java:Mode",
        "src/main/java/com/acme/App.java:run",
        "src/main/java/com/acme/App.java:stop",
        "src/main/java/com/acme/Local.java:Local",
        "src/main/java/com/acme/Local.java:help",
        "src/main/java/com/acme/model/Item.java:Item",
        "src/main/java/com/acme/model/Other.java:Other",
        "src/main/java/com/acme/store/Prices.java:Prices",
        "src/main/java/com/acme/store/Prices.java:round",
        "src/main/java/com/acme/store/Store.java:Store",
        "src/main/java/com/acme/store/Store.java:open",
    },
    imports={
        "src/main/java/com/acme/App.java -> src/main/java/com/acme/Local.java",
        "src/main/java/com/acme/App.java -> src/main/java/com/acme/model/Item.java",
        "src/main/java/com/acme/App.java -> src/main/java/com/acme/store/Prices.java",
        "src/main/java/com/acme/App.java -> src/main/java/com/acme/store/Store.java",
    },
    calls={
        "src/main/java/com/acme/App.java:App -> src/main/java/com/acme/App.java:run",
        "src/main/java/com/acme/App.java:run -> src/main/java/com/acme/App.java:stop",
        "src/main/java/com/acme/App.java:run -> src/main/java/com/acme/Local.java:help",
        "src/main/java/com/acme/App.java:run -> src/main/java/com/acme/model/Item.java:Item",
        "src/main/java/com/acme/App.java:run -> src/main/java/com/acme/store/Prices.java:round",
        "src/main/java/com/acme/App.java:run -> src/main/java/com/acme/store/Store.java:Store",
        "src/main/java/com/acme/App.java:run -> src/main/java/com/acme/store/Store.java:open",
    },
)

CODE_SAMPLES["c"] = CodeSample(
    files={
        "src/main.c": """\
#include <stdio.h>
#include "list.h"
#include "util/str.h"

static int run(void) { return list_add(0) + str_len(""); }

int main(void) { printf("x"); return run(); }
""",
        "src/list.h": """\
struct list { int n; };
typedef struct { int x; } pair;
int list_add(struct list *l);
""",
        "src/list.c": """\
#include "list.h"
int list_add(struct list *l) { return 1; }
struct list **list_new(void) { return 0; }
""",
        "include/util/str.h": "static inline int str_len(const char *s) { return 0; }\n",
        "include/stdio.h": "",
    },
    symbols={
        "include/util/str.h:str_len",
        "src/list.c:list_add",
        "src/list.c:list_new",
        "src/list.h:list",
        "src/list.h:pair",
        "src/main.c:main",
        "src/main.c:run",
    },
    imports={
        "src/list.c -> src/list.h",
        "src/main.c -> include/stdio.h",
        "src/main.c -> include/util/str.h",
        "src/main.c -> src/list.h",
    },
    calls={
        "src/main.c:main -> src/main.c:run",
        "src/main.c:run -> include/util/str.h:str_len",
        "src/main.c:run -> src/list.c:list_add",
    },
)

CODE_SAMPLES["cpp"] = CodeSample(
    files={
        "app/main.cpp": """\
#include <vector>
#include "shape.hpp"

template <class T> T twice(T x) { return x; }

int main() { auto* c = new Circle(); twice<int>(1); return geo::area(); }
""",
        "app/shape.hpp": """\
#pragma once
namespace geo {
class Circle {
 public:
  Circle();
  int size() { return this->width(); }
  int width();
};
int area();
}
""",
        "app/shape.cpp": """\
#include "shape.hpp"
namespace geo {
Circle::Circle() { width(); }
int Circle::width() { return 1; }
int area() { return 2; }
}
""",
    },
    symbols={
        "app/main.cpp:main",
        "app/main.cpp:twice",
        "app/shape.cpp:Circle",
        "app/shape.cpp:area",
        "app/shape.cpp:width",
        "app/shape.hpp:Circle",
        "app/shape.hpp:size",
    },
    imports={
        "app/main.cpp -> app/shape.hpp",
        "app/shape.cpp -> app/shape.hpp",
    },
    calls={
        "app/main.cpp:main -> app/main.cpp:twice",
        "app/main.cpp:main -> app/shape.hpp:Circle",
        "app/shape.cpp:Circle -> app/shape.cpp:width",
    },
)

CODE_SAMPLES["ruby"] = CodeSample(
    files={
        "bin/run": """\
#!/usr/bin/env ruby
require 'json'
require 'shop/cart'
require_relative '../lib/shop/price'

Cart.open(1)
add_tax(2)
""",
        "lib/shop/cart.rb": """\
module Shop
  class Cart
    def self.open(x)
      helper
    end

    def self.helper; end

    def total
      self.sum
    end

    def sum; end
  end
end
""",
        "lib/shop/price.rb": """\
def add_tax(x)
  x
end
""",
    },
    symbols={
        "lib/shop/cart.rb:Cart",
        "lib/shop/cart.rb:Shop",
        "lib/shop/cart.rb:helper",
        "lib/shop/cart.rb:open",
        "lib/shop/cart.rb:sum",
        "lib/shop/cart.rb:total",
        "lib/shop/price.rb:add_tax",
    },
    imports={
        "bin/run -> lib/shop/cart.rb",
        "bin/run -> lib/shop/price.rb",
    },
    calls={
        "bin/run -> lib/shop/cart.rb:open",
        "bin/run -> lib/shop/price.rb:add_tax",
        "lib/shop/cart.rb:total -> lib/shop/cart.rb:sum",
    },
)

CODE_SAMPLES["php"] = CodeSample(
    files={
        "public/index.php": """\
<?php
require_once __DIR__ . '/../src/functions.php';
use Acme\\Shop\\{Cart, Price as Cost};
use Acme\\Other;

function run() { $c = new Cart(); Cost::round(1); greet(); $c->total(); }
run();
""",
        "src/functions.php": """\
<?php
function greet() {}
""",
        "src/Shop/Cart.php": """\
<?php
namespace Acme\\Shop;

class Cart extends Base {
  public function total() { $this->sum(); self::check(); return new Price(); }
  private function sum() {}
  static function check() {}
}
""",
        "src/Shop/Price.php": """\
<?php
namespace Acme\\Shop;

final class Price { static function round($x) {} }
interface Taxed {}
trait Counts {}
""",
    },
    symbols={
        "public/index.php:run",
        "src/Shop/Cart.php:Cart",
        "src/Shop/Cart.php:check",
        "src/Shop/Cart.php:sum",
        "src/Shop/Cart.php:total",
        "src/Shop/Price.php:Counts",
        "src/Shop/Price.php:Price",
        "src/Shop/Price.php:Taxed",
        "src/Shop/Price.php:round",
        "src/functions.php:greet",
    },
    imports={
        "public/index.php -> src/Shop/Cart.php",
        "public/index.php -> src/Shop/Price.php",
        "public/index.php -> src/functions.php",
    },
    calls={
        "public/index.php -> public/index.php:run",
        "public/index.php:run -> src/Shop/Cart.php:Cart",
        "public/index.php:run -> src/Shop/Cart.php:total",
        "public/index.php:run -> src/Shop/Price.php:round",
        "public/index.php:run -> src/functions.php:greet",
        "src/Shop/Cart.php:total -> src/Shop/Cart.php:check",
        "src/Shop/Cart.php:total -> src/Shop/Cart.php:sum",
        "src/Shop/Cart.php:total -> src/Shop/Price.php:Price",
    },
)

CODE_SAMPLES["c_sharp"] = CodeSample(
    files={
        "App/Program.cs": """\
using System;
using Acme.Shop;
using Money = Acme.Prices.Price;

namespace Acme;

class Program {
  static void Main() { Run(); new Cart(); Money.Round(1); }
  static void Run() { this.Stop(); Console.WriteLine(); }
  void Stop() {}
}
""",
        "Shop/Cart.cs": "namespace Acme.Shop { public class Cart { public Cart() {} } public struct Line {} }\n",
        "Shop/Unused.cs": """\
namespace Acme.Shop;
public interface IUnused {}
""",
        "Prices/Price.cs": """\
namespace Acme.Prices;
public record Price(int A) { public static void Round(int x) {} }
""",
    },
    symbols={
        "App/Program.cs:Main",
        "App/Program.cs:Program",
        "App/Program.cs:Run",
        "App/Program.cs:Stop",
        "Prices/Price.cs:Price",
        "Prices/Price.cs:Round",
        "Shop/Cart.cs:Cart",
        "Shop/Cart.cs:Line",
        "Shop/Unused.cs:IUnused",
    },
    imports={
        "App/Program.cs -> Prices/Price.cs",
        "App/Program.cs -> Shop/Cart.cs",
    },
    calls={
        "App/Program.cs:Main -> App/Program.cs:Run",
        "App/Program.cs:Main -> Prices/Price.cs:Round",
        "App/Program.cs:Main -> Shop/Cart.cs:Cart",
        "App/Program.cs:Run -> App/Program.cs:Stop",
    },
)

CODE_SAMPLES["kotlin"] = CodeSample(
    files={
        "App.kt": """\
package acme

import acme.shop.Cart
import acme.shop.total as sum

class App {
  fun run() { Cart(); sum(); this.stop(); Local.help() }
  fun stop() {}
}
""",
        "Local.kt": """\
package acme

object Local { fun help() {} }
""",
        "shop/Cart.kt": """\
package acme.shop

class Cart

fun total() {}
""",
    },
    symbols={
        "App.kt:App",
        "App.kt:run",
        "App.kt:stop",
        "Local.kt:Local",
        "Local.kt:help",
        "shop/Cart.kt:Cart",
        "shop/Cart.kt:total",
    },
    imports={
        "App.kt -> Local.kt",
        "App.kt -> shop/Cart.kt",
    },
    calls={
        "App.kt:run -> App.kt:stop",
        "App.kt:run -> Local.kt:help",
        "App.kt:run -> shop/Cart.kt:Cart",
        "App.kt:run -> shop/Cart.kt:total",
    },
)

CODE_SAMPLES["scala"] = CodeSample(
    files={
        "App.scala": """\
package acme

import acme.shop.{Cart, Price => Cost}

object App {
  def run() = { Cart.open(); Cost.round(); stop() }
  def stop() = 1
}
""",
        "Cart.scala": """\
package acme.shop

object Cart { def open() = 1 }
trait Taxed
""",
        "Price.scala": """\
package acme.shop

object Price { def round() = 1 }
""",
    },
    symbols={
        "App.scala:App",
        "App.scala:run",
        "App.scala:stop",
        "Cart.scala:Cart",
        "Cart.scala:Taxed",
        "Cart.scala:open",
        "Price.scala:Price",
        "Price.scala:round",
    },
    imports={
        "App.scala -> Cart.scala",
        "App.scala -> Price.scala",
    },
    calls={
        "App.scala:run -> App.scala:stop",
        "App.scala:run -> Cart.scala:open",
        "App.scala:run -> Price.scala:round",
    },
)

CODE_SAMPLES["swift"] = CodeSample(
    files={
        "a.swift": """\
import Foundation

class Cart {
  func total() -> Int {
    return self.sum()
  }
  func sum() -> Int {
    return help()
  }
}

func help() -> Int {
  return 1
}

protocol Taxed {}
""",
    },
    symbols={
        "a.swift:Cart",
        "a.swift:Taxed",
        "a.swift:help",
        "a.swift:sum",
        "a.swift:total",
    },
    imports=set(),
    calls={
        "a.swift:sum -> a.swift:help",
        "a.swift:total -> a.swift:sum",
    },
)

CODE_SAMPLES["bash"] = CodeSample(
    files={
        "run.sh": """\
#!/bin/bash
source "$(dirname "$0")/lib/log.sh"
. lib/net.sh
. "$HERE/lib/disk.sh"

main() {
  log "x"
  ls
}

main
""",
        "lib/log.sh": "log() { echo; }\n",
        "lib/net.sh": "function fetch { log x; }\n",
        "lib/disk.sh": "",
    },
    symbols={
        "lib/log.sh:log",
        "lib/net.sh:fetch",
        "run.sh:main",
    },
    imports={
        "run.sh -> lib/disk.sh",
        "run.sh -> lib/log.sh",
        "run.sh -> lib/net.sh",
    },
    calls={
        "run.sh -> run.sh:main",
        "run.sh:main -> lib/log.sh:log",
    },
)
