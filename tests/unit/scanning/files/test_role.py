"""Roles: what a file is to its repository, by folders, name, content and manifests."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.scanning.files.file_collection import collect
from tests.unit.scanning.files.test_file_collection import write

PYTEST = "import pytest\n\n\ndef test_a():\n    assert pytest\n"
BANNER = "/*!\n * jQuery JavaScript Library v3.7.1\n * Copyright OpenJS Foundation\n */\n(function () {})();\n"


def role_in(root: Path, path: str, content: str = "x") -> str:
    write(root, {path: content})
    [role] = [file.role for file in collect(root, max_file_bytes=10_000, max_files=100).files if file.path == path]
    return role


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("src/app/views.py", "product"),
        ("latest/contest.py", "product"),
        ("src/main/java/com/example/test/Login.java", "product"),
        ("samples/x/src/main/java/com/acme/Login.java", "example"),
        ("src/test/java/com/acme/Login.java", "test"),
        ("src/androidTest/java/Login.kt", "test"),
        ("com/example/Login.java", "product"),
        ("net/http/server_test.go", "test"),
        ("net/http/httptest/server.go", "product"),
        ("pkg/testdata/a.go", "test"),
        ("lib/view.spec.ts", "test"),
        ("lib/__tests__/view.js", "test"),
        ("spec/models/user.rb", "test"),
        ("spec/openapi.yaml", "test"),
        ("spec/wire.go", "product"),
        ("Shop.Tests/CartFixture.cs", "test"),
        ("src/CartTests.cs", "test"),
        ("xmltest.cpp", "test"),
        ("ossfuzz/round_trip_fuzzer.c", "test"),
        ("dummyserver/app.py", "test"),
        ("contrib/gregbook/readpng.c", "example"),
        ("t/cakey.pem", "test"),
        ("src/t/view.py", "product"),
        ("client-dist/socket.io.js", "generated"),
        ("src/app/dist-lock/a.js", "product"),
        ("testapp.c", "test"),
        ("testC14N.c", "test"),
        ("check-xinclude-test-suite.py", "test"),
        ("src/testify.c", "product"),
        ("DEMO.ipynb", "example"),
        ("notes/first-tutorial.ipynb", "example"),
        ("demography.ipynb", "product"),
        ("contrib/libtests/tarith.c", "example"),
        ("src/libtests/tarith.c", "test"),
        ("django/contrib/auth/views.py", "product"),
        ("min/locales.js", "generated"),
        ("src/min/limit.js", "product"),
        ("umd/react.js", "generated"),
        ("tools/run2tests.c", "test"),
        ("src/find_latest.c", "product"),
        ("src/greatest.c", "product"),
        ("src/xmltest.py", "product"),
        ("src/Latest.cs", "product"),
        ("conftest.py", "test"),
        ("benchmarks/run.py", "test"),
        ("docs/conf.py", "documentation"),
        ("README.md", "documentation"),
        ("src/app/NOTES.rst", "documentation"),
        ("docs_src/tutorial/main.py", "documentation"),
        ("examples/flask/app.py", "example"),
        ("example_app/app.py", "example"),
        ("ui/Button.stories.tsx", "example"),
        ("tests/examples/app.py", "test"),
        ("deps/jemalloc/src/arena.c", "vendored"),
        ("a/b/deps/solver.py", "product"),
        ("extern/zlib/inflate.c", "vendored"),
        ("static/jquery-3.6.0.js", "vendored"),
        ("dist/app.js", "generated"),
        ("api/generated/client.ts", "generated"),
        (".github/workflows/ci.yml", "ci"),
        (".github/scripts/release.py", "ci"),
        (".gitlab-ci.yml", "ci"),
        ("tox.ini", "ci"),
        ("templates/service/.github/workflows/ci.yml", "product"),
        ("tests/data/.gitlab-ci.yml", "test"),
    ],
)
def test_a_path_tells_the_role(tmp_path: Path, path: str, role: str) -> None:
    assert role_in(tmp_path, path) == role


@pytest.mark.parametrize(
    ("path", "content", "role"),
    [
        ("checks/a.py", PYTEST, "test"),
        ("plugin.py", "import pytest\n\n\ndef configure():\n    return pytest\n", "product"),
        ("a.js", "import { it } from 'vitest';\nit('adds', () => {});\n", "test"),
        ("A.java", "import org.junit.Test;\nclass A {\n  @Test public void a() {}\n}\n", "test"),
        ("a.cc", '#include <gtest/gtest.h>\nTEST(A, B) {}\n', "test"),
        ("js/site.js", BANNER, "vendored"),
        ("js/site.js", "/*! the site */\nrun();\n", "product"),
    ],
)  # fmt: skip
def test_the_content_tells_where_the_path_does_not(tmp_path: Path, path: str, content: str, role: str) -> None:
    assert role_in(tmp_path, path, content) == role


def test_a_program_may_have_a_package_for_tests(tmp_path: Path) -> None:
    package = {"web/__init__.py": "", "web/test/__init__.py": "", "web/test/client.py": "x = 1\n"}
    write(tmp_path, {**package, "web/tests/__init__.py": "", "web/tests/test_a.py": PYTEST, "test/__init__.py": ""})
    roles = {file.path: file.role for file in collect(tmp_path, max_file_bytes=10_000, max_files=100).files}
    assert roles["web/test/client.py"] == "product"
    assert roles["web/tests/__init__.py"] == "test"
    assert roles["test/__init__.py"] == "test"


@pytest.mark.parametrize(
    ("manifest", "text", "path", "role"),
    [
        ("pyproject.toml", '[project]\nname = "pytest-examples"\n', "pytest_examples/run.py", "product"),
        ("pyproject.toml", '[tool.setuptools]\npackages = ["acme_demo", "tests"]\n', "acme_demo/run.py", "product"),
        ("pyproject.toml", '[tool.setuptools]\npackages = ["acme_demo", "tests"]\n', "tests/run.py", "test"),
        ("packages/test-utils/package.json", '{"name": "@a/test-utils"}', "packages/test-utils/a.js", "product"),
        ("packages/test-utils/package.json", '{"name": "t", "private": true}', "packages/test-utils/a.js", "test"),
        ("examples/package.json", '{"name": "examples"}', "examples/a.js", "example"),
        ("package.json", '{"directories": {"test": "checks"}}', "checks/a.js", "test"),
        ("package.json", '{"files": ["demo-kit", "*", 7, "../x"]}', "demo-kit/a.js", "product"),
        ("composer.json", '{"autoload-dev": {"psr-4": {"A\\\\": ["checks/"]}}}', "checks/A.php", "test"),
        ("Cargo.toml", '[workspace]\nmembers = ["test-support", "tests"]\n', "test-support/src/lib.rs", "product"),
        ("package.json", "[1", "demo-kit/a.js", "example"),
        ("package.json", '{"files": 3, "directories": []}', "demo-kit/a.js", "example"),
    ],
)
def test_a_manifest_tells_what_is_shipped(tmp_path: Path, manifest: str, text: str, path: str, role: str) -> None:
    write(tmp_path, {manifest: text})
    assert role_in(tmp_path, path) == role


def test_roles_are_counted(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "", "b.py": "", "tests/a.py": ""})
    assert collect(tmp_path, max_file_bytes=10_000, max_files=100).roles == {"product": 2, "test": 1}
