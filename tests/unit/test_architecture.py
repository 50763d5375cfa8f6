"""The rules of docs/architecture.md: which module may know which, which names are banned, and imports do nothing.

Reads the syntax trees, so that an import inside a function or under ``TYPE_CHECKING`` counts like any other.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

from app import FACES
from tests.support.circle import first_circle

ROOT = Path(__file__).resolve().parents[2]

DOTTED = re.compile(r"(services|blueprints)(\.\w+)+(:\w+)?|(app|wsgi):\w+")
LAYERS = ("services", "blueprints", "app", "wsgi")  # each may know the ones before it, never the ones after
EDGE_LIBRARIES = {"flask", "flask_cors", "flask_wtf", "werkzeug", "gunicorn"}
STREAMING_KNOWS = {"services.errors", "services.identifier", "services.telemetry"}
# These put a whole process together. Everything else is handed what it needs.
WIRING = {
    "services/container.py",
    "services/preparation/__main__.py",
    "services/jobs/runner/start.py",
    "services/agents/producer/start.py",
}

OWNERS = {
    "alembic": ["services/database/database.py", "services/database/migrations/*", "services/*/migrations/*"],
    "argon2": ["services/auth/password.py"],
    "celery": ["services/jobs/*celery*.py"],
    "jinja2": ["services/scanning/report/html.py", "blueprints/*"],
    "inotify_simple": ["services/streaming/log/bell.py"],
    "jwt": ["services/auth/tokens.py", "services/auth/key_set.py", "services/auth/provider/signed_token.py"],
    "pyotp": ["services/auth/second_factor/one_time_code.py"],
    "PIL": ["services/operations/pictures/redraw.py", "services/operations/demonstration/scene.py"],
    "opentelemetry": ["services/telemetry/trace/exporter/collector.py"],
    "prometheus_client": ["services/telemetry/*.py"],
    "reportlab": ["services/screening/report/pdf.py", "services/screening/report/typeface.py"],
    "redis": ["services/streaming/log/redis_*.py"],
    "lxml": ["services/screening/reading/*.py"],
    "pypdfium2": ["services/screening/reading/pdf/*.py"],
    "segno": ["services/auth/second_factor/picture.py"],
    "subprocess": ["services/process/running.py"],  # the one way to start a program, with limits
    "sqlite3": [
        "services/streaming/log/sqlite_log.py",
        "services/streaming/log/sqlite_*.py",
        "services/streaming/journal/*.py",
        "services/database/database.py",
    ],
    "urllib3": ["services/http_exchange/*.py"],
    "tree_sitter": [
        "services/scanning/graph/*.py",
        "services/scanning/measurement/*.py",
        "services/scanning/structure/duplicate/*.py",
    ],
    "mpmath": ["services/agents/builtin/math/*.py"],
    "pint": ["services/agents/builtin/units/*.py"],
    "sympy": ["services/agents/builtin/math/*.py"],
}
# May see the whole environment, to decide what a child process inherits; nobody else reads any of it.
PASSES_ENVIRONMENT_ON = {
    "services/jobs/runner/child_process.py",
    "services/companion/launch.py",
    "services/process/running.py",
}

OTHERS_NAMES = {
    "services/language_model/chat_endpoint.py: /chat/completions",  # OpenAI's path
    "blueprints/auth/token_commands.py: --chat",
    "blueprints/openapi/reading.py: operations",  # OpenAPI's
    "services/auth/key_set.py: operations",  # of a key in a set (RFC 7517, section 4.3)
}
"""Words that sound like a face of ours, and that others chose."""
CHAT_KEY = re.compile(r"\bchat (key|client)s?\b")  # a credential, and who shows it: things of signing in

BANNED_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "misc", "data"}
LONGEST_LINE = 120
CANNOT_BREAK = re.compile(r"https?://|# (noqa|type: ignore)")  # an address, or a remark that has to stand there
LONGEST_FILE_LINES = 300
LONGEST_TEST_LINES = 400  # a list of cases may be longer than a thought


@cache
def sources() -> dict[str, ast.Module]:
    """Return every Python file of the server, by its path from the root."""
    files = [
        ROOT / "app.py",
        ROOT / "wsgi.py",
        *(ROOT / "blueprints").rglob("*.py"),
        *(ROOT / "services").rglob("*.py"),
    ]
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text(), str(path)) for path in files if path.exists()}


def imports(tree: ast.Module) -> Iterator[str]:
    """Yield every imported name as the import statement spells it: ``services.errors.NotFound``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def strings(tree: ast.Module) -> Iterator[str]:
    """Yield the strings that code works with. Documentation may name what it likes."""
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.value


