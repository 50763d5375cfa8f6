"""The keyring: the secrets in ``<data>/secrets`` that this server signs with, sealed (`services.sealing`). All its
processes read the same files.

Tokens and session cookies are signed with the newest key and verified with any; a token names its key by ``kid``. All
processes use a new key at once, because each checks the folder's modification time (2 µs) before every use.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from services.errors import BadRequest, Conflict, NotFound, SettingsError
from services.sealing import Sealing, write_secret

_KID = re.compile(r"[0-9]{14}-[0-9a-f]{8}")
_SETTLED_NS = 100_000_000  # two changes within one tick of the file system's clock get the same time


class Keyring:
    def __init__(self, folder: Path, sealing: Sealing) -> None:
        self._folder = folder
        self._sealing = sealing
        self._keys: dict[str, str] = {}
        self._seen_ns = -1

    def prepare(self) -> None:
        """Create the folder and a first key if missing; seal what another key sealed, or none. Several servers may do
        so at once.

        Raises: SettingsError, if a secret cannot be opened or the folder cannot be used.
        """
        with self._lock():
            self._sealing.prepare()
            self._seal_again()
            if not self._read():
                self._write(self._new_kid())
            # Until 2026 sessions had a secret of their own, which no rotation reached.
            (self._folder / "session.key").unlink(missing_ok=True)

    def newest(self) -> tuple[str, str]:
        """The key id and secret to sign with."""
        keys = self.verifying()
        if not keys:
            self.prepare()
            keys = self.verifying()
        kid = max(keys)
        return kid, keys[kid]

    def verifying(self) -> Mapping[str, str]:
        """Every key that verifies: key id -> secret."""
        try:
            changed_ns = self._folder.stat().st_mtime_ns
        except FileNotFoundError:
            return {}
        if changed_ns != self._seen_ns:
            self._keys = self._read()
            self._seen_ns = changed_ns if time.time_ns() - changed_ns > _SETTLED_NS else -1
        return self._keys

    def rotate(self) -> str:
        """Add a key and sign with it from now on; the older ones keep verifying. Returns its id."""
        with self._lock():
            kid = self._new_kid()
            self._write(kid)
        return kid

    def remove(self, kid: str) -> None:
        """Delete a key: from now on, every token and session it signed is refused.

        Raises:
            NotFound: there is no such key.
            Conflict: this key signs new tokens.
            BadRequest: this is not a key id.
        """
        if not _KID.fullmatch(kid):
            raise BadRequest("A key id looks like 20261121085300-1a2b3c4d; see `flask key list`.", code="bad_key_id")
        with self._lock():
            keys = self._read()
            if kid not in keys:
                raise NotFound(f"There is no key {kid}.")
            if kid == max(keys):
                raise Conflict("This key signs new tokens: rotate first, then remove it.", code="key_in_use")
            (self._folder / f"{kid}.key").unlink()

    def _new_kid(self) -> str:
        """Ids sort by age even when the clock steps back: a new one always sorts last."""
        moment = max([int(time.strftime("%Y%m%d%H%M%S", time.gmtime())), *(int(kid[:14]) + 1 for kid in self._read())])
        return f"{moment:014d}-{secrets.token_hex(4)}"

    def _read(self) -> dict[str, str]:
        return {path.stem: self._open(path) for path in self._folder.glob("*.key") if _KID.fullmatch(path.stem)}

    def _write(self, name: str) -> None:
        write_secret(self._folder / f"{name}.key", self._sealing.seal(secrets.token_hex(32)))

    def _open(self, path: Path) -> str:
        return self._sealing.open(path.read_text(encoding="ascii"), f"{self._folder.name}/{path.name}")

    def _seal_again(self) -> None:
        for path in (self._folder / f"{kid}.key" for kid in self._read()):
            if not self._sealing.is_current(path.read_text(encoding="ascii")):
                write_secret(path, self._sealing.seal(self._open(path)))

    @contextmanager
    def _lock(self) -> Iterator[None]:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.open(self._folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise SettingsError(f"TAILRACE_DATA: cannot keep secrets in {self._folder}: {error.strerror}.") from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        finally:
            os.close(file)
