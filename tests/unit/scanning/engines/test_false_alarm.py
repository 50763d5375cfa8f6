"""What looks like a fault and is none, and sources that engines cannot read as they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from services.scanning.files.file_collection import collect
from tests.support.source_tree import Analysis, write_tree

BLOCK = "{% block x %}\nvar a = {{ value|safe }};\n{% endblock %}\n"
EVAL = "/* Müller */\nfunction f(x) { return eval(x) }\n"
SHELL = "# Müller\nimport os\nos.system(input())\n"


def analysed(root: Path, contents: dict[str, str | bytes]) -> Analysis:
    """As a scan does: what is collected is analysed, in its role."""
    write_tree(root, contents)
    return Analysis(root, collect(root, max_file_bytes=100_000, max_files=100).files)


def rules(analysis: Analysis) -> set[tuple[str, str]]:
    assert analysis.errors == []
    return {(path, issue.rule) for path, issues in analysis.issues_by_file.items() for issue in issues}


def test_a_function_with_this_is_no_component_without_react(tmp_path: Path) -> None:
    view = "function View(name) {\n  this.name = name\n  return null\n}\n"
    found = rules(analysed(tmp_path, {"view.js": view, "part.js": f"import React from 'react'\nexport {view}"}))
    assert {path for path, rule in found if rule == "no-this-in-sfc"} == {"part.js"}


def test_what_a_handler_calls_may_raise_again_and_log_what_was_raised(tmp_path: Path) -> None:
    code = "import logging\n\nlog = logging.getLogger(__name__)\n\n\ndef failed(known):\n    log.exception('x')\n"
    code += "    if not known:\n        raise\n\n\ntry:\n    eval(input())\nexcept ValueError:\n    failed(False)\n"
    assert rules(analysed(tmp_path, {"a.py": code})) == {("a.py", "S307")}


LOOP = (
    "package a\n\nfunc run(jobs []Job) {\n\tfor _, job := range jobs {\n\t\tgo func() {\n\t\t\tjob.Run()\n"
    "\t\t}()\n\t}\n}\n"
)


@pytest.mark.parametrize(
    ("manifests", "is_shared"),
    [
        ({}, True),
        ({"go.mod": "module a\n\ngo 1.21.6\n"}, True),
        ({"go.mod": "module a\n"}, True),
        ({"go.mod": "module a\n\ngo 1.22\n"}, False),
        ({"go.mod": "module a\r\ngo 1.22rc1\r\n"}, False),
        ({"go.mod": "module a\n\ngo 1.100.2 // newer\n"}, False),
        ({"go.mod": "module a\n\ngo 1.22\n", "old/go.mod": "module b\n\ngo 1.13\n"}, True),
        ({"go.mod": "module a\n\ngo 1.13\n", "old/go.mod": "module b\n\ngo 1.23\n"}, False),
    ],
)
def test_a_loop_of_go_shares_its_variable_before_1_22(
    tmp_path: Path, manifests: dict[str, str | bytes], is_shared: bool
) -> None:
    found = rules(analysed(tmp_path, manifests | {"old/deep/a.go": LOOP}))
    assert (("old/deep/a.go", "go-bug-loop-variable") in found) == is_shared


@pytest.mark.parametrize(
    "content",
    [
        SHELL.encode("latin-1"),
        SHELL.encode("utf-8-sig"),
        SHELL.encode("utf-16"),
        SHELL.encode("utf-16-be"),
        f"# coding: cp1251\n{SHELL}".replace("ü", "ю").encode("cp1251"),
        f"# -*- coding: shift_jis -*-\n{SHELL}".replace("ü", "表").encode("shift_jis"),
        "# �\nimport os\nos.system(input())\n".encode(),
    ],
    ids=["latin-1", "mark", "utf-16", "utf-16 without mark", "declared", "declared in two bytes", "U+FFFD"],
)
def test_sources_in_other_encodings_are_checked(tmp_path: Path, content: bytes) -> None:
    analysis = analysed(tmp_path, {"b.py": content})
    assert ("b.py", "S605") in rules(analysis)
    [line] = {issue.line for issue in analysis.issues_by_file["b.py"] if issue.rule == "S605"}
    assert line in (3, 4)


def test_javascript_in_latin_1_is_checked(tmp_path: Path) -> None:
    assert rules(analysed(tmp_path, {"a.js": EVAL.encode("latin-1")})) == {("a.js", "no-eval")}


def test_zsh_is_not_checked_as_bash(tmp_path: Path) -> None:
    zsh = "_rg() {\n  if\n    [[ $A == (1|t*|y*) ]] ||\n    zstyle -t x\n  then\n    no=\n  fi\n}\n"
    tree = {"c.zsh": zsh, "_rg": f"#compdef rg\n{zsh}", "d.sh": f"#!/usr/bin/env zsh\n{zsh}"}
    analysis = analysed(tmp_path, dict(tree))
    assert rules(analysis) == set()
    assert {file.language for file in collect(tmp_path, max_file_bytes=1000, max_files=9).files} == {"zsh"}


def test_labels_of_a_translation_are_no_secrets(tmp_path: Path) -> None:
    labels = {"LABEL_PASSWORD": "Passwort eingeben", "PASSWORD": "Mot2passe", "FORGOT_PASSWORD": "Passwort vergessen?"}
    text = json.dumps(labels, indent=1)
    assert rules(analysed(tmp_path, {"i18n/de.json": text, "pt-BR.json": text})) == set()


def test_a_label_in_code_is_no_secret_and_a_password_there_is(tmp_path: Path) -> None:
    found = rules(
        analysed(
            tmp_path,
            {
                "a.ts": 'const x = { password: "Enter your password" };\n',
                "b.ts": 'const password = "7battery-horse";\n',
            },
        )
    )
    assert found == {("b.ts", "Keyword")}


def test_a_key_that_is_not_set_is_no_secret(tmp_path: Path) -> None:
    unset = 'X = {"SECRET_KEY": None}\n\n\ndef f(connect, token="", password=None):\n    connect(password=None)\n'
    assert rules(analysed(tmp_path, {"a.py": unset})) == set()
    assert rules(analysed(tmp_path, {"a.py": 'X = {"SECRET_KEY": "None of your 7 keys"}\n'})) != set()


@pytest.mark.parametrize("word", ["yes", "required", "true", "disabled"])
def test_whether_a_password_is_wanted_is_no_password(tmp_path: Path, word: str) -> None:
    text = f"passwordauthentication = '{word}'\n"
    assert "Keyword" not in {rule for _, rule in rules(analysed(tmp_path, {"a.py": text}))}
    assert ("a.py", "Keyword") in rules(analysed(tmp_path / "b", {"a.py": text.replace(word, f"{word}-7mKq2")}))


@pytest.mark.parametrize(
    ("name", "line", "other"),
    [
        ("a.js", "if (typeof secretKey === 'function') run();\n", "if (secretKey === 'functi0n-7mK') run();\n"),
        ("deploy.yml", "server-password: CI_DEPLOY_PASSWORD\n", "server-password: Wz61-dusk-Crimson\n"),
        ("a.py", "# e.g. ftp://foo:b4r-q@ftp.example.org/\n", "# e.g. ftp://foo:b4r-q@localhost/\n"),
        ("setup.cfg", "password = DEPLOY_PASSWORD\n", "password = 'DEPLOY_PASSWORD'\n"),
    ],
)
def test_what_only_looks_like_a_password(tmp_path: Path, name: str, line: str, other: str) -> None:
    assert not {"Keyword", "BasicAuth"} & {rule for _, rule in rules(analysed(tmp_path, {name: line}))}
    assert {"Keyword", "BasicAuth"} & {rule for _, rule in rules(analysed(tmp_path / "b", {name: other}))}


def test_what_reads_a_key_holds_none(tmp_path: Path) -> None:
    begin = "-----BEGIN RSA " + "PRIVATE KEY-----"
    reader = f'START = "{begin}"\n\n\ndef is_key(line):\n    return line == START\n'
    body = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n" + "MIIEpAIBAAKCAQEA3vJ8q0p6" * 3 + "\n"
    found = rules(
        analysed(
            tmp_path, {"read.py": reader, "key.pem": f"{begin}\n{body}", "one.py": f'K = "{begin}\\n{body[-73:-1]}"\n'}
        )
    )
    assert {path for path, rule in found if rule == "PrivateKey"} == {"key.pem", "one.py"}


def test_words_after_a_number_are_no_token(tmp_path: Path) -> None:
    token = "21225780:" + "AAH8s7Kq2mVb0xWz" + "Y4nTp6RcLd1EfGhJk3Q"
    prose = "$ rg -c x\n21225780:EverymajordevelopmentinthehistoryofAmerica\n"
    assert rules(analysed(tmp_path, {"FAQ.md": prose})) == set()
    assert rules(analysed(tmp_path / "b", {"bot.ts": f'const bot = "{token}";\n'})) == {("bot.ts", "TelegramBotToken")}


def test_line_ends_of_windows_are_one_issue(tmp_path: Path) -> None:
    analysis = analysed(tmp_path, {"a.sh": '#!/bin/sh\r\necho "$1"\r\necho "$2"\r\n'})
    assert [issue.rule for issue in analysis.issues_by_file["a.sh"]] == ["SC1017"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.js", BLOCK),
        ("b.js", "var a = {{ value }};\n"),
        ("c.js", "var a = <%= value %>;\n"),
        ("d.py", "from {{ cookiecutter.name }} import x\n"),
        ("e.yml", "{{- if .Values.a }}\na: [1\n{{- end }}\n"),
        ("f.js.erb", "var a = <%= value %>;\n"),
    ],
)
def test_a_template_has_no_syntax_errors(tmp_path: Path, name: str, content: str) -> None:
    assert rules(analysed(tmp_path, {name: content})) == set()


def test_a_broken_file_has_one_syntax_error(tmp_path: Path) -> None:
    found = analysed(tmp_path, {"a.js": "var a = ;\nvar b = ;\n", "b.sh": "#!/bin/sh\nif true; then\n  echo (\n"})
    assert {path: len(issues) for path, issues in found.issues_by_file.items()} == {"a.js": 1, "b.sh": 1}


def test_a_notebook_is_checked_and_the_cell_is_said(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Title\n"]},
        {"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [], "source": ["a = 1\n"]},
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": ["import os\n", "os.system(input())\n"]},
    ]  # fmt: skip
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    spread = json.dumps(notebook, indent=1)
    analysis = analysed(tmp_path, {"a.ipynb": json.dumps(notebook), "b.ipynb": spread})
    found = {
        path: next(one for one in issues if one.rule == "S605") for path, issues in analysis.issues_by_file.items()
    }
    assert found["a.ipynb"].line == 1
    assert "os.system" in spread.split("\n")[found["b.ipynb"].line - 1]
    assert "(cell 3, line 2)" in found["b.ipynb"].message


def test_only_the_workflows_that_github_runs_are_audited(tmp_path: Path) -> None:
    flow = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: a/b@main\n"
    paths = (".github/workflows/a.yml", "template/.github/workflows/a.yml", "tests/.github/workflows/a.yml")
    analysis = analysed(tmp_path, dict.fromkeys(paths, flow))
    assert list(analysis.issues_by_file) == [".github/workflows/a.yml"]


def test_an_sql_injection_stands_above_an_action_that_is_not_pinned(tmp_path: Path) -> None:
    flow = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: a/b@main\n"
    app = "def f(c, n):\n    c.execute(f\"SELECT * FROM u WHERE n='{n}'\")\n"
    found = analysed(tmp_path, {".github/workflows/a.yml": flow, "app.py": app}).issues_by_file
    assert [issue.severity for issue in found["app.py"]] == ["high"]
    assert {issue.severity for issue in found[".github/workflows/a.yml"]} == {"low"}


def test_one_fault_that_three_rules_see_is_one_issue(tmp_path: Path) -> None:
    view = "from django.utils.safestring import mark_safe\ndef f(x):\n    return mark_safe('<b>%s</b>' % x)\n"
    found = analysed(tmp_path, {"v.py": view}).issues_by_file["v.py"]
    assert [(issue.engine, issue.rule, issue.line) for issue in found] == [("ruff", "S308", 3)]
