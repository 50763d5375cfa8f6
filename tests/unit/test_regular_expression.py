"""No pattern of the product can be made slow: each takes time in proportion to the text, whatever a stranger writes.

The proof is in `tests/support/regular_expression.py`. These tests find every pattern, in Python and in scripts.
"""

from __future__ import annotations

import ast
import importlib
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from services.scanning.engines.secret import check_file
from services.telemetry.logging import redact
from tests.support.regular_expression import slow_reading

ROOT = Path(__file__).resolve().parents[2]
FUNCTIONS = {"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
BUILT = {"blueprints/edge/origin.py", "services/scanning/engines/secret.py"}
"""Build patterns from the settings, and from detect-secrets' own, which is tried below."""

SCRIPT_CALL = re.compile(r"\.(?:match|matchAll|replace|replaceAll|search|split)\((/(?:\\.|[^/\n\\]){1,200}/)([a-z]*)")
SCRIPT_TEST = re.compile(r"(/(?:\\.|[^/\n\\]){1,200}/)([a-z]*)\.(?:test|exec)\(")

FRAGMENTS = (
    *("//a", "AKC", "AKCaaaaaaaaaaaaaa-", "eyJ", "eyJa.", "eyJaaaaaaaaaaaaaa.", "glagent-aaaaa", "sk-", "password"),
    *("sk-aaaaaaaaaaaaaaaaaaaa", "password=", "password ", "apikey:", "key_pass_", "csrf_", "a.", "token=", "token "),
    *(
        "bearer ",
        "basic\t",
        "a://",
        "a://b:",
        "https://a:b@",
        "`a`==",
        "'a'==",
        '" == "',
        "[[",
        "${",
        "xoxb-",
        "\\",
        " ",
    ),
)


class Use(NamedTuple):
    where: str
    pattern: str | bytes
    flags: int
    method: str


def python_files() -> list[Path]:
    folders = ("services", "blueprints", "clients/python/tailrace_client")
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py") if uses_patterns(path))


def uses_patterns(path: Path) -> bool:
    return bool(re.search(r"^\s{0,8}(import|from) re\b", path.read_text(), re.MULTILINE))


def uses_in(path: Path) -> Iterator[Use]:
    """Yield the patterns that a module keeps, and those that its functions write where they use them."""
    where, tree = str(path.relative_to(ROOT)), ast.parse(path.read_text())
    methods = methods_of_names(tree)
    module = importlib.import_module(where.removeprefix("clients/python/").removesuffix(".py").replace("/", "."))
    for name, value in vars(module).items():
        for pattern in patterns_in(value):
            for method in methods.get(name) or {"search"}:
                yield Use(f"{where}: {name}", pattern.pattern, pattern.flags & ~re.UNICODE, method)
    kept = {id(node) for top in tree.body if isinstance(top, ast.Assign | ast.AnnAssign) for node in ast.walk(top)}
    for call, method in calls_of_re(tree):
        if id(call) in kept:
            continue
        try:
            pattern = ast.literal_eval(call.args[0])
        except ValueError:
            assert where in BUILT, f"{where}:{call.lineno} builds a pattern, so nothing says that it is linear"
            continue
        yield Use(f"{where}:{call.lineno}", pattern, flags_of(call), "search" if method == "compile" else method)


def calls_of_re(tree: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in FUNCTIONS:
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id == "re":
                yield node, node.func.attr


def methods_of_names(tree: ast.Module) -> dict[str, set[str]]:
    """Return by name how each kept pattern is used. One that is handed on may be used for a search."""
    methods: dict[str, set[str]] = defaultdict(set)
    owners = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in FUNCTIONS:
            methods[node.value.id].add(node.attr)
            owners.add(id(node.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in owners:
            methods[node.id].add("search")
    return methods


def patterns_in(value: Any) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from patterns_in(list(value.values()))
    elif isinstance(value, tuple | list | set | frozenset):
        for item in value:
            yield from patterns_in(item)


def flags_of(call: ast.Call) -> int:
    given = [keyword.value for keyword in call.keywords if keyword.arg == "flags"]
    given += [node for node in call.args[1:] if ast.unparse(node).startswith("re.")]
    return sum(int(eval(ast.unparse(node), {"re": re})) for node in given)


@pytest.mark.parametrize("path", python_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_pattern_of_the_server_is_linear(path: Path) -> None:
    slow = {use: reason for use in uses_in(path) if (reason := slow_reading(use.pattern, use.flags, method=use.method))}
    assert not slow


def test_every_pattern_of_the_scripts_is_linear() -> None:
    found = 0
    for path in (ROOT / "static/js").rglob("*.js"):
        text = path.read_text()
        for literal, flags in (*SCRIPT_CALL.findall(text), *SCRIPT_TEST.findall(text)):
            found += 1
            ours = (re.IGNORECASE if "i" in flags else 0) | (re.MULTILINE if "m" in flags else 0)
            assert not slow_reading(literal[1:-1], ours), f"{path.relative_to(ROOT)}: {literal}"
    assert found > 10, "the scripts were not understood"


@pytest.mark.parametrize(
    ("pattern", "flags", "method"),
    [
        (r"^\s*module\s+(\S+)", re.MULTILINE, "search"),
        (r"\b[a-z][a-z0-9+.-]*://", 0, "sub"),
        (r"csrf[\w-]*=", 0, "search"),
        (r"eyJ[A-Za-z0-9_-]{8,}\.", 0, "search"),
        (r"\s+$", 0, "sub"),
        (r"a.*b|a", 0, "finditer"),
        (r"x{0,1000}y", 0, "search"),
        (r"(a*)*b", 0, "match"),
        (r"(?:a|aa)*b", 0, "match"),
        (r"a*a*b", 0, "fullmatch"),
        (r"(\w+\s?)*!", 0, "match"),
    ],
)
def test_a_slow_pattern_is_found(pattern: str, flags: int, method: str) -> None:
    assert slow_reading(pattern, flags, method=method)


@pytest.mark.parametrize(
    ("pattern", "flags", "method"),
    [
        (r"^[ \t]*class", re.MULTILINE, "search"),
        (r"[^a-z0-9]+", 0, "sub"),
        (r"eyJ[\w-]{8,}(?:\.[\w-]*){0,4}", 0, "sub"),
        (r"\w+@\w+", 0, "fullmatch"),
        (r"\s*=\s*x", 0, "match"),
        (r"\b(?:[a-z_]\w*\.)?[A-Z]\w*", 0, "finditer"),
        (r"(?<![a-z])[a-z]+b", 0, "search"),
        (r"x{0,40}y", 0, "search"),
        (r"(?:a+,)*b", 0, "match"),
    ],
)
def test_a_linear_pattern_passes(pattern: str, flags: int, method: str) -> None:
    assert slow_reading(pattern, flags, method=method) is None


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_a_mebibyte_of_any_fragment_is_redacted_and_searched_in_time(fragment: str, tmp_path: Path) -> None:
    """Normally well below a second; the quadratic patterns took minutes."""
    begun = time.monotonic()
    redact(fragment * (2**20 // len(fragment)))
    line = (fragment * 4096)[:4000]
    for name, text in (("short.txt", f"{line}\n" * 20), ("long.txt", fragment * (2**20 // len(fragment)))):
        (tmp_path / name).write_text(text)
        check_file(str(tmp_path / name))
    assert time.monotonic() - begun < 15
