"""Hostile trees: a repository's own configuration, names, modules and plugins change nothing and run nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from services.scanning.engines import catalogue
from services.scanning.engines.engine import Engine
from services.scanning.engines.stage import Stage
from services.scanning.engines.tool_engine import run_tool
from services.scanning.files.source_file import SourceFile
from tests.support.source_tree import Analysis, write_tree

SOURCES = {
    "a.py": "import subprocess\n\n\ndef run(name):\n    subprocess.call('ls ' + name, shell=True)\n",
    "query.py": "from flask import request\n\n\ndef f(c):\n    c.execute('SELECT ' + request.args['n'])\n",
    "rpc.py": "import xmlrpc.client\n\nxmlrpc.client.ServerProxy('http://x')\n",
    "a.js": "export function f(x) { return eval(x); }\n",
    "a.c": "#include <stdio.h>\nint main(void) { char b[10]; gets(b); return b[11]; }\n",
    "a.sh": "#!/bin/bash\nsource ./outside.sh\nrm -rf $1/*\n",
    "a.yml": "a: 1\na: 2\n",
    "a.go": "package a\nfunc f(x int) int {\n"
    + "".join(f"if x == {n} {{ return {n} }}\n" for n in range(30))
    + "return 0\n}\n",
    "key.py": 'aws_access_key_id = "' + "AKIA" + 'QYLPMN5HHHFPZAM2"\n',
    ".github/workflows/ci.yml": (
        "on: pull_request_target\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
        '      - run: echo "${{ github.event.pull_request.title }}"\n'
    ),
}
PYPROJECT = """\
[tool.ruff]
extend = "/etc/passwd"
lint.ignore = ["ALL"]
[tool.bandit]
skips = ["B602"]
"""
LIBRARY = '<?xml version="1.0"?>\n<def format="2"><define name="main(x)" value="f(void); int g(void)"/></def>\n'


def hostile_files(marker: Path) -> dict[str, str]:
    """Return configuration that silences an engine, reads the server's files, or leaves ``marker`` when executed."""
    leave_python = f"open({str(marker)!r}, 'w').close()\n"
    leave_js = f"require('fs').writeFileSync({str(marker)!r}, '')\nmodule.exports = {{ rules: {{}} }}\n"
    return {
        "pyproject.toml": PYPROJECT,
        "ruff.toml": 'exclude = ["*"]\n',
        ".ruff.toml": 'extend = "/etc/hostname"\n',
        ".bandit": "[bandit]\nskips = B411,B602\nexclude = *\n",
        "bandit.yaml": "skips: [B411, B602]\n",
        "setup.cfg": "[bandit]\nskips = B411\n[flake8]\nignore = ALL\n",
        ".oxlintrc.json": '{"jsPlugins": ["./plugin.js"], "rules": {"no-eval": "off"}, "ignorePatterns": ["**"]}',
        ".eslintrc.json": '{"root": true, "rules": {"no-eval": "off"}}',
        ".eslintignore": "*\n",
        ".gitignore": "*\n",
        "oxlint.config.ts": leave_js,
        "plugin.js": leave_js,
        "tsconfig.json": '{"extends": "/etc/passwd"}',
        ".shellcheckrc": "disable=all\nexternal-sources=true\n",
        "outside.sh": "disable=all\n",
        ".yamllint": "extends: default\nignore: |\n  *\nrules: {key-duplicates: disable}\n",
        "zizmor.yml": "rules:\n  template-injection:\n    ignore: [ci.yml]\n",
        ".github/zizmor.yml": "rules:\n  template-injection:\n    disable: true\n",
        "cppcheck.cfg": '{"suppressions": ["*"]}',
        "std.cfg": LIBRARY,
        "posix.cfg": LIBRARY,
        "posix": LIBRARY,
        "0/a.ctu-file": "a.c\n",
        ".semgrepignore": "*\n",
        ".semgrep.yml": "rules: []\n",
        ".secrets.baseline": '{"version": "1.5.0", "plugins_used": [], "filters_used": [], "results": {}}',
        "whitelizer.txt": "*\n",
        "sitecustomize.py": leave_python,
        "usercustomize.py": leave_python,
        "bandit/__init__.py": leave_python,
        "detect_secrets/__init__.py": leave_python,
        "tree_sitter.py": leave_python,
        "yamllint.py": leave_python,
        "services/__init__.py": leave_python,
        "msgspec.py": leave_python,
    }


