"""Tangle: conditions count as much as they are deep, flat ones and guards do not, and it decides what comes first."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.scanning.engines.metrics import check_file
from services.scanning.measurement.function import measure


@pytest.mark.parametrize(
    ("language", "code", "tangle"),
    [
        ("python", "def f(a):\n if a: pass\n if a: pass\n", 2),
        ("python", "def f(a):\n if a:\n  for b in a:\n   while b: pass\n", 1 + 2 + 3),
        ("python", "def f(a):\n if a: pass\n elif b: pass\n elif c: pass\n else: pass\n", 1),
        ("python", "def f(a):\n return [b for b in a if b and a] if a else a or 1\n", 0),
        ("python", "def f(a):\n if a:\n  def g(b):\n   if b: pass\n  try: pass\n  except E: pass\n", 1 + 2),
        ("javascript", "function f(a) { if (a) {} else if (b) {} else if (c) { if (d) {} } }", 1 + 2),
        ("javascript", "function f(a) { switch (a) { case 1: case 2: if (a) {} } return a ? 1 : 2 }", 1),
        ("go", "func f(a int) { if a > 1 { } else if a > 2 { } else { for { if a > 3 { } } } }", 1 + 2 + 3),
        ("java", "class A { void f(int a) { if (a > 1) { } else if (a > 2) { for (;;) { } } } }", 1 + 2),
        ("c", "void f(int a) { if (a) { } else if (a > 2) { while (a) if (a) { } } }", 1 + 2 + 3),
        ("c_sharp", "class A { void F(int a) { foreach (var b in c) { if (a > 1) { } else if (a > 2) { } } } }", 1 + 2),
        ("php", "<?php function f($a) { if ($a) { } elseif ($b) { } else if ($c) { foreach ($d as $e) { } } }", 1 + 2),
        ("ruby", "def f(a)\n if a\n  while b\n  end\n elsif c\n end\nend\n", 1 + 2),
        (
            "rust",
            "fn f(a: i32) { if a > 1 { } else if a > 2 { loop { if b { } } } match a { 1 => {}, _ => {} } }",
            1 + 2,
        ),
    ],
)
def test_conditions_weigh_as_much_as_they_are_deep(language: str, code: str, tangle: int) -> None:
    by_name = {each.name.rpartition(".")[2].lower(): each.tangle for each in measure(language, code.encode())}
    assert by_name["f"] == tangle


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("python", "def f(a):\n while a:\n  if a:\n   # no\n   continue\n  if b: raise E\n"),
        (
            "javascript",
            "function f(a) { for (;;) { if (a) { // done\n return; } if (c) return; if (b) { throw b; } } }",
        ),
        ("go", "func f(a int) { for { if err := g(); err != nil { return err } \n if a > 1 { break } } }"),
        ("java", "class A { void f(int a) { while (a) { if (a > 1) return; if (a > 2) { throw a; } } } }"),
        ("c", "int f(int a) { while (a) { if (!a) return 0; if (a > 1) { goto end; } } end: ; }"),
        ("c_sharp", "class A { void F(int a) { while (true) { if (a > 1) continue; if (a > 2) { throw a; } } } }"),
        ("php", "<?php function f($a) { while ($a) { if ($a) { return; } if ($b) { throw new E(); } } }"),
        ("ruby", "def f(a)\n while a\n  next if a\n  return unless b\n  if c\n   break\n  end\n end\nend\n"),
        ("rust", "fn f(a: i32) { while a > 1 { if a > 1 { return; } if a > 2 { break; } } }"),
        ("swift", "func f(a: Int) { while a > 1 { guard a > 2 else { return } } }"),
    ],
)
def test_a_condition_that_only_leaves_is_no_tangle(language: str, code: str) -> None:
    [function] = measure(language, code.encode())
    assert function.tangle == 1
    assert function.complexity >= 3


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("python", "def f(a):\n if a:\n  b()\n  return\n"),
        ("python", "def f(a):\n if a:\n  return\n else:\n  b()\n"),
        ("javascript", "function f(a) { if (a) { b(); return; } }"),
        ("javascript", "function f(a) { if (a) return; else b(); }"),
        ("go", "func f(a int) { if a > 1 { return } else { b() } }"),
        ("java", "class A { void f(int a) { if (a > 1) return; else b(); } }"),
        ("c", "int f(int a) { if (a) return 1; else b(); }"),
        ("cpp", "int f(int a) { if (a) { return 1; } else { b(); } }"),
        ("c_sharp", "class A { void F(int a) { if (a > 1) { return; } else { b(); } } }"),
        ("php", "<?php function f($a) { if ($a) { return; } else { b(); } }"),
        ("php", "<?php function f($a) { if ($a) { return; } elseif ($c) { b(); } }"),
        ("ruby", "def f(a)\n if a\n  return\n else\n  b\n end\nend\n"),
        ("ruby", "def f(a)\n if a\n  return\n elsif c\n  b\n end\nend\n"),
        ("rust", "fn f(a: i32) { if a > 1 { return; } else { b(); } }"),
        ("go", "func f(a int) { if a > 1 { b(); return } }"),
        ("c", "int f(int a) { if (a) b(); }"),
        ("c", "int f(int a) { while (a) return 1; }"),
        ("php", "<?php function f($a) { if ($a) { b(); } }"),
        ("ruby", "def f(a)\n b if a\nend\n"),
    ],
)
def test_one_that_does_more_is(language: str, code: str) -> None:
    [function] = measure(language, code.encode())
    assert function.tangle == 1


@pytest.mark.parametrize(
    ("around", "inside", "flat", "expected"),
    [
        (12, 15, 0, "medium"),  # paths 1 + 12 + 15, tangle 78 + 15 * 13
        (0, 60, 0, "high"),
        (0, 42, 0, "low"),  # paths 43, tangle 42: 85
        (0, 42, 1, "medium"),
        (5, 12, 0, "low"),  # not more than 25 paths, however deep
        (0, 30, 90, "low"),  # paths 121, tangle 30
        (0, 31, 90, "high"),
    ],
)
def test_only_the_hardest_are_more_than_hints(
    around: int, inside: int, flat: int, expected: str, tmp_path: Path
) -> None:
    nested = "".join(f"{' ' * (1 + depth)}if a{depth}:\n" for depth in range(around))
    beside = f"{' ' * (1 + around)}if b: c()\n" * inside
    (tmp_path / "a.py").write_text(f"def f():\n{nested}{beside} d = e{' and e' * flat}\n")
    found = check_file("python", str(tmp_path / "a.py"))
    assert [issue.severity for issue in found if issue.rule == "complexity"] == [expected]


def test_a_function_inside_a_condition_begins_anew() -> None:
    inner, outer = sorted(
        measure("python", b"def f(a):\n if a:\n  def g(b):\n   if b: pass\n"), key=lambda each: -each.line
    )
    assert (outer.tangle, inner.tangle) == (1, 1)
