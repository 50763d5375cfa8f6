"""The keyring: the secrets in ``<data>/secrets`` that this server signs with. All its processes read the same files.

Tokens are signed with the newest key and verified with any; a token names its key by ``kid``. All processes use a new
key at once, because each checks the folder's modification time (2 µs) before every use.
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

_KID = re.compile(r"[0-9]{14}-[0-9a-f]{8}")
_SESSION = "session"
_SETTLED_NS = 100_000_000  # two changes within one tick of the file system's clock get the same time


class Keyring:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._keys: dict[str, str] = {}
        self._seen_ns = -1

    def prepare(self) -> None:
        """Create the folder, a first key and the session secret if missing. Several servers may do so at once."""
        with self._lock():
            if not self._read():
                self._write(self._new_kid())
            if not (self._folder / f"{_SESSION}.key").exists():
                self._write(_SESSION)

    def session_secret(self) -> str:
        """The secret that signs session cookies."""
        path = self._folder / f"{_SESSION}.key"
        if not path.exists():
            self.prepare()
        return path.read_text(encoding="ascii")

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
        """Delete a key: from now on, every token it signed is refused.

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
        return {
            path.stem: path.read_text(encoding="ascii")
            for path in self._folder.glob("*.key")
            if _KID.fullmatch(path.stem)
        }

    def _write(self, name: str) -> None:
        """Write the whole file before it gets its final name, so that nobody ever signs with half a key."""
        path = self._folder / f"{name}.key"
        draft = path.with_suffix(".new")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)

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
