"""Who may know whom, what nothing may be called, and that importing does nothing: the rules of docs/architecture.md.

Read from the syntax trees, so that an import inside a function or under ``TYPE_CHECKING`` counts like any other.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

from tests.support.circle import first_circle

ROOT = Path(__file__).resolve().parents[2]

LAYERS = ("services", "blueprints", "app", "wsgi")  # each may know those before it, never those after
EDGE_LIBRARIES = {"flask", "flask_cors", "flask_wtf", "werkzeug", "gunicorn"}
FACES = {"scanning", "screening", "agents"}
STREAMING_KNOWS = {"services.errors", "services.identifier", "services.telemetry"}
# Where the whole of a process is put together. Everything else is handed what it needs.
WIRING = {"services/container.py", "services/preparation/__main__.py", "services/jobs/runner/__main__.py"}

OWNERS = {
    "alembic": ["services/database/database.py", "services/database/migrations/*"],
    "argon2": ["services/auth/password.py"],
    "celery": ["services/jobs/*celery*.py"],
    "jinja2": ["services/scanning/report/html.py", "blueprints/*"],
    "inotify_simple": ["services/streaming/log/bell.py"],
    "jwt": ["services/auth/tokens.py"],
    "prometheus_client": ["services/telemetry/*.py"],
    "redis": ["services/streaming/log/redis_*.py"],
    "subprocess": ["services/process/running.py"],  # one way to start a program, with limits
    "sqlite3": [
        "services/streaming/log/sqlite_log.py",
        "services/streaming/log/sqlite_*.py",
        "services/database/database.py",
    ],
    "tree_sitter": ["services/scanning/graph/*.py"],
}
# May look at the environment as a whole, to decide what a child process gets of it; nobody else reads any of it.
PASSES_ENVIRONMENT_ON = {
    "services/jobs/runner/child_process.py",
    "services/jobs/runner/launch.py",
    "services/process/running.py",
}

BANNED_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "misc", "data"}
LONGEST_FILE_LINES = 300
LONGEST_TEST_LINES = 400  # a list of cases may be longer than a thought


@cache
def sources() -> dict[str, ast.Module]:
    """Every Python file of the server, by its path from the root."""
    files = [
        ROOT / "app.py",
        ROOT / "wsgi.py",
        *(ROOT / "blueprints").rglob("*.py"),
        *(ROOT / "services").rglob("*.py"),
    ]
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text(), str(path)) for path in files if path.exists()}


def imports(tree: ast.Module) -> Iterator[str]:
    """Every imported name, as far as the import statement spells it: ``services.errors.NotFound``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def all_imports() -> Iterator[tuple[str, str]]:
    for path, tree in sources().items():
        for name in imports(tree):
            yield path, name


def is_part_of(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def package_of(path_or_name: str) -> str:
    """``services/jobs/store.py`` and ``services.jobs.store.Store`` belong to ``jobs``;
    ``services/errors.py`` to ``errors``.
    """
    return path_or_name.removesuffix(".py").replace("/", ".").split(".")[1]


def test_no_layer_knows_one_above_it() -> None:
    wrong = []
    for path, name in all_imports():
        own = path.removesuffix(".py").split("/")[0]
        wrong += [f"{path} imports {name}" for above in LAYERS[LAYERS.index(own) + 1 :] if is_part_of(name, above)]
    assert not wrong


def test_services_know_nothing_of_http_servers_and_frameworks() -> None:
    assert not [
        f"{path} imports {name}"
        for path, name in all_imports()
        if path.startswith("services/") and name.split(".")[0] in EDGE_LIBRARIES
    ]


def test_streaming_could_be_lifted_out() -> None:
    assert not [
        f"{path} imports {name}"
        for path, name in all_imports()
        if path.startswith("services/streaming/")
        and is_part_of(name, "services")
        and not any(is_part_of(name, known) for known in {"services.streaming", *STREAMING_KNOWS})
    ]


def test_processes_could_be_lifted_out() -> None:
    """What runs programs knows nothing of jobs, faces and settings."""
    assert not [
        f"{path} imports {name}"
        for path, name in all_imports()
        if path.startswith("services/process/")
        and is_part_of(name, "services")
        and not any(is_part_of(name, known) for known in ("services.process", "services.errors"))
    ]


def test_faces_know_nothing_of_one_another_and_nothing_in_services_leans_on_a_face() -> None:
    assert not [
        f"{path} imports {name}"
        for path, name in all_imports()
        if path.startswith("services/")
        and path not in WIRING
        and is_part_of(name, "services")
        and name != "services"
        and package_of(name) in FACES
        and package_of(path) != package_of(name)
    ]


def test_packages_of_services_form_no_circle() -> None:
    known: dict[str, set[str]] = defaultdict(set)
    for path, name in all_imports():
        if path.startswith("services/") and path not in WIRING and name.startswith("services."):
            known[package_of(path)].add(package_of(name))
    assert not first_circle(known)


def test_files_form_no_circle() -> None:
    modules = {path.removesuffix(".py").removesuffix("/__init__").replace("/", "."): path for path in sources()}
    known: dict[str, set[str]] = defaultdict(set)
    for path, name in all_imports():
        known[path] |= {modules[module] for module in (name, name.rpartition(".")[0]) if module in modules}
    assert sum(map(len, known.values())) > 300, "the imports were not understood"
    assert not first_circle(known)


@pytest.mark.parametrize("library", OWNERS)
def test_an_outside_library_has_one_owner(library: str) -> None:
    assert not [
        path
        for path, name in all_imports()
        if is_part_of(name, library) and not any(fnmatch(path, owner) for owner in OWNERS[library])
    ]


def test_only_the_settings_read_the_environment() -> None:
    readers = {
        path
        for path, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "environb", "getenv")
        if isinstance(node.value, ast.Name) and node.value.id == "os"
    }
    assert readers <= {"services/settings/settings.py", *PASSES_ENVIRONMENT_ON}


def own_files() -> list[Path]:
    """What people of this project write: no vendored, generated or installed file."""
    tops = ("services", "blueprints", "static/js", "static/css", "templates", "tests", "deploy", "clients", "bench")
    files = [
        path
        for top in tops
        for path in (ROOT / top).rglob("*")
        if path.suffix in (".py", ".js", ".css", ".html", ".sh")
    ]
    files += [*ROOT.glob("*.py"), ROOT / "Makefile"]
    return [path for path in files if not {"vendor", "__pycache__", "node_modules"} & set(path.parts)]


def test_no_file_or_folder_has_a_name_that_says_nothing() -> None:
    parts = {part.removesuffix(path.suffix) for path in own_files() for part in path.relative_to(ROOT).parts}
    assert not parts & BANNED_NAMES


def test_no_file_is_longer_than_one_can_take_in() -> None:
    lengths = {str(path.relative_to(ROOT)): path.read_text().count("\n") for path in own_files()}
    limits = {path: LONGEST_TEST_LINES if path.startswith("tests/") else LONGEST_FILE_LINES for path in lengths}
    assert not {
        path: length for path, length in lengths.items() if length > limits[path] and not path.endswith("_sample.py")
    }


def test_importing_does_nothing() -> None:
    """No file written, no socket, thread or process, by any module but ``wsgi``, whose import is the start."""
    modules = [
        path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        for path in sources()
        if path != "wsgi.py"
        and not path.startswith("services/database/migrations/")
        and not path.endswith("__main__.py")
    ]
    run = subprocess.run(
        [sys.executable, "-B", "-W", "ignore", "tests/support/import_audit.py", *modules],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    assert run.stdout == ""
