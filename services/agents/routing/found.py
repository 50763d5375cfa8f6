"""What the router found: a share of the whole for each agent and for nobody, which becomes a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.agents.routing import wording
from services.agents.routing.decision import Asked, Candidate, Decision
from services.agents.routing.evidence import Evidence
from services.agents.routing.parameters import NOBODY, is_learnt

_LEAST_CONFIDENCE, _LEAST_ELSEWHERE = 0.35, 0.5
_CHOSEN_CONFIDENCE = 0.5
"""Of a model's choice, if what was found does not say more for it."""
_ALTERNATIVES = 3
_LEAST_ALTERNATIVE = 0.01


@dataclass(frozen=True, slots=True)
class Found:
    shares: Mapping[str, float]
    evidence: Evidence
    asked: Asked
    candidates: Sequence[Candidate]

    def decision(self) -> Decision:
        """The agent with the largest share, among those whose share is large enough and larger than nobody's."""
        best = max(filter(self._may_answer, self.candidates), key=self._rank, default=None)
        if best is None:
            reasoning = wording.why_nobody(self.evidence, self.asked)
            return self._decided(None, self.shares[NOBODY], reasoning)
        return self._decided(best, self.shares[best.agent_id], wording.why(best, self.evidence, self.asked))

    def as_chosen(self, agent_id: str) -> Decision:
        """A language model chose one of the candidates, or nobody."""
        chosen = next((each for each in self.candidates if each.agent_id == agent_id), None)
        confidence = max(_CHOSEN_CONFIDENCE, self.shares[agent_id])
        return self._decided(chosen, confidence, wording.why_chosen(chosen))

    def _decided(self, chosen: Candidate | None, confidence: float, reasoning: str) -> Decision:
        ranked = sorted((each for each in self.candidates if each is not chosen), key=self._rank, reverse=True)
        shares = [(each.agent_id, round(self.shares[each.agent_id], 3)) for each in ranked[:_ALTERNATIVES]]
        alternatives = tuple((agent_id, share) for agent_id, share in shares if share >= _LEAST_ALTERNATIVE)
        if chosen is None:
            message = wording.what_can_be_asked(self.candidates)
            return Decision(None, round(confidence, 3), reasoning, alternatives, message)
        return Decision(chosen.agent_id, round(confidence, 3), reasoning, alternatives)

    def _may_answer(self, candidate: Candidate) -> bool:
        least = _LEAST_CONFIDENCE if is_learnt(candidate) else _LEAST_ELSEWHERE
        return self.shares[candidate.agent_id] >= max(least, self.shares[NOBODY])

    def _rank(self, candidate: Candidate) -> tuple[float, str]:
        return self.shares[candidate.agent_id], candidate.agent_id
