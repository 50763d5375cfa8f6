"""Functions as they are measured: where each ends, whatever stands in its strings, and how many paths it has."""

from __future__ import annotations

from contextlib import closing

import pytest

from services.scanning.engines.metrics import Metrics
from services.scanning.measurement.function import measure
from tests.support.source_tree import Analysis, write_tree


def measured(language: str, code: str) -> list[tuple[str, int, int, int, int]]:
    """Name, line, lines, paths and parameters."""
    found = measure(language, code.encode())
    return [(each.name, each.line, each.lines, each.complexity, each.parameters) for each in found]


# What a reader of tokens takes for a brace, a quote or a condition. Each is one expression of its language.
_ECMASCRIPT = (
    "/[{]/.test(x)", "/[/\"'`{]/g", "x / 2 / 3", "`${`}`} {`", "'}'", '"{ if ("', "`{ if (\n} else {`", "/\\/{/.source",
    "y => /}/", "[/'/, /{/][0]", "x++ / 2", "(x) / /}/.lastIndex",
)  # fmt: skip
_MARKUP = ("<b>it's</b>", "<p>don't } if</p>", "<a href='}'>{'{'} / </a>", "<>{/* it's } */}</>")
EXPRESSIONS: dict[str, tuple[str, ...]] = {
    "javascript": _ECMASCRIPT + _MARKUP,
    "typescript": (*_ECMASCRIPT, "x as Map<string, {a?: number}>", "<{a?: 1}>x", "x!"),
    "tsx": _MARKUP,
    "python": ("'''\n} if '''", 'f"{x!r:{x}} if {{"', 'r"\\"', "rb'{'", "{'}': 1}", '"# if"'),
    "java": ("\"{ if (\"", "'{'", "'\\''", '"""\n} " if (\n"""', "(java.util.List<?>) null", "int[].class"),
    "go": ("`{ if \n} \"`", "'{'", "'\\''", "\"}\"", "struct{ a int }{1}"),
    "c": ("'{'", '"}"', "'\\''", '"\\"{"', "(int){1}", "'\"'"),
    "cpp": ('R"x(} ")" { if ()x"', "1'000'000", "'{'", "static_cast<int>(x) < static_cast<long>(x)", "T<int&&>{}"),
    "c_sharp": ('@"\\"', '@"{ "" }"', '$"{x:x} {{ if ("', '$@"\\{x}"', '"""\n } " if \n"""', "'\\''", "x as int?",
                "x!"),
    "php": ("'{'", '"{$x} }"', "<<<EOT\n } if ( ' \nEOT", "<<<'EOT'\n { \" \nEOT", '"\\""'),
    "ruby": ("%q(end })", "/end \"{/", ":\"if\"", "\"#{x} end if\"", "%w[if end {]", "?'", "'end'", "<<~X\n end if\nX"),
    "rust": ('r#"} " {"#', "'{'", "'\\''", "b'}'", 'x::<\'static>("}")', '"{ if\n }"'),
    "kotlin": ('"${"}"} {"', '"""\n} if " {"""', "'{'", "x as Int?"),
    "scala": ('"""} " if {"""', "'{'", '"}"'),
    "swift": ('"\\("}") {"', '"""\n} if "\n"""', '"{"'),
}  # fmt: skip
FRAMES = {
    "javascript": "function first(x) {{\n  return {0};\n}}\nfunction after(x) {{ return x && 1; }}\n",
    "python": "def first(x):\n    return {0}\n\ndef after(x):\n    return x and 1\n",
    "java": "class A {{\nObject first(int x) {{\n  return {0};\n}}\n"
    "boolean after(int x) {{ return x > 1 && true; }}\n}}\n",
    "go": "package a\nfunc first(x int) any {{\n  return {0}\n}}\nfunc after(x bool) bool {{ return x && true }}\n",
    "c": "int first(int x) {{\n  return {0};\n}}\nint after(int x) {{ return x && 1; }}\n",
    "php": "<?php\nfunction first($x) {{\n  return {0};\n}}\nfunction after($x) {{ return $x && 1; }}\n",
    "ruby": "def first(x)\n  return {0}\nend\ndef after(x)\n  x && 1\nend\n",
    "rust": "fn first<'a>(x: &'a str) -> T {{\n  return {0};\n}}\nfn after(x: bool) -> bool {{ x && true }}\n",
    "kotlin": "fun first(x: Any): Any {{\n  return {0}\n}}\nfun after(x: Boolean): Boolean {{ return x && true }}\n",
    "scala": "object A {{\ndef first(x: Int): Any = {{\n  {0}\n}}\ndef after(x: Boolean) = x && true\n}}\n",
    "swift": "func first(x: Int) -> Any {{\n  return {0}\n}}\nfunc after(x: Bool) -> Bool {{ return x && true }}\n",
}
FRAMES |= dict.fromkeys(("typescript", "tsx"), FRAMES["javascript"]) | {"cpp": FRAMES["c"], "c_sharp": FRAMES["java"]}