@pytest.fixture
def engines() -> Iterator[list[Engine]]:
    made = catalogue.offline_engines()
    yield made
    for engine in made:
        engine.close()


@pytest.fixture
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A hostile tree as the working folder, and an environment that points the tools at its configuration."""
    root = tmp_path / "tree"
    root.mkdir()
    for name, value in (
        ("PYTHONPATH", root),
        ("HOME", root),
        ("ZIZMOR_CONFIG", root / "zizmor.yml"),
        ("RUFF_CONFIG", root),
    ):
        monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("SHELLCHECK_OPTS", "--exclude=SC2115")
    monkeypatch.setenv("YAMLLINT_CONFIG_FILE", str(root / ".yamllint"))
    monkeypatch.chdir(root)
    return root


def test_configuration_in_the_tree_changes_nothing_and_runs_nothing(tmp_path: Path, inside: Path) -> None:
    innocent = Analysis(tmp_path / "innocent", write_tree(tmp_path / "innocent", SOURCES)).issues_by_file
    marker = tmp_path / "executed"
    files = write_tree(inside, SOURCES)
    everything = files + write_tree(inside, hostile_files(marker))
    analysis = Analysis(inside, everything)
    assert set(innocent) == set(SOURCES)
    assert {path: analysis.issues_by_file[path] for path in SOURCES} == innocent
    assert analysis.errors == []
    assert not marker.exists()


def test_the_tools_themselves_ignore_configuration_beside_the_files(
    tmp_path: Path, inside: Path, engines: list[Engine]
) -> None:
    """Staging keeps configuration away from the tools. Their options do so too, in case a copy ever includes it."""
    innocent = tmp_path / "innocent"
    files = write_tree(innocent, SOURCES)
    marker = tmp_path / "executed"
    write_tree(inside, {**SOURCES, **hostile_files(marker)})
    for engine in engines:
        handled = [file for file in files if engine.handles(file)]
        expected = engine.check(innocent, handled, 60.0)
        assert any(expected.values())
        assert engine.check(inside, handled, 60.0) == expected
    assert not marker.exists()


@pytest.mark.parametrize(
    "name",
    [
        "-x.py",
        "--config=evil.toml.py",
        "--fix.py",
        "a b.py",
        "new\nline.py",
        "*.py",
        "$(touch x).py",
        "'; touch x;'.py",
        "@file.py",
        "é\u202e中.py",
        ".hidden.py",
        "..py",
        "x" * 251 + ".py",
        "folder with -dashes/--help/-v.py",
    ],
)
def test_a_hostile_name_is_a_name(tmp_path: Path, name: str) -> None:
    before = set(Path().iterdir())
    files = write_tree(tmp_path, {name: SOURCES["a.py"] + SOURCES["key.py"]})
    analysis = Analysis(tmp_path, files)
    assert analysis.rules(name) == {"S602", "AWSKey"}
    assert analysis.errors == []
    assert set(Path().iterdir()) == before


def _odd(path: str, number: int) -> str:
    """A workflow must stay where workflows are run."""
    folder, _, name = path.rpartition("/")
    return f"{folder or f'-- {number}' + chr(10)}/-- {number}{chr(10)}{name[:-4]}-{chr(10)}{name[-4:]}"


def test_every_engine_survives_hostile_names(tmp_path: Path) -> None:
    odd_names = {path: _odd(path, number) for number, path in enumerate(SOURCES)}
    plain = Analysis(tmp_path / "plain", write_tree(tmp_path / "plain", SOURCES))
    odd = Analysis(
        tmp_path / "odd", write_tree(tmp_path / "odd", {odd_names[path]: text for path, text in SOURCES.items()})
    )
    assert odd.issues_by_file == {odd_names[path]: issues for path, issues in plain.issues_by_file.items()}
    assert odd.errors == []


def test_a_thousand_files_fit_one_batch(tmp_path: Path) -> None:
    sources = {f"{'deep/' * 20}{number}{'x' * 200}.sh": SOURCES["a.sh"] for number in range(1000)}
    large = {"first.py": "x = 1\n" * 5000}  # fills the first batch, which is small
    analysis = Analysis(tmp_path, write_tree(tmp_path, large | sources), batch_files=1000)
    assert analysis.errors == []
    assert [len(batch.files) for batch in analysis.batches] == [1, 1000]
    assert analysis.batches[-1].summary["files_with_issues"] == 1000


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00broken",
        b"x = 1\r\n\r\ny = '\xe9'\r\n",
        b"\xef\xbb\xbfx = 1\n",
        b"(" * 5000,
        b"x = " + b"-" * 50_000 + b"1\n",
    ],
    ids=["empty", "binary", "latin-1", "bom", "brackets", "deep"],
)
def test_odd_content_costs_at_most_its_own_findings(tmp_path: Path, content: bytes) -> None:
    sources = {f"odd.{suffix}": content for suffix in ("py", "js", "c", "sh", "yml", "go", "ts", "rb")}
    files = write_tree(tmp_path, {**sources, "good.py": SOURCES["a.py"]})
    analysis = Analysis(tmp_path, files, engine_timeout_s=30)
    assert "S602" in analysis.rules("good.py")
    assert all("good" not in error.error for error in analysis.errors)


def test_links_put_in_place_after_the_collection_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.py"
    outside.write_text(SOURCES["a.py"])
    root = tmp_path / "tree"
    files = write_tree(root, {"link.py": "", "pipe.py": "", "gone.py": "", "good.py": SOURCES["a.py"]})
    for name in ("link.py", "pipe.py", "gone.py"):
        (root / name).unlink()
    (root / "link.py").symlink_to(outside)
    os.mkfifo(root / "pipe.py")
    analysis = Analysis(root, files)
    assert set(analysis.issues_by_file) == {"good.py"}
    assert [(error.engine, error.error) for error in analysis.errors] == [("files", "3 files could not be read")]


def test_a_stage_leaves_nothing_behind(tmp_path: Path) -> None:
    stage = Stage(tmp_path, write_tree(tmp_path, {"a.py": "", "sub/b.py": ""}))
    assert sorted(stage.original) == ["0/a.py", "1/b.py"]
    stage.close()
    assert not stage.root.exists()


def test_the_environment_of_the_server_does_not_reach_a_tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAILRACE_LLM_API_KEY", "sk-none")
    shown = run_tool(["/usr/bin/env"], cwd=tmp_path, timeout_s=10).decode().splitlines()
    assert sorted(line.partition("=")[0] for line in shown) == [
        "HOME",
        "LANG",
        "LC_ALL",
        "PATH",
        "TAILRACE_PROCESS_MARK",
        "TMPDIR",
    ]


def test_no_engine_is_given_a_file_it_has_no_opinion_on(engines: list[Engine]) -> None:
    file = SourceFile("a.py", "python", 1, "d")
    python = {"bandit", "metrics", "secrets", "ruff", "semgrep"}
    assert {engine.name for engine in engines if engine.handles(file)} == python
    workflow = msgspec.structs.replace(file, path=".github/workflows/x.yml", language="yaml")
    assert {engine.name for engine in engines if engine.handles(workflow)} == {
        "secrets",
        "semgrep",
        "zizmor",
        "yamllint",
    }
