"""Retention: what the event log keeps, in general and for channels whose names match a pattern."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from services.streaming.channel import is_internal


class Kept(NamedTuple):
    """At most ``events`` of a channel, none older than ``age_s``, but all that are younger than ``grace_s``."""

    events: int = 10_000
    age_s: float = 604_800.0
    grace_s: float = 60.0

    @property
    def oldest_s(self) -> float:
        """The age at which an event goes."""
        return max(self.age_s, self.grace_s)


class Rule(NamedTuple):
    """``pattern`` is a channel's name, or a prefix and a star."""

    pattern: str
    kept: Kept


@dataclass(frozen=True)
class Retention:
    """``rules`` say otherwise for some channels: of those that match a name, the most specific one counts. A name is
    more specific than any prefix, and a longer prefix than a shorter one.
    """

    events: int = 10_000
    age_s: float = 604_800.0
    grace_s: float = 60.0
    rules: tuple[Rule, ...] = ()

    def of(self, channel: str) -> Kept:
        """What is kept of a channel."""
        rule = self.rule_of(channel)
        return self.general if rule is None else rule.kept

    def rule_of(self, channel: str) -> Rule | None:
        """The rule that counts for a channel. None has any for the internal channels of the workers."""
        names, prefixes, lengths = self._by_pattern
        if channel in names or is_internal(channel):
            return names.get(channel)
        found = (prefixes.get(channel[:length]) for length in lengths if length <= len(channel))
        return next((rule for rule in found if rule is not None), None)

    @cached_property
    def general(self) -> Kept:
        return Kept(self.events, self.age_s, self.grace_s)

    @cached_property
    def every(self) -> frozenset[Kept]:
        """All that may be kept of a channel."""
        return frozenset((self.general, *(rule.kept for rule in self.rules)))

    @cached_property
    def _by_pattern(self) -> tuple[dict[str, Rule], dict[str, Rule], list[int]]:
        names = {rule.pattern: rule for rule in self.rules if not rule.pattern.endswith("*")}
        prefixes = {rule.pattern[:-1]: rule for rule in self.rules if rule.pattern.endswith("*")}
        return names, prefixes, sorted({len(prefix) for prefix in prefixes}, reverse=True)
