"""The transcript: of an answer that an agent may tell again from its start, exactly what was not yet published.

After a cut, an agent that is asked for its task tells the whole text, or an older state of it and then the rest. What
was published is known by its length and its hash, so a long answer costs no memory, and another text is noticed however
late: it is never joined to what somebody has already read.
"""

from __future__ import annotations

from hashlib import sha256


class Differs(Exception):
    """The agent tells another text than before."""


class Running:
    """The length and hash of a text that grows."""

    def __init__(self, text: str = "") -> None:
        self.length = 0
        self._hash = sha256()
        self.add(text.encode())

    def add(self, part: bytes) -> None:
        self.length += len(part)
        self._hash.update(part)

    def copy(self) -> Running:
        copy = Running()
        copy.length, copy._hash = self.length, self._hash.copy()
        return copy

    def is_same(self, other: Running) -> bool:
        return self.length == other.length and self._hash.digest() == other._hash.digest()

    def rest_of(self, text: str) -> str | None:
        """What follows in a text that begins with this one; None if it does not."""
        whole = text.encode()
        if sha256(whole[: self.length]).digest() != self._hash.digest() or len(whole) < self.length:
            return None
        return whole[self.length :].decode()


class Transcript:
    def __init__(self, published: str = "") -> None:
        self._published = Running(published)
        self._told = self._published

    @property
    def has_text(self) -> bool:
        """Whether anything was told since the agent last began."""
        return self._told.length > 0

    @property
    def is_behind(self) -> bool:
        """Whether the agent has not told everything again that was published."""
        return self._told.length < self._published.length

    def is_exactly(self, text: str) -> bool:
        """Whether this is all that was published."""
        return self._published.is_same(Running(text))

    def tell_again(self) -> None:
        """The agent begins from its start."""
        self._told = Running()

    def hear(self, text: str) -> str:
        """What is new in the next part of the telling. Raises: Differs."""
        part = text.encode()
        if self._told is self._published:
            self._published.add(part)
            return text
        missing = self._published.length - self._told.length
        self._told.add(part[:missing])
        if self.is_behind:
            return ""
        if not self._told.is_same(self._published):
            raise Differs
        self._told = self._published
        self._published.add(part[missing:])
        return part[missing:].decode()