@pytest.mark.parametrize(
    ("language", "expression"), [(language, each) for language, all_ in EXPRESSIONS.items() for each in all_]
)
def test_a_function_ends_where_it_ends_whatever_it_holds(language: str, expression: str) -> None:
    code = FRAMES[language].format(expression)
    first, after = [each for each in measured(language, code) if not each[0].endswith("(anonymous)")]
    opening = code.index("first")
    assert first[1] == code.count("\n", 0, opening) + 1
    assert first[2:] == (expression.count("\n") + (2 if language == "python" else 3), 1, 1)
    assert after[1] == code.count("\n", 0, code.index("after")) + 1
    assert after[3:] == (2, 1)


@pytest.mark.parametrize(
    ("language", "code", "expected"),
    [
        ("c", "int f(int w) {\n if (w < 0) { w = 1; }\n#ifdef Z\n else if (w > 15) { w = 2; }\n#endif\n return w;\n}\n",
         [("f", 1, 5, 3, 1)]),
        ("c", "#if A\nint f(int a) {\n#else\nint f(int a, int b) {\n#endif\n"
         " if (a) {\n }\n return 1;\n}\nint g(void) {}\n",
         [("f", 2, 5, 2, 1), ("g", 10, 1, 1, 0)]),
        ("c", "int f(int a) {\n#if 0\n if (a) {\n#else\n while (a) {\n#endif\n }\n}\n", [("f", 1, 4, 2, 1)]),
        ("cpp", "int f(int a) {\n#ifdef X\n for (;;) {\n#elif Y\n while (a) {\n#else\n {\n#endif\n }\n}\n",
         [("f", 1, 4, 2, 1)]),
        ("c_sharp", "class A {\n int F(int w) {\n if (w < 0) { w = 1; }\n#if Z\n else if (w > 15) { w = 2; }\n#endif\n"
         " return w;\n }\n}\n", [("A.F", 2, 5, 3, 1)]),
    ],
)  # fmt: skip
def test_a_keyword_that_the_preprocessor_tears_off_is_no_function(
    language: str, code: str, expected: list[tuple[str, int, int, int, int]]
) -> None:
    assert measured(language, code) == expected


