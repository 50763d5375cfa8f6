"""Small real programs, one a language, with what their code graph must be."""

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
        "src/shop/cart.py": '''
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
''',
        "src/shop/price.py": "def add_tax(value):\n    return value\n",
        "src/shop/stock.py": "from shop.cart import Cart\n\ndef reserve(cart):\n    return Cart()\n",
        "src/shop/model/item.py": "class Item:\n    pass\n\n\ndef make_item(name):\n    return Item()\n",
        "src/shop/model/logging.py": "def info():\n    pass\n",
        "src/shop/order.py": "import os.path\n\nclass Order:\n    pass\n",
        "tests/test_cart.py": "import shop\nfrom shop import Cart\nfrom shop.model import *\n\ndef test_it():\n    Cart()\n    shop.Cart()\n",
    },
    symbols={
        "src/shop/cart.py:Cart", "src/shop/cart.py:__init__", "src/shop/cart.py:clear", "src/shop/cart.py:inner", "src/shop/cart.py:total",
        "src/shop/cart.py:checkout", "src/shop/price.py:add_tax", "src/shop/stock.py:reserve", "src/shop/model/item.py:Item",
        "src/shop/model/item.py:make_item", "src/shop/model/logging.py:info", "src/shop/order.py:Order", "tests/test_cart.py:test_it",
    },
    imports={
        "src/shop/__init__.py -> src/shop/cart.py",
        "src/shop/cart.py -> src/shop/price.py",
        "src/shop/cart.py -> src/shop/stock.py",
        "src/shop/cart.py -> src/shop/model/item.py",
        "src/shop/cart.py -> src/shop/order.py",
        "src/shop/stock.py -> src/shop/cart.py",
        "tests/test_cart.py -> src/shop/__init__.py",
    },
    calls={
        "src/shop/cart.py:__init__ -> src/shop/cart.py:clear",
        "src/shop/cart.py:inner -> src/shop/model/item.py:Item",
        "src/shop/cart.py:clear -> src/shop/cart.py:inner",
        "src/shop/cart.py:total -> src/shop/price.py:add_tax",
        "src/shop/cart.py:checkout -> src/shop/model/item.py:make_item",
        "src/shop/cart.py:checkout -> src/shop/stock.py:reserve",
        "src/shop/cart.py:checkout -> src/shop/cart.py:Cart",
        "src/shop/stock.py:reserve -> src/shop/cart.py:Cart",
        "src/shop/model/item.py:make_item -> src/shop/model/item.py:Item",
        "tests/test_cart.py:test_it -> src/shop/cart.py:Cart",
    },
)  # fmt: skip

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
        "lib/engine/index.js": "export default function start() {}\nexport function stop() { start(); }\n",
        "lib/math.mjs": "export const add = (a, b) => a + b;\nexport class Vector {\n  size() { return this.norm(); }\n  norm() { return add(1, 1); }\n}\n",
        "lib/log.js": "exports.log = function (text) { console.log(text); };\n",
        "lib/extra.jsx": "import { Vector } from '@acme/shapes/vector';\nexport const Box = () => { new Vector(); return <div/>; };\n",
        "lazy.js": "",
        "packages/shapes/package.json": '{"name": "@acme/shapes", "main": "index.js"}',
        "packages/shapes/src/vector.js": "export class Vector {}\n",
    },
    symbols={
        "index.js:main", "lib/engine/index.js:start", "lib/engine/index.js:stop", "lib/math.mjs:add", "lib/math.mjs:Vector", "lib/math.mjs:size",
        "lib/math.mjs:norm", "lib/log.js:log", "lib/extra.jsx:Box", "packages/shapes/src/vector.js:Vector",
    },
    imports={
        "index.js -> lib/engine/index.js",
        "index.js -> lib/math.mjs",
        "index.js -> lib/log.js",
        "index.js -> lib/extra.jsx",
        "index.js -> lazy.js",
        "lib/extra.jsx -> packages/shapes/src/vector.js",
    },
    calls={
        "index.js -> index.js:main",
        "index.js:main -> lib/engine/index.js:start",
        "index.js:main -> lib/engine/index.js:stop",
        "index.js:main -> lib/math.mjs:add",
        "index.js:main -> lib/log.js:log",
        "lib/engine/index.js:stop -> lib/engine/index.js:start",
        "lib/math.mjs:size -> lib/math.mjs:norm",
        "lib/math.mjs:norm -> lib/math.mjs:add",
        "lib/extra.jsx:Box -> packages/shapes/src/vector.js:Vector",
    },
)  # fmt: skip

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
        "src/shape.ts": "export interface Shape { area(): number }\nexport abstract class Circle implements Shape {\n  private draw = () => this.area();\n  area(): number { return 1; }\n}\nexport enum Kind { A }\n",
        "src/geometry/area.ts": "export const area = (x: unknown): number => 1;\n",
        "src/legacy.ts": "",
        "src/view.tsx": "import { area } from './geometry/area';\nexport function View() { return <b>{area(1)}</b>; }\n",
    },
    symbols={
        "src/main.ts:Run", "src/main.ts:all", "src/shape.ts:Shape", "src/shape.ts:Circle", "src/shape.ts:draw", "src/shape.ts:area",
        "src/shape.ts:Kind", "src/geometry/area.ts:area", "src/view.tsx:View",
    },
    imports={
        "src/main.ts -> src/shape.ts",
        "src/main.ts -> src/geometry/area.ts",
        "src/main.ts -> src/legacy.ts",
        "src/view.tsx -> src/geometry/area.ts",
    },
    calls={
        "src/main.ts:all -> src/geometry/area.ts:area",
        "src/main.ts:all -> src/shape.ts:Circle",
        "src/shape.ts:draw -> src/shape.ts:area",
        "src/view.tsx:View -> src/geometry/area.ts:area",
    },
)  # fmt: skip

