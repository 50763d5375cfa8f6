"""What people ask about screenings (``cues.txt``)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal, get_args

from services.answering.words import Cues, Words

Topic = Literal[
    "private", "contact", "location", "failed", "gaps", "flags", "duplicates", "decisions", "compare", "count", "list",
    "status", "duration", "criteria", "missing", "why", "years", "education", "skills", "has", "career", "ranking",
]  # fmt: skip
"""Where a question speaks as strongly of two, the first is meant."""

TOPICS: tuple[Topic, ...] = get_args(Topic)
OF_ONE: frozenset[Topic] = frozenset(("why", "missing", "years", "education", "skills", "career", "gaps", "contact"))
"""What may be asked of one candidate."""
TELLING: frozenset[Topic] = frozenset((
    "private", "contact", "location", "failed", "gaps", "flags", "duplicates", "decisions", "compare",
))  # fmt: skip
"""What a single word says, whatever else the question holds."""
PLACES = ("first", "second", "third")


@cache
def vocabulary() -> Cues:
    return Cues(Path(__file__).with_name("cues.txt"))


def is_plain(word: str) -> bool:
    """Whether a word belongs to questions as such, so that it names nobody."""
    return vocabulary().knows(word)


def _is_weak(found: list[Topic], words: Words, has_candidate: bool) -> bool:
    """Whether "who has …?" asks for something that is no criterion: who has gaps, who has the most experience."""
    others = {"missing", "why", "count", "list", "status", *([] if words.number(1, 60) else ["years"])}
    return len(found) > 1 and (has_candidate or not others.isdisjoint(found))


def topic_of(words: Words, has_candidate: bool) -> Topic | None:
    weights = vocabulary().weigh(words)
    found = [topic for topic in TOPICS if weights.get(topic)]
    found = [topic for topic in found if topic in TELLING] or found
    if "has" in found and _is_weak(found, words, has_candidate):
        found.remove("has")
    return max(found, key=lambda topic: (weights.get(topic, 0), -TOPICS.index(topic)), default=None)
