"""Cppcheck, run on real sources without their headers: what it finds, what is left out, and where it gives up."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from services.scanning.analysis.kind import SPECIFIC, kind_of
from services.scanning.engines.cppcheck import CHECKS, ONE_BEHIND, Cppcheck
from tests.support.source_tree import Analysis, write_tree

FAULTS = {
    "void f(void) { char b[10]; b[12] = 0; }": "buffer-overflow",
    "void f(void) { int a[8]; for (int i = 0; i <= 8; i++) a[i] = i; }": "off-by-one",
    "#include <string.h>\nvoid f(void) { char b[4]; strcpy(b, \"too long\"); }": "buffer-overflow",
    "#include <stdlib.h>\nint f(char *p) { free(p); return p[0]; }": "use-after-free",
    "#include <stdlib.h>\nvoid f(char *p) { free(p); free(p); }": "double-free",
    "char *f(void) { char b[10]; b[0] = 0; return b; }": "use-after-free",
    "int f(int a) { int x; if (a) x = 1; return x; }": "uninitialised",
    "#include <stdlib.h>\nvoid f(void) { int *p = malloc(4); *p = 1; free(p); }": "null-dereference",
    "int f(int *p) { if (p == 0) { return *p; } return 0; }": "null-dereference",
    "int f(void) { int x = 2147483647; return x + 1; }": "integer-overflow",
    "#include <stdio.h>\nvoid f(void) { FILE *f = fopen(\"a\", \"r\"); if (f) fgetc(f); }": "bug",
    "int f(void) { int d = 0; return 5 / d; }": "bug",
}  # fmt: skip
CPP_FAULTS = {
    "#include <string>\n#include <string_view>\nstd::string_view f() { std::string s = \"a\"; return s; }":
        "use-after-free",
    "#include <vector>\nint f(std::vector<int> v) { int &x = v[0]; v.push_back(1); return x; }": "use-after-free",
    "#include <vector>\nvoid f(std::vector<int> &v) { for (int x : v) { if (x) v.push_back(x); } }": "use-after-free",
    "#include <vector>\nint f(const std::vector<int> &v) { int s = 0;"
    " for (unsigned i = 0; i <= v.size(); i++) s += v[i]; return s; }": "off-by-one",
    "void f() { int *p = new int[4]; delete p; }": "bug",
    "#include <array>\nint f(const std::array<int, 4> &a) { int s = 0;"
    " for (int i = 0; i != 5; ++i) s += a[i]; return s; }":
        "off-by-one",
    "struct S { char *p; S(const S &o);"
    " S &operator=(const S &o) { delete[] p; p = new char[4]; *p = *o.p; return *this; } };": "use-after-free",
}  # fmt: skip
NEAR_MISSES = {
    "loop.c": "void f(void) { int a[8]; for (int i = 0; i < 8; i++) a[i] = i; }\n",
    "freed.c": "#include <stdlib.h>\nvoid f(char *p) { free(p); p = NULL; free(p); }\n",
    "checked.c": "#include <stdlib.h>\nvoid f(void) { int *p = malloc(4); if (!p) return; *p = 1; free(p); }\n",
    "static.c": "char *f(void) { static char b[10]; b[0] = 0; return b; }\n",
    "condition.c": "#include <pthread.h>\nint f(pthread_cond_t *c) { return pthread_cond_init(c, NULL); }\n",
    "owned.cpp": "#include <memory>\nint f() { auto p = std::make_unique<int>(1); return *p; }\n",
    "class.cpp": "class A { public: A() {} int x; char *p; };\n",
    "macro.c": "#include \"own.h\"\nDECLARE_LIST(item) int a(void) { return VALUE; }\n",
}  # fmt: skip


def run(root: Path, sources: Mapping[str, str]) -> Analysis:
    return Analysis(root, write_tree(root, sources), engines=[Cppcheck()])


@pytest.mark.parametrize("source", FAULTS)
def test_a_fault_of_c_has_its_kind(tmp_path: Path, source: str) -> None:
    found = run(tmp_path, {"a.c": source + "\n"})
    assert FAULTS[source] in {kind_of("cppcheck", rule) for rule in found.rules("a.c")}


@pytest.mark.parametrize("source", CPP_FAULTS)
def test_a_fault_of_cpp_has_its_kind(tmp_path: Path, source: str) -> None:
    found = run(tmp_path, {"a.cpp": source + "\n"})
    assert CPP_FAULTS[source] in {kind_of("cppcheck", rule) for rule in found.rules("a.cpp")}


def test_what_is_right_or_needs_a_header_has_no_issue(tmp_path: Path) -> None:
    found = run(tmp_path, NEAR_MISSES)
    assert (found.issues_by_file, found.errors) == ({}, [])


def test_every_kind_of_memory_fault_is_named_and_the_table_names_only_checks_that_count() -> None:
    kinds = {kind_of("cppcheck", check) for checks in CHECKS.values() for check in checks}
    assert {"buffer-overflow", "use-after-free", "double-free", "uninitialised", "null-dereference"} <= kinds & SPECIFIC
    assert kind_of("cppcheck", "arrayIndexOutOfBounds" + ONE_BEHIND) == "off-by-one"


def test_c_and_cpp_are_read_as_what_they_are_whatever_the_header_is_called(tmp_path: Path) -> None:
    fault = "int x; return x; }\n"
    sources = {
        "a.c": "int a(int class) { (void)class; " + fault,
        "b.cpp": "namespace n { int b() { " + fault + "}\n",
        "c.h": "static inline int c(int class) { (void)class; " + fault,
        "d.h": "namespace n { class D {}; inline int d() { " + fault + "}\n",
    }
    found = run(tmp_path, sources)
    assert {path: found.rules(path) for path in sources} == {path: {"uninitvar"} for path in sources}


def test_a_pointer_that_may_be_null_is_one_issue_however_often_it_is_used(tmp_path: Path) -> None:
    use = "struct s *n = malloc(sizeof(*n));\n  n->a = 1;\n  n->b = 2;\n  n->c = 3;\n  return n;\n}\n"
    source = "#include <stdlib.h>\nstruct s { int a, b, c; };\nstruct s *f(void) {\n" + use
    issues = run(tmp_path, {"a.c": source}).issues_by_file["a.c"]
    assert [(issue.rule, issue.line) for issue in issues] == [("nullPointerOutOfMemory", 5)]


def test_both_branches_of_an_if_of_the_preprocessor_are_checked(tmp_path: Path) -> None:
    found = run(tmp_path, {"a.c": "int f(void) {\n#ifdef A\nint x;\n#else\nint x = 1;\n#endif\nreturn x;\n}\n"})
    assert found.rules("a.c") == {"uninitvar"}


def test_thousands_of_branches_of_the_preprocessor_end(tmp_path: Path) -> None:
    branches = "".join(f"#ifdef A{number}\nint f{number}(int *p) {{ return *p; }}\n#endif\n" for number in range(3000))
    found = run(tmp_path, {"a.c": branches + "int g(void) { int x; return x; }\n"})
    assert (found.rules("a.c"), found.errors) == ({"uninitvar"}, [])


def test_an_author_may_vouch_for_a_line(tmp_path: Path) -> None:
    source = "int f(void) {\n  int x;\n  // cppcheck-suppress uninitvar\n  return x;\n}\n"
    assert run(tmp_path, {"a.c": source}).issues_by_file == {}


def test_a_file_that_never_ends_is_said_and_costs_itself_alone(tmp_path: Path) -> None:
    doubled = "".join(f"#define A{number} A{number - 1} + A{number - 1}\n" for number in range(1, 40))
    sources = {"bomb.c": "#define A0 1\n" + doubled + "int x = A39;\n", "good.c": "int g(void) { int x; return x; }\n"}
    found = Analysis(tmp_path, write_tree(tmp_path, sources), engines=[Cppcheck()], engine_timeout_s=8)
    assert found.rules("good.c") == {"uninitvar"}
    [error] = found.errors
    assert error.engine == "cppcheck"
    assert error.error.endswith("on bomb.c")


def test_an_include_reads_nothing_beyond_the_file(tmp_path: Path) -> None:
    outside = tmp_path / "outside.h"
    outside.write_text("static int secret(void) { int x; return x; }\n")
    found = run(tmp_path / "tree", {"a.c": f'#include "{outside}"\n#include "../../outside.h"\nint a;\n'})
    assert (found.issues_by_file, found.errors) == ({}, [])


def test_what_a_path_may_never_reach_is_less_severe_than_memory_that_is_used_after_free(tmp_path: Path) -> None:
    source = (
        "#include <stdlib.h>\nint f(void) {\n  int x;\n  return x;\n}\nint g(int *p) {\n  free(p);\n  return *p;\n}\n"
    )
    issues = run(tmp_path, {"a.c": source}).issues_by_file["a.c"]
    assert {issue.line: issue.severity for issue in issues} == {4: "low", 8: "high"}
