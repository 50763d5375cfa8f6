"""The keyring: created once, private, rotated while processes use it."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from services.auth.keyring import Keyring
from services.errors import BadRequest, Conflict, NotFound, SettingsError
from services.sealing import Sealing, is_sealed
from tests.unit.auth.conftest import keyring_in

SECRET, NEXT_SECRET = "0123456789abcdef" * 4, "fedcba9876543210" * 4


def test_secrets_are_private(tmp_path: Path) -> None:
    keyring_in(tmp_path / "secrets").prepare()
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    files = [path for path in (tmp_path / "secrets").iterdir() if path.suffix == ".key"]
    assert len(files) == 2  # one that signs, the one that seals
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_a_key_has_256_random_bits(keyring: Keyring) -> None:
    kid, secret = keyring.newest()
    assert len(secret) == 64
    assert keyring.newest() == (kid, secret)


def test_servers_that_start_together_agree(tmp_path: Path) -> None:
    together = threading.Barrier(8)
    seen: list[tuple[str, str]] = []

    def start() -> None:
        keyring = keyring_in(tmp_path / "secrets")
        together.wait()
        seen.append(keyring.newest())

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(seen)) == 1 and len(seen) == 8


def test_a_running_process_sees_every_change_at_once(tmp_path: Path) -> None:
    running, command = keyring_in(tmp_path / "secrets"), keyring_in(tmp_path / "secrets")
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
        keyring_in(tmp_path / "file" / "secrets").prepare()


def test_nothing_in_the_folder_is_readable_without_the_sealing_secret(tmp_path: Path) -> None:
    keyring = keyring_in(tmp_path / "secrets", SECRET)
    keyring.prepare()
    _, key = keyring.newest()
    texts = [path.read_text() for path in (tmp_path / "secrets").glob("*.key")]
    assert len(texts) == 1 and all(is_sealed(text) for text in texts)
    assert not any(key in text for text in texts)


def test_another_sealing_secret_is_refused_by_name(tmp_path: Path) -> None:
    keyring_in(tmp_path / "secrets", SECRET).prepare()
    for given in ((NEXT_SECRET,), ()):
        other = keyring_in(tmp_path / "secrets", *given)
        for use in (other.prepare, other.newest, other.rotate):
            with pytest.raises(SettingsError, match="TAILRACE_SECRET"):
                use()
    assert len(keyring_in(tmp_path / "secrets", SECRET).verifying()) == 1  # nothing was added or lost


@pytest.mark.parametrize("before", [(), (SECRET,)], ids=["made in the folder", "given"])
def test_a_new_sealing_secret_takes_over(tmp_path: Path, before: tuple[str, ...]) -> None:
    first = keyring_in(tmp_path / "secrets", *before)
    first.prepare()
    kept = first.newest()
    keyring_in(tmp_path / "secrets", NEXT_SECRET, *before).prepare()
    (tmp_path / "secrets" / "sealing.key").unlink(missing_ok=True)
    alone = keyring_in(tmp_path / "secrets", NEXT_SECRET)
    assert alone.newest() == kept


def test_keys_from_before_there_was_sealing_are_sealed(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    folder.mkdir(mode=0o700)
    (folder / "20260101000000-0123abcd.key").write_text("ab" * 32)
    (folder / "session.key").write_text("cd" * 32)  # sessions had a secret of their own then
    keyring = keyring_in(folder)
    keyring.prepare()
    assert keyring.newest() == ("20260101000000-0123abcd", "ab" * 32)
    assert not (folder / "session.key").exists()
    assert all(is_sealed(path.read_text()) for path in folder.glob("*.key") if path.stem != "sealing")


def test_a_sealed_secret_cannot_be_changed(tmp_path: Path) -> None:
    sealing = Sealing((SECRET,), tmp_path)
    sealed = sealing.seal("hunter2")
    assert sealing.open(sealed, "it") == "hunter2"
    assert sealing.seal("hunter2") != sealed
    position = len(sealed) // 2
    forged = sealed[:position] + ("A" if sealed[position] != "A" else "B") + sealed[position + 1 :]
    with pytest.raises(SettingsError):
        sealing.open(forged, "it")
