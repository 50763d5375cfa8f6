"""The settings in force: each with its source, and no secret in any of them."""

from __future__ import annotations

from pathlib import Path

from services.settings.in_force import SettingInForce, in_force
from services.settings.settings import read_settings


def shown(environ: dict[str, str]) -> dict[str, SettingInForce]:
    return {one.name: one for one in in_force(read_settings(environ=environ))}


def test_each_says_where_it_came_from(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("s3cret-of-the-file")
    found = shown({"TAILRACE_WORKERS": "4", "TAILRACE_LLM_API_KEY_FILE": str(file), "TAILRACE_BIND": ""})
    workers, key, bind = (found[name] for name in ("TAILRACE_WORKERS", "TAILRACE_LLM_API_KEY", "TAILRACE_BIND"))
    assert (workers.value, workers.default, workers.source, workers.is_set) == ("4", "2", "environment", True)
    assert (key.value, key.source, key.is_set) == (None, "file", True)
    assert (bind.source, bind.is_set) == ("default", False)
    follower = found["TAILRACE_WORKER_CONNECTIONS"]
    assert (follower.source, follower.is_set) == ("TAILRACE_MAX_STREAMS", False)


def test_nothing_shows_a_secret() -> None:
    environ = {
        "DATABASE_URL": "sqlite:///ada:s3cret@file.db",
        "TAILRACE_ADMIN_PASSWORD": "s3cret s3cret",
        "TAILRACE_SECRET": "s3cret" * 10,
        "TAILRACE_LLM_BASE_URL": "https://ada:s3cret@models.example/v1?key=s3cret",
    }
    found = shown(environ)
    assert "s3cret" not in repr(found)
    assert found["TAILRACE_LLM_BASE_URL"].value == "https://…@models.example/v1?…"


def test_every_setting_is_shown_with_its_reason() -> None:
    settings = read_settings(environ={})
    found = in_force(settings)
    assert len(found) == sum(len(group.settings()) for group in settings.groups)
    assert all(one.why and one.group for one in found)
