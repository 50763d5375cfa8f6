"""The complexity of a file is what its functions measure together."""

from __future__ import annotations

import pytest

from services.scanning.graph.parsing import read_outline
from services.scanning.measurement.function import measure

SAMPLES = {
    "python": b"def a(x):\n    return 1 if x and x > 1 else 2\n\n\ndef b(y):\n    for z in y:\n        print(z)\n",
    "javascript": b"function a(x) { switch (x) { case 1: return 2; default: return x || 3; } }\nconst b = () => 1;\n",
    "go": b"package a\nfunc a(x int) int { if x > 1 && x < 9 { return 1 }; for { x++ } }\n",
    "java": b"class A { int a(int x) { switch (x) { case 1: return 1; default: return x > 1 ? 2 : 3; } } }\n",
    "c": b"int a(int x) { while (x || x > 2) { x--; } return x; }\nint b(void) { return 1; }\n",
    "rust": b"fn a(x: i32) -> i32 { match x { 1 => 2, _ => if x > 3 && x < 5 { 1 } else { 0 } } }\n",
}


@pytest.mark.parametrize("language", SAMPLES)
def test_it_is_the_sum_over_the_functions(language: str) -> None:
    functions = measure(language, SAMPLES[language])
    assert functions
    assert read_outline(language, SAMPLES[language]).complexity == sum(one.complexity for one in functions)


def test_code_without_functions_and_branches_has_none() -> None:
    assert read_outline("python", b"x = 1\n").complexity == 0