@pytest.mark.parametrize(
    ("language", "code", "paths"),
    [
        ("python", "def f(a):\n  try:\n    x = 1 if a else 2\n  except (A, B): pass\n  finally: pass\n"
         "  return [i for i in a if i or 1]\n", 6),
        ("python", "def f(a):\n  match a:\n    case 1 | 2: pass\n    case _: pass\n", 2),
        ("javascript", "function f(a) { switch (a) { case 1: case 2: default: } return a?.b ?? (a ? 1 : 2) }", 5),
        ("java", "class A { int f(int a) { for (int i : x) {} "
         "return switch (a) { case 1, 2 -> 1; default -> 2; }; } }", 3),
        ("go", "package a\nfunc f() { select { case <-c: default: }; switch { case a && b: } }", 4),
        ("c", "int f(int a) { do { } while (a); switch (a) { case 1: default: ; } return defaults ? 1 : 2; }", 4),
        ("cpp", "void f(T&& a) { try { for (auto&& i : a) {} } catch (...) {} }", 3),
        ("c_sharp", "class A { int F() { switch (a) { case 1: case 2: break; default: break; }"
         " return b switch { 1 => 2, _ => c ?? 3 }; } }", 5),
        ("php", "<?php function f() { if ($a): elseif ($b): endif; foreach ($a as $b) {} return match(1) { 1 => 2,"
         " default => 3 }; }", 5),
        ("ruby", "def f\n  return 1 if a unless b\n  case a\n  when 1, 2 then 3\n  else 4\n  end\nrescue E\nend\n", 5),
        ("rust", "fn f() { let g = |x: u8| x; match a { 1 => 1, _ => 2 }; if let Some(x) = y {} while a || b {} }", 5),
        ("kotlin", "fun f() { when (a) { 1 -> 2; else -> 3 }; val x = a ?: 1 }", 3),
        ("scala", "object A { def f = a match { case 1 if a && b => 1; case _ => 2 } }", 3),
        ("swift", "func f() { guard let a = b else { return }; switch a { case 1: c(); default: d() } }", 3),
    ],
)  # fmt: skip
def test_paths_are_decisions_and_one(language: str, code: str, paths: int) -> None:
    assert measured(language, code)[0][3] == paths


@pytest.mark.parametrize(
    ("language", "code", "names"),
    [
        ("python", "class A:\n class B:\n  def m(self): pass\n def n(cls): pass\ndef f(): pass\n",
         ["A.B.m", "A.n", "f"]),
        ("javascript", "class A { m() {} b = () => 1; get c() {} }\nx.y = function () {};\n"
         "const o = { p: () => 1 };\nz(() => 1)",
         ["A.m", "A.b", "A.c", "x.y", "p", "(anonymous)"]),
        ("go", "package a\nfunc (s *T[K]) M() {}", ["T.M"]),
        ("rust", "impl A for B { fn m() { let g = |x| 1; } }", ["B::m", "g"]),
        ("cpp", "int n::A::m() {}\nstruct S { ~S() {} bool operator==(S o) {} operator bool() {} int *g() {} };",
         ["n::A::m", "S::~S", "S::operator==", "S::operator bool", "S::g"]),
        ("c_sharp", "class A { int P { get { } set { } } A() {} public static A operator +(A a) => a; ~A() {} }",
         ["A.P.get", "A.P.set", "A.A", "A.operator +", "A.A"]),
        ("ruby", "module M\n class A\n  def m; end\n  def self.s; end\n end\nend\n", ["M.A.m", "M.A.s"]),
        ("php", "<?php class A { function m() {} }\n$f = fn($x) => 1;", ["A::m", "$f"]),
        ("java", "class A { record B(int x) { B {} } interface C { default void m() {} } }", ["A.B.B", "A.C.m"]),
    ],
)  # fmt: skip
def test_a_method_is_named_with_its_class(language: str, code: str, names: list[str]) -> None:
    assert [each[0] for each in measured(language, code)] == names


@pytest.mark.parametrize(
    ("language", "code", "count"),
    [
        ("python", "class A:\n def f(self, a, /, b=(1, 2), *, c: int = 1, **k): pass\n", 4),
        ("javascript", "f = a => 1", 1),
        ("typescript", "function f(a?: Map<string, number>, ...b: [x: 1, y: 2]) {}", 2),
        ("go", "package a\nfunc f(a, b int, _ ...string) {}", 3),
        ("c", "int f(void) {}", 0),
        ("c", "int (*f(int a, int (*b)(int, int)))(char, char, char) {}", 2),
        ("java", "class A { void f(A this, int a, String... b) {} }", 2),
        ("c_sharp", "class A { void F(int a, params int[] b) {} }", 2),
        ("rust", "impl A { fn f(&mut self, (a, b): (u8, u8), c: u8) {} }", 2),
        ("kotlin", "fun f(a: Int, b: (Int, Int) -> Int) {}", 2),
        ("scala", "object A { def f(a: Int)(b: Int, c: Int) = 1 }", 3),
        ("swift", "func f(_ a: Int, b: String = \"x\") {}", 2),
        ("ruby", "def f(a, b = 1, *c, d:, **e, &g)\nend\n", 6),
        ("php", "<?php function f(?int $a, int ...$b) {}", 2),
    ],
)  # fmt: skip
def test_parameters_are_those_that_a_caller_gives(language: str, code: str, count: int) -> None:
    assert measured(language, code)[0][4] == count


