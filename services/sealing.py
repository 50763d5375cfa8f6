"""Sealing: secrets are encrypted before they are kept on disk or in the database (Fernet: AES-128-CBC, HMAC-SHA256).

The sealing key comes from ``TAILRACE_SECRET``. Without that setting, the server makes one and keeps it in the data
folder, where it protects copies of the database, but not copies of the folder.
"""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from services.errors import SettingsError

KEY_FILE = "sealing.key"
_HEAD = "sealed:"


class Sealing:
    """``given`` are the secrets of ``TAILRACE_SECRET``: the first seals, and the others only open what they sealed.

    ``folder`` holds the key that the server made. It goes on opening what it sealed after ``TAILRACE_SECRET`` is set.
    """

    def __init__(self, given: Sequence[str], folder: Path) -> None:
        self._given = given
        self._path = folder / KEY_FILE

    def prepare(self) -> None:
        """Make the key in the folder if it is needed. The caller holds the folder's lock."""
        if not self._given and not self._path.exists():
            write_secret(self._path, secrets.token_hex(32))

    def seal(self, secret: str) -> str:
        """The secret as text that only a holder of the sealing key can read or change."""
        return _HEAD + self._box.encrypt(secret.encode()).decode("ascii")

    def open(self, sealed: str, what: str) -> str:
        """What was sealed. ``what`` names it for the error. Text that was never sealed is returned as it is.

        Raises: SettingsError, if no sealing key of this process opens it.
        """
        if not is_sealed(sealed):
            return sealed
        try:
            return self._box.decrypt(sealed.removeprefix(_HEAD).encode()).decode()
        except InvalidToken:
            raise SettingsError(
                f"TAILRACE_SECRET: {what} was sealed with another secret. Set the one that the server had then; to"
                " replace it, put the new one in front of it, with a space between."
            ) from None

    def is_current(self, sealed: str) -> bool:
        """Whether it is sealed with the key that seals now."""
        try:
            self._boxes[0].decrypt(sealed.removeprefix(_HEAD).encode())
        except InvalidToken:
            return False
        return is_sealed(sealed)

    @cached_property
    def _boxes(self) -> list[Fernet]:
        made = [self._path.read_text(encoding="ascii")] if self._path.exists() else []
        found = [*self._given, *made]
        if not found:
            raise SettingsError(
                f"TAILRACE_SECRET: there is no sealing key, neither in this setting nor in {self._path}."
            )
        return [Fernet(_key_from(secret)) for secret in found]

    @cached_property
    def _box(self) -> MultiFernet:
        return MultiFernet(self._boxes)


def is_sealed(text: str) -> bool:
    return text.startswith(_HEAD)


def write_secret(path: Path, text: str) -> None:
    """Write the whole file before it gets its final name, so that nobody ever reads half a secret."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)


def _key_from(secret: str) -> bytes:
    """A Fernet key (RFC 5869, HKDF). The secret has enough entropy by itself, so no slow derivation is needed."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"tailrace sealing").derive(secret.encode())
    return base64.urlsafe_b64encode(derived)