CODE_SAMPLES["go"] = CodeSample(
    files={
        "go.mod": "module example.com/shop\n\ngo 1.22\n",
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
        "help.go": "package main\n\nfunc help() {}\n",
        "store/open.go": "package store\n\ntype Store struct{}\n\nfunc Open() *Store { return build() }\n\nfunc (s *Store) Close() { s.flush() }\n",
        "store/build.go": "package store\n\nfunc build() *Store { return nil }\n",
        "store/unused.go": "package store\n\nfunc Unused() {}\n",
        "internal/price/price.go": "package price\n\ntype Taxer interface{ Tax() int }\n\nfunc Total(x int) int { return x }\n",
        "driver/driver.go": "package driver\n",
    },
    symbols={
        "main.go:main", "help.go:help", "store/open.go:Store", "store/open.go:Open", "store/open.go:Close", "store/build.go:build",
        "store/unused.go:Unused", "internal/price/price.go:Taxer", "internal/price/price.go:Total",
    },
    imports={"main.go -> store/open.go", "main.go -> internal/price/price.go", "main.go -> driver/driver.go"},
    calls={
        "main.go:main -> store/open.go:Open",
        "main.go:main -> internal/price/price.go:Total",
        "main.go:main -> help.go:help",
        "store/open.go:Open -> store/build.go:build",
    },
)  # fmt: skip

