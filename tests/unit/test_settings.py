"""Settings: what the environment sets, what it may omit, what stops the start, and that each one is used."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest

from services.errors import SettingsError
from services.face import setting_groups
from services.settings.jobs import JobSettings
from services.settings.parse import whole
from services.settings.setting import Group, setting
from services.settings.settings import SHARED, Settings, read_settings
from tests.support.setting import FACES

ROOT = Path(__file__).resolve().parents[2]
GROUPS = [*SHARED.values(), *setting_groups(FACES)]


def read(environ: dict[str, str]) -> Settings:
    return read_settings(environ=environ)


def test_nothing_has_to_be_said() -> None:
    settings = read({})
    assert (settings.server.bind, settings.server.workers) == ("127.0.0.1:8000", 2)
    assert settings.streaming.max_streams == 10_000
    assert settings.data == Path("data").absolute()


def test_empty_is_absent() -> None:
    assert read({"TAILRACE_WORKERS": "", "TAILRACE_HEARTBEAT_S": "", "TAILRACE_DATA": ""}) == read({})


def test_a_face_has_a_group_of_its_own() -> None:
    @dataclass(frozen=True, slots=True)
    class TideSettings(Group):
        key: ClassVar = "tide"
        title: ClassVar = "Tides"
        height_m: int = setting("TAILRACE_TIDE_HEIGHT_M", 3, whole(0, 20), "Metres.")

    settings = read_settings([TideSettings], {"TAILRACE_TIDE_HEIGHT_M": "7"})
    assert settings.of(TideSettings).height_m == 7
    assert settings.changed(tide={"height_m": 2}).of(TideSettings).height_m == 2
    with pytest.raises(LookupError, match="TideSettings"):
        read({}).of(TideSettings)
    with pytest.raises(SettingsError, match="TAILRACE_TIDE_HEIGHT_M"):
        read_settings([TideSettings], {"TAILRACE_TIDE_HEIGHT_M": "high"})


@pytest.mark.parametrize("beside", [{}, {"TAILRACE_ADMIN_PASSWORD": ""}])
def test_a_secret_comes_from_a_file(tmp_path: Path, beside: dict[str, str]) -> None:
    file = tmp_path / "password"
    file.write_text("correct horse\n")
    assert read({"TAILRACE_ADMIN_PASSWORD_FILE": str(file), **beside}).auth.admin_password == "correct horse"
    both = {"TAILRACE_ADMIN_PASSWORD_FILE": str(file), "TAILRACE_ADMIN_PASSWORD": "said outright"}
    assert read(both).auth.admin_password == "said outright"


def test_a_secret_file_that_cannot_be_read_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="TAILRACE_LLM_API_KEY_FILE"):
        read({"TAILRACE_LLM_API_KEY_FILE": str(tmp_path / "nothing")})


@pytest.mark.parametrize("streams", [1, 5, 10_000, 20_000, 1_000_000])
def test_connections_follow_the_streams_that_are_allowed(streams: int) -> None:
    settings = read({"TAILRACE_MAX_STREAMS": str(streams)})
    assert settings.streaming.max_streams == streams
    assert settings.server.worker_connections >= streams + 500


def test_streams_that_leave_no_connection_stop_the_start() -> None:
    with pytest.raises(SettingsError, match="TAILRACE_MAX_STREAMS"):
        read({"TAILRACE_MAX_STREAMS": "100", "TAILRACE_WORKER_CONNECTIONS": "100"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TAILRACE_WORKERS", "0"), ("TAILRACE_WORKERS", "two"), ("TAILRACE_HEARTBEAT_S", "nan"),
        ("TAILRACE_HEARTBEAT_S", "-1"), ("TAILRACE_STREAM_TOKEN_S", "301"), ("TAILRACE_ALLOW_PRIVATE_HOSTS", "maybe"),
        ("TAILRACE_LOG_FORMAT", "xml"), ("TAILRACE_BIND", "127.0.0.1:99999"), ("TAILRACE_BIND", "127.0.0.1:http"),
        ("TAILRACE_BIND", "::1:8000"), ("TAILRACE_EVENT_LOG", "redis"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(f"{name}: '{value}' cannot be used")):
        read({name: value})


@pytest.mark.parametrize(
    "bind", ["[::1]:8000", "0.0.0.0:80", "localhost:8000", ":8000", "unix:/run/tailrace.sock", "127.0.0.1"]
)
def test_addresses_that_gunicorn_takes(bind: str) -> None:
    assert read({"TAILRACE_BIND": bind}).server.bind == bind


# -- settings for unbuilt features are refused, not ignored -----------------------------------------------------------


@pytest.mark.parametrize("name", ["REDIS_URL", "CELERY_BROKER_URL"])
@pytest.mark.parametrize("beside", [{}, {"TAILRACE_EVENT_LOG": "sqlite"}, {"DATABASE_URL": "sqlite:///x.db"}])
def test_a_backend_that_is_not_built_stops_the_start(tmp_path: Path, name: str, beside: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=f"{name}: .*not built yet.*unset it"):
        read({name: "redis://127.0.0.1:6379/0", **beside})
    file = tmp_path / "url"
    file.write_text("redis://:secret@127.0.0.1:6379/0")
    with pytest.raises(SettingsError, match=name) as refused:
        read({f"{name}_FILE": str(file), **beside})
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    ["https://issuer.example/keys", "http://localhost:9000/keys", "http://127.0.0.1/keys", "http://[::1]:9000/keys"],
)
def test_a_key_set_comes_by_https_or_from_this_machine(url: str) -> None:
    environ = {"TAILRACE_JWKS_URL": url, "TAILRACE_JWT_ISSUER": "https://issuer.example"}
    assert read_settings(environ=environ).auth.jwks_url == url


@pytest.mark.parametrize(
    "url",
    [
        "http://issuer.example/keys",
        "http://192.168.0.1/keys",
        "http://127.0.0.1.issuer.example/keys",
        "http://localhost.example/keys",
        "HTTP://issuer.example/keys",
        "ftp://issuer.example/keys",
        "file:///etc/keys",
        "https:///keys",
        "http://[",
        "issuer.example/keys",
    ],
)
def test_a_key_set_that_anybody_on_the_way_could_change_stops_the_start(url: str) -> None:
    with pytest.raises(SettingsError, match=r"TAILRACE_JWKS_URL: .* must be an https:// address"):
        read_settings(environ={"TAILRACE_JWKS_URL": url, "TAILRACE_JWT_ISSUER": "https://issuer.example"})


def test_a_key_set_without_an_issuer_stops_the_start() -> None:
    with pytest.raises(SettingsError, match="TAILRACE_JWT_ISSUER must name the issuer"):
        read_settings(environ={"TAILRACE_JWKS_URL": "https://issuer.example/keys", "TAILRACE_JWT_ISSUER": ""})


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg", "POSTGRESQL", "mysql"])
def test_a_database_that_hosts_may_share_needs_to_be_told_where_the_event_log_is(scheme: str) -> None:
    url = f"{scheme}://user:pw@127.0.0.1/tailrace"
    with pytest.raises(SettingsError, match="TAILRACE_EVENT_LOG=sqlite"):
        read({"DATABASE_URL": url})
    assert read({"DATABASE_URL": url, "TAILRACE_EVENT_LOG": "sqlite"}).store.database_url == url


# -- every setting is read --------------------------------------------------------------------------------------------


def unread(groups: Iterable[type[Group]], sources: Iterable[str]) -> list[str]:
    """Settings that no source reads as ``….<group>.<name>``, or from a name that holds their group or is given it."""
    texts = list(sources)
    missing: list[str] = []
    for group in groups:
        # A file that says neither name holds no such setting, and need not be taken apart.
        naming = [ast.parse(text) for text in texts if group.key in text or group.__name__ in text]
        read = set().union(*(names_read_from(group, tree) for tree in naming))
        missing += [f"{group.key}.{item.name}" for item in group.settings() if item.name not in read]
    return missing


def names_read_from(group: type[Group], tree: ast.Module) -> set[str]:
    """The attributes that one file takes of a group."""
    nodes = list(ast.walk(tree))
    given = {
        node.arg
        for node in nodes
        if isinstance(node, ast.arg) and node.annotation and ast.unparse(node.annotation) == group.__name__
    }
    holders = given | {
        ast.unparse(target)
        for node in nodes
        if isinstance(node, ast.Assign) and (is_group(group, node.value) or ast.unparse(node.value) in given)
        for target in node.targets
    }
    return {
        node.attr
        for node in nodes
        if isinstance(node, ast.Attribute) and (is_group(group, node.value) or ast.unparse(node.value) in holders)
    }


def is_group(group: type[Group], node: ast.expr) -> bool:
    """Whether it is the group: ``settings.jobs``, ``settings.of(ScanningSettings)``, ``shared["server"]``."""
    text = ast.unparse(node)
    return text.endswith((f".{group.key}", f".of({group.__name__})", f"['{group.key}']"))


def sources() -> list[str]:
    files = [
        ROOT / "app.py",
        ROOT / "gunicorn.conf.py",
        *(ROOT / "services").rglob("*.py"),
        *(ROOT / "blueprints").rglob("*.py"),
    ]
    return [path.read_text() for path in files if path.parent.name != "settings"]


def test_every_setting_has_a_reader() -> None:
    refused = {"store.redis_url", "store.celery_broker_url"}  # a value stops the start, so nothing can read one
    within = (ROOT / "services/settings/settings.py").read_text()
    assert set(unread(GROUPS, [*sources(), within])) == refused


@pytest.mark.parametrize("other", ["print(job.slots)", "print(settings.files.slots)", "slots = 3"])
def test_a_setting_without_a_reader_is_found(other: str) -> None:
    assert "jobs.slots" in unread([JobSettings], [other])


@pytest.mark.parametrize(
    "reader",
    [
        "print(self._settings.jobs.slots)",
        "limits = settings.jobs\nprint(limits.slots)",
        "self._limits = container().settings.jobs\nprint(self._limits.slots)",
    ],
)
def test_a_reader_is_recognised(reader: str) -> None:
    assert "jobs.slots" not in unread([JobSettings], [reader])
