"""Evidence: all that speaks for each agent that the router has learnt, weighed into shares of the whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from services.agents.routing.meaning_work import Look
from services.agents.routing.names import named
from services.agents.routing.parameters import LEARNT, Named, Weighing, meanings, words
from services.agents.routing.reading import Reading
from services.agents.routing.scores import meaning_scores, shares, word_scores


@dataclass(frozen=True, slots=True)
class Evidence:
    """Lists are in the order of `LEARNT`. ``meaning`` is None where there is no encoder."""

    claims: Mapping[str, float]
    words: Sequence[float]
    meaning: Sequence[float] | None
    named: Sequence[Named]
    last: int | None
    """The place of the agent that answered last, if it is one of these."""

    def shares(self, weighing: Weighing) -> list[float]:
        return shares([self._score(weighing, number) for number in range(len(LEARNT))])

    def _score(self, weighing: Weighing, number: int) -> float:
        score = weighing.bias[number] + weighing.words * self.words[number] + weighing.of_name(self.named[number])
        if self.meaning is not None:
            score += weighing.meaning * self.meaning[number]
        if number == self.last:
            score += self.going_on(weighing)
        return score

    def going_on(self, weighing: Weighing) -> float:
        """What the last turn says for its agent: more after a short question with "and", "that" or "why"."""
        return weighing.last + self._following(weighing) + weighing.last_certain * max(0.0, *self.words)

    def going_on_elsewhere(self, weighing: Weighing) -> float:
        """The same for an agent that is known by its card alone: nothing, unless there is such a word. It would get
        whatever is for nobody otherwise.
        """
        return self._following(weighing) if "following_words" in self.claims else 0.0

    def _following(self, weighing: Weighing) -> float:
        following, short = (self.claims.get(name, 0.0) for name in ("following_words", "short"))
        return weighing.last_following * following + weighing.last_short * short


def gather(
    reading: Reading,
    claims: Mapping[str, float],
    look: Look | None,
    names: Mapping[str, Collection[str]],
    last_agent_id: str | None,
) -> Evidence:
    """``look`` has the text's meaning, if an encoder told it."""
    return Evidence(
        claims=claims,
        words=word_scores(reading, claims, words()),
        meaning=None if look is None else meaning_scores(look.meaning, meanings()),
        named=[named(reading, names.get(agent_id, ())) for agent_id in LEARNT],
        last=LEARNT.index(last_agent_id) if last_agent_id in LEARNT else None,
    )