CODE_SAMPLES["rust"] = CodeSample(
    files={
        "Cargo.toml": '[package]\nname = "shop-core"\n',
        "src/lib.rs": "pub mod cart;\nmod price;\npub use crate::cart::Cart;\n\npub fn version() {}\n",
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
        "src/cart/item.rs": "pub enum Item { A }\nimpl Item { pub fn make() {} }\n",
        "src/price.rs": "pub fn add_tax() { round() }\npub fn round() {}\npub trait Taxed { fn tax(&self); }\n",
        "src/main.rs": "use shop_core::Cart;\nfn main() { Cart::new(); }\n",
    },
    symbols={
        "src/lib.rs:version", "src/cart.rs:Cart", "src/cart.rs:new", "src/cart.rs:check", "src/cart.rs:total", "src/cart.rs:sum", "src/cart.rs:fmt",
        "src/cart/item.rs:Item", "src/cart/item.rs:make", "src/price.rs:add_tax", "src/price.rs:round", "src/price.rs:Taxed", "src/main.rs:main",
    },
    imports={
        "src/lib.rs -> src/cart.rs",
        "src/lib.rs -> src/price.rs",
        "src/cart.rs -> src/price.rs",
        "src/cart.rs -> src/lib.rs",
        "src/cart.rs -> src/cart/item.rs",
        "src/main.rs -> src/lib.rs",
    },
    calls={
        "src/cart.rs:new -> src/cart.rs:check",
        "src/cart.rs:check -> src/lib.rs:version",
        "src/cart.rs:total -> src/cart.rs:sum",
        "src/cart.rs:total -> src/price.rs:add_tax",
        "src/cart.rs:total -> src/price.rs:round",
        "src/cart.rs:total -> src/cart/item.rs:make",
        "src/price.rs:add_tax -> src/price.rs:round",
        "src/main.rs:main -> src/cart.rs:new",
    },
)  # fmt: skip

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
        "src/main/java/com/acme/Local.java": "package com.acme;\nclass Local { static void help() {} }\n",
        "src/main/java/com/acme/store/Store.java": "package com.acme.store;\npublic class Store { public static Store open() { return null; } }\n",
        "src/main/java/com/acme/store/Prices.java": "package com.acme.store;\npublic final class Prices { public static int round(int x) { return x; } }\n",
        "src/main/java/com/acme/model/Item.java": "package com.acme.model;\npublic record Item() {}\n",
        "src/main/java/com/acme/model/Other.java": "package com.acme.model;\npublic interface Other {}\n",
    },
    symbols={
        "src/main/java/com/acme/App.java:App", "src/main/java/com/acme/App.java:run", "src/main/java/com/acme/App.java:stop",
        "src/main/java/com/acme/App.java:Mode", "src/main/java/com/acme/Local.java:Local", "src/main/java/com/acme/Local.java:help",
        "src/main/java/com/acme/store/Store.java:Store", "src/main/java/com/acme/store/Store.java:open", "src/main/java/com/acme/store/Prices.java:Prices",
        "src/main/java/com/acme/store/Prices.java:round", "src/main/java/com/acme/model/Item.java:Item", "src/main/java/com/acme/model/Other.java:Other",
    },
    imports={
        "src/main/java/com/acme/App.java -> src/main/java/com/acme/store/Store.java",
        "src/main/java/com/acme/App.java -> src/main/java/com/acme/store/Prices.java",
        "src/main/java/com/acme/App.java -> src/main/java/com/acme/model/Item.java",
    },
    calls={
        "src/main/java/com/acme/App.java:App -> src/main/java/com/acme/App.java:run",
        "src/main/java/com/acme/App.java:run -> src/main/java/com/acme/App.java:stop",
        "src/main/java/com/acme/App.java:run -> src/main/java/com/acme/store/Store.java:Store",
        "src/main/java/com/acme/App.java:run -> src/main/java/com/acme/store/Store.java:open",
        "src/main/java/com/acme/App.java:run -> src/main/java/com/acme/store/Prices.java:round",
        "src/main/java/com/acme/App.java:run -> src/main/java/com/acme/model/Item.java:Item",
        "src/main/java/com/acme/App.java:run -> src/main/java/com/acme/Local.java:help",
    },
)  # fmt: skip

CODE_SAMPLES["c"] = CodeSample(
    files={
        "src/main.c": '#include <stdio.h>\n#include "list.h"\n#include "util/str.h"\n\nstatic int run(void) { return list_add(0) + str_len(""); }\n\nint main(void) { printf("x"); return run(); }\n',
        "src/list.h": "struct list { int n; };\ntypedef struct { int x; } pair;\nint list_add(struct list *l);\n",
        "src/list.c": '#include "list.h"\nint list_add(struct list *l) { return 1; }\nstruct list **list_new(void) { return 0; }\n',
        "include/util/str.h": "static inline int str_len(const char *s) { return 0; }\n",
        "include/stdio.h": "",
    },
    symbols={
        "src/main.c:run", "src/main.c:main", "src/list.h:list", "src/list.h:pair", "src/list.c:list_add", "src/list.c:list_new",
        "include/util/str.h:str_len",
    },
    imports={
        "src/main.c -> src/list.h",
        "src/main.c -> include/util/str.h",
        "src/main.c -> include/stdio.h",
        "src/list.c -> src/list.h",
    },
    calls={
        "src/main.c:main -> src/main.c:run",
        "src/main.c:run -> src/list.c:list_add",
        "src/main.c:run -> include/util/str.h:str_len",
    },
)  # fmt: skip

CODE_SAMPLES["cpp"] = CodeSample(
    files={
        "app/main.cpp": '#include <vector>\n#include "shape.hpp"\n\ntemplate <class T> T twice(T x) { return x; }\n\nint main() { auto* c = new Circle(); twice<int>(1); return geo::area(); }\n',
        "app/shape.hpp": "#pragma once\nnamespace geo {\nclass Circle {\n public:\n  Circle();\n  int size() { return this->width(); }\n  int width();\n};\nint area();\n}\n",
        "app/shape.cpp": '#include "shape.hpp"\nnamespace geo {\nCircle::Circle() { width(); }\nint Circle::width() { return 1; }\nint area() { return 2; }\n}\n',
    },
    symbols={
        "app/main.cpp:twice", "app/main.cpp:main", "app/shape.hpp:Circle", "app/shape.hpp:size", "app/shape.cpp:Circle", "app/shape.cpp:width",
        "app/shape.cpp:area",
    },
    imports={"app/main.cpp -> app/shape.hpp", "app/shape.cpp -> app/shape.hpp"},
    calls={
        "app/main.cpp:main -> app/main.cpp:twice",
        "app/main.cpp:main -> app/shape.hpp:Circle",
        "app/shape.cpp:Circle -> app/shape.cpp:width",
    },
)  # fmt: skip

