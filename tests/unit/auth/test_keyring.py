"""The keyring: created once, private, rotated while processes use it."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from services.auth.keyring import Keyring
from services.errors import BadRequest, Conflict, NotFound, SettingsError


def test_secrets_are_private(tmp_path: Path) -> None:
    Keyring(tmp_path / "secrets").prepare()
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    files = [path for path in (tmp_path / "secrets").iterdir() if path.suffix == ".key"]
    assert len(files) == 2
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_a_key_has_256_random_bits(keyring: Keyring) -> None:
    kid, secret = keyring.newest()
    assert len(secret) == 64
    assert keyring.session_secret() != secret
    assert keyring.newest() == (kid, secret)


def test_servers_that_start_together_agree(tmp_path: Path) -> None:
    together = threading.Barrier(8)
    seen: list[tuple[str, str, str]] = []

    def start() -> None:
        keyring = Keyring(tmp_path / "secrets")
        together.wait()
        seen.append((*keyring.newest(), keyring.session_secret()))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(seen)) == 1 and len(seen) == 8


def test_a_running_process_sees_every_change_at_once(tmp_path: Path) -> None:
    running, command = Keyring(tmp_path / "secrets"), Keyring(tmp_path / "secrets")
    first, _ = running.newest()
    kids = [first]
    for _ in range(5):  # faster than the file system's clock ticks
        kids.append(command.rotate())
        assert running.newest()[0] == kids[-1]
    assert kids == sorted(kids)
    command.remove(first)
    assert sorted(running.verifying()) == kids[1:]


def test_only_an_older_key_can_be_removed(keyring: Keyring) -> None:
    kid, _ = keyring.newest()
    with pytest.raises(Conflict, match="rotate first"):
        keyring.remove(kid)
    with pytest.raises(NotFound):
        keyring.remove("20000101000000-00000000")
    with pytest.raises(BadRequest):
        keyring.remove("../session")


def test_half_written_and_foreign_files_are_no_keys(keyring: Keyring, tmp_path: Path) -> None:
    kid, _ = keyring.newest()
    (tmp_path / "secrets" / "99999999999999-00000000.new").write_text("half")
    (tmp_path / "secrets" / "note.key").write_text("mine")
    assert set(keyring.verifying()) == {kid}


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="TAILRACE_DATA"):
        Keyring(tmp_path / "file" / "secrets").prepare()
