"""The router: which agent a question is for, or that it is for nobody. The same question is always decided alike.

Whoever is asked by name answers (`address.py`). Otherwise what can be seen in the text, the words of examples, the
meaning where there is an encoder, names that the asker has, and the agent that answered last are weighed
(`evidence.py`, `elsewhere.py`) with what was learnt (`parameters.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from services.agents.routing import elsewhere, wording
from services.agents.routing.address import addressed
from services.agents.routing.claims import claims
from services.agents.routing.decision import Asked, Candidate, Decision
from services.agents.routing.encoder import Encoder
from services.agents.routing.evidence import Evidence, gather
from services.agents.routing.found import Found
from services.agents.routing.meaning_work import Look
from services.agents.routing.model_choice import ModelChoice
from services.agents.routing.names import named
from services.agents.routing.parameters import LEARNT, NOBODY, Meanings, Words, is_learnt, meanings, words
from services.agents.routing.reading import Reading

_MOST_CANDIDATES = 200


class Router:
    """``encoder`` is None where the router goes by words alone, ``model`` where no language model is to choose."""

    def __init__(self, encoder: Encoder | None = None, model: ModelChoice | None = None) -> None:
        self._encoder = encoder
        self._model = model

    def warm(self) -> None:
        """Start the encoder's process, so that the first question need not wait for it."""
        if self._encoder:
            self._encoder.warm()

    def decide(self, asked: Asked) -> Decision:
        """Waits for the encoder and for the model, and takes a few milliseconds itself."""
        reading = Reading(asked.text)
        if called := addressed(reading, asked.candidates):
            return Decision(called.agent_id, 1.0, wording.why_called(called))
        asked = replace(asked, candidates=[each for each in asked.candidates if each.is_reachable])
        candidates = sorted(asked.candidates, key=lambda candidate: candidate.agent_id)[:_MOST_CANDIDATES]
        found = self._find(reading, asked, candidates)
        chosen = self._model.choose(asked, candidates) if self._model and candidates else None
        return found.decision() if chosen is None else found.as_chosen(chosen)

    def _find(self, reading: Reading, asked: Asked, candidates: Sequence[Candidate]) -> Found:
        strangers = {each.agent_id: elsewhere.profile_of(each) for each in candidates if not is_learnt(each)}
        look = self._look(reading, strangers.values())
        learnt: Words | Meanings = words() if look is None else meanings()
        evidence = gather(reading, claims(reading), look, asked.names, asked.last_agent_id)
        shares = of_available(evidence.shares(learnt.weighing), candidates)
        odds = _odds(reading, asked, evidence, shares, strangers, look, learnt)
        return Found(_together(shares, odds), evidence, asked, candidates)

    def _look(self, reading: Reading, profiles: Iterable[elsewhere.Profile]) -> Look | None:
        if self._encoder is None or not reading.words:
            return None
        return self._encoder.look(reading.text, {profile.key: profile.texts for profile in profiles})


def of_available(shares: Sequence[float], candidates: Iterable[Candidate]) -> list[float]:
    """In the order of `LEARNT`. What would be for an agent that is not here is for nobody."""
    here = {candidate.agent_id for candidate in candidates if is_learnt(candidate)}
    kept = [share if agent_id in here else 0.0 for agent_id, share in zip(LEARNT, shares, strict=True)]
    kept[LEARNT.index(NOBODY)] = max(0.0, 1 - sum(kept))
    return kept


def _odds(
    reading: Reading,
    asked: Asked,
    evidence: Evidence,
    shares: Sequence[float],
    strangers: Mapping[str, elsewhere.Profile],
    look: Look | None,
    learnt: Words | Meanings,
) -> dict[str, float]:
    vector = elsewhere.vector_of(reading) if strangers else {}
    odds = {}
    for agent_id, profile in strangers.items():
        near = look.near.get(profile.key) if look else None
        fit = elsewhere.fit(reading, vector, profile, near, look.rival if look else 0.0, shares)
        more = learnt.weighing.of_name(named(reading, asked.names.get(agent_id, ())))
        if agent_id == asked.last_agent_id:
            more += evidence.going_on_elsewhere(learnt.weighing)
        odds[agent_id] = elsewhere.odds(fit, learnt.elsewhere, elsewhere.ours_of(shares), more)
    return odds


def _together(shares: Sequence[float], odds: Mapping[str, float]) -> dict[str, float]:
    """The share of every agent and of nobody, all agents together."""
    whole = 1 + sum(odds.values())
    ours = {agent_id: share / whole for agent_id, share in zip(LEARNT, shares, strict=True)}
    return ours | {agent_id: each / whole for agent_id, each in odds.items()}