def named_in_strings(tree: ast.Module) -> Iterator[str]:
    """Yield the modules that strings name: ``"services.scanning.scan:run"``."""
    yield from (text.replace(":", ".") for text in strings(tree) if DOTTED.fullmatch(text))


Sources = Mapping[str, ast.Module]


def all_imports(of: Sources | None = None) -> Iterator[tuple[str, str]]:
    """Yield ``(path, imported name)``, for the whole product by default."""
    for path, tree in (sources() if of is None else of).items():
        for name in named(tree):
            yield path, name


@cache
def named(tree: ast.Module) -> tuple[str, ...]:
    """What one file imports, by statement or by name. Nearly every test here asks for it, for every file."""
    return (*imports(tree), *named_in_strings(tree))


def is_part_of(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def package_of(path_or_name: str) -> str:
    """``services/jobs/store.py`` and ``services.jobs.store.Store`` belong to ``jobs``;
    ``services/errors.py`` to ``errors``.
    """
    return path_or_name.removesuffix(".py").replace("/", ".").split(".")[1]


def faces() -> set[str]:
    """The faces of the product: packages of services that declare one."""
    return {path.parent.name for path in (ROOT / "services").glob("*/face.py")}


def upward(of: Sources) -> list[str]:
    """Return the imports from a higher layer."""
    wrong = []
    for path, name in all_imports(of):
        own = path.removesuffix(".py").split("/")[0]
        wrong += [f"{path} imports {name}" for above in LAYERS[LAYERS.index(own) + 1 :] if is_part_of(name, above)]
    return wrong


def towards_faces(of: Sources, faces: set[str]) -> list[str]:
    """Return the imports of a face by another face, or by code that serves all faces. Only ``app`` lists faces."""
    return [
        f"{path} imports {name}"
        for path, name in all_imports(of)
        if path.startswith(("services/", "blueprints/"))
        and name.startswith(("services.", "blueprints."))
        and package_of(name) in faces
        and package_of(path) != package_of(name)
    ]


def circle_of_files(of: Sources) -> list[str]:
    modules = {path.removesuffix(".py").removesuffix("/__init__").replace("/", "."): path for path in of}
    known: dict[str, set[str]] = defaultdict(set)
    for path, tree in of.items():
        for name in imports(tree):
            known[path] |= {modules[module] for module in (name, name.rpartition(".")[0]) if module in modules}
    return list(first_circle(known) or [])


def test_no_layer_knows_one_above_it() -> None:
    assert not upward(sources())


def test_faces_know_nothing_of_one_another_and_nothing_leans_on_a_face() -> None:
    assert faces()
    assert not towards_faces(sources(), faces())


def test_files_form_no_circle() -> None:
    assert sum(1 for _ in all_imports()) > 1000, "the imports were not understood"
    assert not circle_of_files(sources())


def test_no_shared_room_names_a_face() -> None:
    """Neither a face's package nor its channels' first part may appear, except in documentation and migrations."""
    words = faces() | {channels.prefix for surface in FACES if surface.face for channels in surface.face.channels}
    word = re.compile(rf"\b({'|'.join(words)})\b")
    shared = {
        path: tree
        for path, tree in sources().items()
        if path.startswith(("services/", "blueprints/"))
        and package_of(path) not in faces()
        and not path.startswith("services/database/migrations/")
    }
    found = {
        f"{path}: {text}"
        for path, tree in shared.items()
        for text in code_words(tree)
        if word.search(CHAT_KEY.sub("", text))
    }
    assert found == OTHERS_NAMES


def code_words(tree: ast.Module) -> Iterator[str]:
    """Yield strings and names, but no documentation."""
    yield from strings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("services/jobs/store.py", "from blueprints.edge.gates import public"),
        ("services/jobs/store.py", "def later():\n    import app"),
        ("services/runs/runs.py", "ENTRY = 'blueprints.runs.api:add_run_calls'"),
        ("blueprints/edge/gates.py", "from app import create_app"),
    ],
)
def test_an_edge_upward_is_found(path: str, line: str) -> None:
    assert upward({path: ast.parse(line)})


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("services/container.py", "from services.scanning.scans import Scans"),
        ("services/screening/face.py", "from services.scanning.files.language import detect_language"),
        ("blueprints/screening/api.py", "from blueprints.scanning.api import scans"),
        ("blueprints/shell/pages.py", "if TYPE_CHECKING:\n    from services.scanning.face import FACE"),
        ("services/jobs/kind.py", "ENTRY = 'services.scanning.scan:run'"),
    ],
)
def test_an_edge_towards_a_face_is_found(path: str, line: str) -> None:
    assert towards_faces({path: ast.parse(line)}, {"scanning", "screening"})