CODE_SAMPLES["ruby"] = CodeSample(
    files={
        "bin/run": "#!/usr/bin/env ruby\nrequire 'json'\nrequire 'shop/cart'\nrequire_relative '../lib/shop/price'\n\nCart.open(1)\nadd_tax(2)\n",
        "lib/shop/cart.rb": "module Shop\n  class Cart\n    def self.open(x)\n      helper\n    end\n\n    def self.helper; end\n\n    def total\n      self.sum\n    end\n\n    def sum; end\n  end\nend\n",
        "lib/shop/price.rb": "def add_tax(x)\n  x\nend\n",
    },
    symbols={
        "lib/shop/cart.rb:Shop", "lib/shop/cart.rb:Cart", "lib/shop/cart.rb:open", "lib/shop/cart.rb:helper", "lib/shop/cart.rb:total",
        "lib/shop/cart.rb:sum", "lib/shop/price.rb:add_tax",
    },
    imports={"bin/run -> lib/shop/cart.rb", "bin/run -> lib/shop/price.rb"},
    calls={
        "bin/run -> lib/shop/cart.rb:open",
        "bin/run -> lib/shop/price.rb:add_tax",
        "lib/shop/cart.rb:total -> lib/shop/cart.rb:sum",
    },
)  # fmt: skip

CODE_SAMPLES["php"] = CodeSample(
    files={
        "public/index.php": "<?php\nrequire_once __DIR__ . '/../src/functions.php';\nuse Acme\\Shop\\{Cart, Price as Cost};\nuse Acme\\Other;\n\nfunction run() { $c = new Cart(); Cost::round(1); greet(); $c->total(); }\nrun();\n",
        "src/functions.php": "<?php\nfunction greet() {}\n",
        "src/Shop/Cart.php": "<?php\nnamespace Acme\\Shop;\n\nclass Cart extends Base {\n  public function total() { $this->sum(); self::check(); return new Price(); }\n  private function sum() {}\n  static function check() {}\n}\n",
        "src/Shop/Price.php": "<?php\nnamespace Acme\\Shop;\n\nfinal class Price { static function round($x) {} }\ninterface Taxed {}\ntrait Counts {}\n",
    },
    symbols={
        "public/index.php:run", "src/functions.php:greet", "src/Shop/Cart.php:Cart", "src/Shop/Cart.php:total", "src/Shop/Cart.php:sum",
        "src/Shop/Cart.php:check", "src/Shop/Price.php:Price", "src/Shop/Price.php:round", "src/Shop/Price.php:Taxed", "src/Shop/Price.php:Counts",
    },
    imports={
        "public/index.php -> src/functions.php",
        "public/index.php -> src/Shop/Cart.php",
        "public/index.php -> src/Shop/Price.php",
    },
    calls={
        "public/index.php -> public/index.php:run",
        "public/index.php:run -> src/Shop/Cart.php:Cart",
        "public/index.php:run -> src/Shop/Price.php:round",
        "public/index.php:run -> src/functions.php:greet",
        "src/Shop/Cart.php:total -> src/Shop/Cart.php:sum",
        "src/Shop/Cart.php:total -> src/Shop/Cart.php:check",
        "src/Shop/Cart.php:total -> src/Shop/Price.php:Price",
    },
)  # fmt: skip