def test_a_method_may_be_called_like_a_keyword() -> None:
    code = "class A { catch(a) { return a && 1; } if() {} }"
    assert measured("javascript", code) == [("A.catch", 1, 1, 2, 1), ("A.if", 1, 1, 1, 0)]


def test_a_function_inside_another_is_counted_apart() -> None:
    code = "function outer(a) {\n  if (a) {}\n  const b = (c) => {\n    // why\n\n    if (c && a) {}\n  };\n}\n"
    assert measured("javascript", code) == [("outer", 1, 5, 2, 1), ("b", 3, 3, 3, 1)]


def test_comments_and_documentation_are_no_code() -> None:
    code = 'def f():\n    """What it does.\n\n    At length.\n    """\n    # why\n\n    return """a\nb"""\n'
    assert measured("python", code) == [("f", 1, 3, 1, 0)]


@pytest.mark.parametrize("code", ["(" * 20_000, "if (a) {" * 20_000, "function f() {" * 5_000, "!" * 100_000])
def test_depth_costs_no_more_than_length(code: str) -> None:
    assert len(measure("javascript", code.encode())) <= 5_000


def test_the_engine_knows_a_file_s_language_and_says_what_is_too_much(tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.mktemp("tree")
    conditions = "".join(f"if (a == {number}) {{ }}\n" for number in range(30))
    files = write_tree(root, {
        "a.h": f"class A {{ public: void m(int a) {{\n{conditions}}} }};\n",
        "b.jsx": "const B = () => <b>it's</b>;\nfunction c(a) {\n" + conditions + "return <b>it's</b> }\n",
        "d.py": "def d(" + ", ".join(f"p{number}" for number in range(20)) + "):\n" + "    d()\n" * 200,
        "e.lua": "function e() end\n",
    })  # fmt: skip
    with closing(Metrics()) as engine:
        analysis = Analysis(root, files, engines=[engine])
    assert analysis.errors == []
    assert {
        path: [(each.line, each.message) for each in issues] for path, issues in analysis.issues_by_file.items()
    } == {
        "a.h": [(1, "A::m has 31 independent paths (limit 15)")],
        "b.jsx": [(2, "c has 31 independent paths (limit 15)")],
        "d.py": [(1, "d is 201 lines of code long (limit 150)"), (1, "d takes 20 parameters (limit 12)")],
    }


@pytest.mark.parametrize(
    ("code", "is_told"),
    [
        ("(function () {\n%s})();\n", False),
        ("define(['a'], (a) => {\n%s});\n", False),
        ("describe('a', function () {\n%s});\n", False),
        ("function f() {\n%s}\n", True),
        ("const f = () => {\n%s};\n", True),
        ("function f() {}\nrun(function () {\n  return function () {\n%s};\n});\n", True),
    ],
)
def test_what_stands_around_a_file_is_no_long_function(
    tmp_path_factory: pytest.TempPathFactory, code: str, is_told: bool
) -> None:
    root = tmp_path_factory.mktemp("tree")
    files = write_tree(root, {"a.js": code % ("call();\n" * 500)})
    with closing(Metrics()) as engine:
        found = engine.check(root, files, 60)["a.js"]
    assert any(issue.rule == "function-length" for issue in found) == is_told