def test_a_circle_is_found() -> None:
    assert circle_of_files(
        {
            "services/a.py": ast.parse("from services.b import B"),
            "services/b.py": ast.parse("if TYPE_CHECKING:\n    from services.c import C"),
            "services/c.py": ast.parse("def f():\n    import services.a"),
        }
    )


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
    """The code that runs programs knows nothing of jobs, faces or settings."""
    assert not [
        f"{path} imports {name}"
        for path, name in all_imports()
        if path.startswith("services/process/")
        and is_part_of(name, "services")
        and not any(is_part_of(name, known) for known in ("services.process", "services.errors"))
    ]


def test_packages_of_services_form_no_circle() -> None:
    known: dict[str, set[str]] = defaultdict(set)
    for path, name in all_imports():
        if path.startswith("services/") and path not in WIRING and name.startswith("services."):
            known[package_of(path)].add(package_of(name))
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
    """Return the files that this project's people write: none that is vendored, installed or planted to be found."""
    tops = ("services", "blueprints", "static/js", "static/css", "templates", "tests", "deploy", "clients", "bench")
    files = [
        path
        for top in tops
        for path in (ROOT / top).rglob("*")
        if path.suffix in (".py", ".js", ".css", ".html", ".sh")
    ]
    files += [*ROOT.glob("*.py"), ROOT / "Makefile"]
    return [path for path in files if not {"vendor", "planted", "__pycache__", "node_modules"} & set(path.parts)]


def test_no_file_or_folder_has_a_name_that_says_nothing() -> None:
    parts = {part.removesuffix(path.suffix) for path in own_files() for part in path.relative_to(ROOT).parts}
    assert not parts & BANNED_NAMES


def test_lines_fit_a_screen() -> None:
    """Ruff and prettier hold most; this holds templates, long strings in scripts and the tests' own text."""
    too_long = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in own_files()
        if not path.is_relative_to(ROOT / "tests")  # where the formatters leave a line long, it is a case's own text
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > LONGEST_LINE and not CANNOT_BREAK.search(line)
    ]
    assert not too_long


def test_no_file_is_longer_than_one_can_take_in() -> None:
    lengths = {str(path.relative_to(ROOT)): path.read_text().count("\n") for path in own_files()}
    limits = {path: LONGEST_TEST_LINES if path.startswith("tests/") else LONGEST_FILE_LINES for path in lengths}
    assert not {
        path: length for path, length in lengths.items() if length > limits[path] and not path.endswith("_sample.py")
    }


def test_importing_does_nothing() -> None:
    """No module writes a file or opens a socket, thread or process, except ``wsgi``, whose import is the start."""
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
        timeout=600,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    assert run.stdout == ""