CODE_SAMPLES["c_sharp"] = CodeSample(
    files={
        "App/Program.cs": "using System;\nusing Acme.Shop;\nusing Money = Acme.Prices.Price;\n\nnamespace Acme;\n\nclass Program {\n  static void Main() { Run(); new Cart(); Money.Round(1); }\n  static void Run() { this.Stop(); Console.WriteLine(); }\n  void Stop() {}\n}\n",
        "Shop/Cart.cs": "namespace Acme.Shop { public class Cart { public Cart() {} } public struct Line {} }\n",
        "Shop/Unused.cs": "namespace Acme.Shop;\npublic interface IUnused {}\n",
        "Prices/Price.cs": "namespace Acme.Prices;\npublic record Price(int A) { public static void Round(int x) {} }\n",
    },
    symbols={
        "App/Program.cs:Program", "App/Program.cs:Main", "App/Program.cs:Run", "App/Program.cs:Stop", "Shop/Cart.cs:Cart", "Shop/Cart.cs:Line",
        "Shop/Unused.cs:IUnused", "Prices/Price.cs:Price", "Prices/Price.cs:Round",
    },
    imports={"App/Program.cs -> Shop/Cart.cs", "App/Program.cs -> Prices/Price.cs"},
    calls={
        "App/Program.cs:Main -> App/Program.cs:Run",
        "App/Program.cs:Main -> Shop/Cart.cs:Cart",
        "App/Program.cs:Main -> Prices/Price.cs:Round",
        "App/Program.cs:Run -> App/Program.cs:Stop",
    },
)  # fmt: skip

CODE_SAMPLES["kotlin"] = CodeSample(
    files={
        "App.kt": "package acme\n\nimport acme.shop.Cart\nimport acme.shop.total as sum\n\nclass App {\n  fun run() { Cart(); sum(); this.stop(); Local.help() }\n  fun stop() {}\n}\n",
        "Local.kt": "package acme\n\nobject Local { fun help() {} }\n",
        "shop/Cart.kt": "package acme.shop\n\nclass Cart\n\nfun total() {}\n",
    },
    symbols={"App.kt:App", "App.kt:run", "App.kt:stop", "Local.kt:Local", "Local.kt:help", "shop/Cart.kt:Cart", "shop/Cart.kt:total"},
    imports={"App.kt -> shop/Cart.kt"},
    calls={
        "App.kt:run -> shop/Cart.kt:Cart",
        "App.kt:run -> shop/Cart.kt:total",
        "App.kt:run -> App.kt:stop",
        "App.kt:run -> Local.kt:help",
    },
)  # fmt: skip

CODE_SAMPLES["scala"] = CodeSample(
    files={
        "App.scala": "package acme\n\nimport acme.shop.{Cart, Price => Cost}\n\nobject App {\n  def run() = { Cart.open(); Cost.round(); stop() }\n  def stop() = 1\n}\n",
        "Cart.scala": "package acme.shop\n\nobject Cart { def open() = 1 }\ntrait Taxed\n",
        "Price.scala": "package acme.shop\n\nobject Price { def round() = 1 }\n",
    },
    symbols={
        "App.scala:App", "App.scala:run", "App.scala:stop", "Cart.scala:Cart", "Cart.scala:open", "Cart.scala:Taxed", "Price.scala:Price",
        "Price.scala:round",
    },
    imports={"App.scala -> Cart.scala", "App.scala -> Price.scala"},
    calls={"App.scala:run -> Cart.scala:open", "App.scala:run -> Price.scala:round", "App.scala:run -> App.scala:stop"},
)  # fmt: skip

CODE_SAMPLES["swift"] = CodeSample(
    files={"a.swift": "import Foundation\n\nclass Cart {\n  func total() -> Int {\n    return self.sum()\n  }\n  func sum() -> Int {\n    return help()\n  }\n}\n\nfunc help() -> Int {\n  return 1\n}\n\nprotocol Taxed {}\n"},
    symbols={"a.swift:Cart", "a.swift:total", "a.swift:sum", "a.swift:help", "a.swift:Taxed"},
    imports=set(),
    calls={"a.swift:total -> a.swift:sum", "a.swift:sum -> a.swift:help"},
)  # fmt: skip

CODE_SAMPLES["bash"] = CodeSample(
    files={
        "run.sh": '#!/bin/bash\nsource "$(dirname "$0")/lib/log.sh"\n. lib/net.sh\n. "$HERE/lib/disk.sh"\n\nmain() {\n  log "x"\n  ls\n}\n\nmain\n',
        "lib/log.sh": "log() { echo; }\n",
        "lib/net.sh": "function fetch { log x; }\n",
        "lib/disk.sh": "",
    },
    symbols={"run.sh:main", "lib/log.sh:log", "lib/net.sh:fetch"},
    imports={"run.sh -> lib/log.sh", "run.sh -> lib/net.sh", "run.sh -> lib/disk.sh"},
    calls={"run.sh -> run.sh:main", "run.sh:main -> lib/log.sh:log"},
)  # fmt: skip
