"""The engines, each running its real tool on small sources with a known fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.scanning.analysis.issue import SEVERITIES, Issue
from services.scanning.engines.bandit import ALONE
from services.scanning.engines.catalogue import offline_engines
from tests.support.source_tree import Analysis, write_tree

TOKEN = "ghp_" + "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"  # belongs to no account
AWS = "AKIA" + "QYLPMN5HHHFPZAM2"
SOURCES: dict[str, str] = {
    "shell.py": "import subprocess\n\n\ndef run(name):\n    subprocess.call('ls ' + name, shell=True)\n",
    "undefined.py": "def f():\n    return nothing_like_this\n",
    "broken.py": "def f(:\n    pass\nclass\n",
    "weak.py": "import hashlib\n\n\ndef f(x):\n    return hashlib.md5(x).hexdigest()\n",
    "yaml_load.py": "import yaml\n\n\ndef f(x):\n    return yaml.load(x)\n",
    "complex.go": "package a\nfunc f(x int) int {\n"
    + "".join(f"if x == {n} {{ return {n} }}\n" for n in range(30))
    + "return 0\n}\n",
    "deep.go": "package a\nfunc f(x int) int {\n"
    + "".join(f"for x > {n} {{ if x == {n} {{ if y {{ x++ }} }} }}\n" for n in range(12))
    + "return 0\n}\n",
    "complex.rs": "fn f(x: i32) -> i32 {\n" + "".join(f"if x == {n} {{ return {n}; }}\n" for n in range(60)) + "0\n}\n",
    "many.ts": "export function f(" + ", ".join(f"p{n}: number" for n in range(20)) + ") { return p0 }\n",
    "Config.java": f'class Config {{ static final String TOKEN = "{TOKEN}"; }}\n',
    "settings.py": f'aws_access_key_id = "{AWS}"\n',
    "password.py": 'password = "correct-horse-7battery"\n',
    "notebook.py": "def f():\n    return get_ipython()\n",
    "eval.js": "export function f(x) { return eval(x); }\n",
    "assign.tsx": "export function F({ x }) { if (x = 1) { return <b/>; } return null; }\n",
    "gets.c": "#include <stdio.h>\nint main(void) { char b[10]; gets(b); return 0; }\n",
    "copy.cpp": "#include <cstring>\nvoid f(const char *from) { char to[8]; strcpy(to, from); }\n",
    "freed.c": "#include <stdlib.h>\nint f(char *p) {\n    free(p);\n    return p[0];\n}\n",
    "remove.sh": "#!/bin/bash\nrm -rf $1/*\n",
    "query.php": "<?php\n$db->query(\"SELECT * FROM t WHERE n = '\" . $_GET['n'] . \"'\");\n",
    "script": "#!/usr/bin/env python3\nimport os\nos.system('ls ' + name)\n",
    "twice.yml": "a: 1\na: 2\n",
    "torn.yaml": "a: [1\n",
    ".github/workflows/ci.yml": (
        "on: pull_request_target\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
        '      - run: echo "${{ github.event.pull_request.title }}"\n'
    ),
}
EXPECTED: dict[str, tuple[str, str, int, str]] = {  # path -> engine, rule, line, severity
    "shell.py": ("ruff", "S602", 5, "high"),
    "undefined.py": ("ruff", "F821", 2, "medium"),
    "broken.py": ("ruff", "invalid-syntax", 1, "medium"),
    "weak.py": ("ruff", "S324", 5, "low"),
    "yaml_load.py": ("ruff", "S506", 5, "high"),
    "complex.go": ("metrics", "complexity", 2, "low"),
    "deep.go": ("metrics", "complexity", 2, "medium"),
    "complex.rs": ("metrics", "complexity", 1, "low"),
    "many.ts": ("metrics", "parameter-count", 1, "low"),
    "Config.java": ("secrets", "GitHubToken", 1, "critical"),
    "settings.py": ("secrets", "AWSKey", 1, "critical"),
    "password.py": ("secrets", "Keyword", 1, "low"),
    "eval.js": ("oxlint", "no-eval", 1, "medium"),
    "assign.tsx": ("oxlint", "no-cond-assign", 1, "low"),
    "gets.c": ("flawfinder", "FF1014", 2, "critical"),
    "copy.cpp": ("semgrep", "c-buffer-overflow", 2, "high"),
    "freed.c": ("cppcheck", "deallocret", 4, "high"),
    "remove.sh": ("shellcheck", "SC2115", 2, "medium"),
    "query.php": ("semgrep", "php-sql-injection", 2, "critical"),
    "script": ("ruff", "S605", 3, "high"),
    "twice.yml": ("yamllint", "key-duplicates", 2, "medium"),
    "torn.yaml": ("yamllint", "syntax", 2, "medium"),
    ".github/workflows/ci.yml": ("zizmor", "template-injection", 6, "high"),
}


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    root = tmp_path_factory.mktemp("tree")
    return Analysis(root, write_tree(root, SOURCES))


@pytest.mark.parametrize("path", EXPECTED)
def test_an_engine_finds_the_fault(analysis: Analysis, path: str) -> None:
    found = {(issue.engine, issue.rule, issue.line, issue.severity) for issue in analysis.issues_by_file[path]}
    assert EXPECTED[path] in found


def test_nothing_failed_and_every_engine_found_something(analysis: Analysis) -> None:
    assert analysis.errors == []
    found_by = {issue.engine for issues in analysis.issues_by_file.values() for issue in issues}
    assert found_by == {engine.name for engine in offline_engines()} - {"bandit"}  # ruff finds all that bandit does


def test_a_name_that_notebooks_bring_is_defined(analysis: Analysis) -> None:
    assert not analysis.issues_by_file.get("notebook.py")


def test_every_issue_fits_the_one_schema(analysis: Analysis) -> None:
    for path, issues in analysis.issues_by_file.items():
        lines = SOURCES[path].count("\n") + 1
        assert issues == sorted(issues)
        for issue in issues:
            assert isinstance(issue, Issue)
            assert 1 <= issue.line <= lines
            assert issue.column >= 1
            assert issue.severity in SEVERITIES
            assert issue.rule
            assert 0 < len(issue.message) <= 500


def test_no_message_holds_a_secret(analysis: Analysis) -> None:
    for issues in analysis.issues_by_file.values():
        for issue in issues:
            for secret in (TOKEN, AWS, "correct-horse"):
                assert secret not in issue.message


def test_bandit_finds_what_ruff_does_not_know(tmp_path: Path) -> None:
    sources = {
        "rpc.py": "import xmlrpc.client\n\nxmlrpc.client.ServerProxy('http://x')\n",
        "ssh.py": "import paramiko\n\n\ndef run(client: paramiko.SSHClient, line):\n    client.exec_command(line)\n",
        "model.py": "import torch\n\n\ndef read(path):\n    return torch.load(path)\n",
        "hub.py": "from transformers import AutoModel\n\nmodel = AutoModel.from_pretrained('acme/words')\n",
    }
    analysis = Analysis(tmp_path, write_tree(tmp_path, sources))
    found = {path: {rule for rule in analysis.rules(path) if rule in ALONE} for path in sources}
    assert found == {"rpc.py": {"B411"}, "ssh.py": {"B601"}, "model.py": {"B614"}, "hub.py": {"B615"}}


def test_every_word_of_bandits_rules_lets_a_file_in(tmp_path: Path) -> None:
    lines = {
        "B401": "import telnetlib",
        "B402": "import ftplib",
        "B411": "import xmlrpc.server",
        "B412": "from wsgiref.handlers import CGIHandler",
        "B413": "from Crypto.Cipher import AES",
        "B415": "import pyghmi",
        "B601": "import paramiko\nparamiko.SSHClient().exec_command(input())",
        "B614": "import torch\ntorch.load(input())",
        "B615": "from datasets import load_dataset\nload_dataset('acme/words')",
    }
    assert lines.keys() == ALONE
    analysis = Analysis(tmp_path, write_tree(tmp_path, {f"{rule}.py": f"{text}\n" for rule, text in lines.items()}))
    assert {rule: analysis.rules(f"{rule}.py") & ALONE for rule in lines} == {rule: {rule} for rule in lines}


def test_clean_code_has_no_issues(tmp_path: Path) -> None:
    clean = {
        "a.py": '"""A module."""\n\n\ndef add(a: int, b: int) -> int:\n    assert a\n    return a + b\n',
        "a.js": "export const add = (a, b) => a + b;\n",
        "a.sh": '#!/bin/sh\nset -eu\necho "$1"\n',
        "a.yml": "a: 1\nb: [1, 2]\n",
        "values.yaml": "a: {{ .Values.a }}\nb: {% if x %}1{% endif %}\n",
        "a.c": "int add(int a, int b) { return a + b; }\n",
        "example.env": "PASSWORD=changeme\nAPI_KEY=<your-api-key>\nTOKEN=${TOKEN}\n",
    }
    assert Analysis(tmp_path, write_tree(tmp_path, clean)).issues_by_file == {}


def test_a_python_2_file_is_one_syntax_error(tmp_path: Path) -> None:
    files = write_tree(tmp_path, {"old.py": "print 'a'\n" * 50})
    issues = Analysis(tmp_path, files).issues_by_file["old.py"]
    assert [issue.rule for issue in issues] == ["invalid-syntax"]


def test_an_author_may_vouch_for_a_line(tmp_path: Path) -> None:
    vouched = {
        "a.py": "import os\n\nos.system('ls ' + os.name)  # noqa: S605  # nosec\n",
        "b.py": f'token = "{TOKEN}"  # noqa: S105  # nosec  # pragma: allowlist secret\n',
    }
    assert Analysis(tmp_path, write_tree(tmp_path, vouched)).issues_by_file == {}


def test_yamllint_is_read_whatever_a_file_says(tmp_path: Path) -> None:
    key = '"x\\n1.yml:9:9: [error] no (key-duplicates)"'
    sources = {
        "key.yml": f"a: {{{key}: 1, {key}: 2}}\n",
        "brackets.yml": "a (b): 1\na (b): 2\n",
        "chart.yaml": "a: {{ .Values.a }}\nb: [1\n",
        "twice.yml": "b: 1\nb: 2\n",
    }
    analysis = Analysis(tmp_path, write_tree(tmp_path, sources))
    assert analysis.errors == []
    found = {path: {(i.rule, i.line) for i in issues} for path, issues in analysis.issues_by_file.items()}
    assert found["twice.yml"] == {("key-duplicates", 2)}
    assert found["brackets.yml"] == {("key-duplicates", 2)}
    assert "chart.yaml" not in found  # a template is no YAML yet
    assert ("key-duplicates", 1) in found["key.yml"]


def test_yaml_in_another_encoding_is_checked(tmp_path: Path) -> None:
    analysis = Analysis(tmp_path, write_tree(tmp_path, {"odd.yml": b"b: \xe9\nb: \xff\xfe\n"}))
    assert analysis.rules("odd.yml") == {"key-duplicates"}
    assert analysis.errors == []
