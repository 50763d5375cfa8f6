"""How often the router is right: ``python -m bench.routing.measure [--set NAME] [--without-embeddings]``.

Prints figures only, never a question, so that nobody learns from the benchmark which questions fail.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence

from bench.routing.baseline import baselines
from bench.routing.figures import calibration_error
from bench.routing.labelled import Invented, Labelled, built_in, invented, labelled
from services.agents.routing.decision import Asked, Decision
from services.agents.routing.encoder import Encoder
from services.agents.routing.parameters import NOBODY
from services.agents.routing.router import Router


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", choices=("questions", "calibration", "operations"), default="questions")
    parser.add_argument("--without-embeddings", action="store_true")
    arguments = parser.parse_args()
    encoder = None if arguments.without_embeddings else Encoder()
    router = Router(encoder)
    questions = labelled(arguments.set)
    print(f"{arguments.set}, {'words alone' if encoder is None else 'with embeddings'}: {len(questions)} questions")
    if encoder:
        encoder.warm()
    for with_llm in (True, False):
        _measure(router, questions, with_llm=with_llm)
    _measure_elsewhere(router, questions)
    if encoder:
        encoder.stop()


def _measure(router: Router, questions: Sequence[Labelled], *, with_llm: bool) -> None:
    print(f"\n{'with' if with_llm else 'without'} a language model")
    candidates = built_in(with_llm)
    wanted = [question.agent if with_llm else question.without_llm for question in questions]
    decisions, took_ms = [], []
    for question in questions:
        began = time.perf_counter()
        decisions.append(router.decide(question.asked(candidates)))
        took_ms.append(1000 * (time.perf_counter() - began))
    said = [decision.agent_id or NOBODY for decision in decisions]
    right = [one == other for one, other in zip(said, wanted, strict=True)]
    error = calibration_error([decision.confidence for decision in decisions], right)
    print(f"  right {_share(right)}, calibration error {error:.3f}")
    _print_refusals(said, wanted)
    _print_groups("agent", wanted, right)
    _print_groups("language", [question.language for question in questions], right)
    _print_groups("follow-up", ["yes" if question.after else "no" for question in questions], right)
    print(f"  a decision takes {statistics.median(took_ms):.1f} ms (median), {max(took_ms):.1f} ms (longest)")
    for name, decide in baselines().items():
        print(f"  baseline {name}: right {_share(_baseline(decide, questions, wanted, with_llm))}")


def _baseline(
    decide: Callable[[str], str], questions: Sequence[Labelled], wanted: Sequence[str], with_llm: bool
) -> list[bool]:
    said = [decide(question.text) for question in questions]
    if not with_llm:
        said = [NOBODY if agent_id == "llm" else agent_id for agent_id in said]
    return [one == other for one, other in zip(said, wanted, strict=True)]


def _print_refusals(said: Sequence[str], wanted: Sequence[str]) -> None:
    refused = [one == NOBODY for one in said]
    ought = [one == NOBODY for one in wanted]
    both = sum(one and other for one, other in zip(refused, ought, strict=True))
    precision, recall = both / (sum(refused) or 1), both / (sum(ought) or 1)
    print(f"  refusals: precision {precision:.1%}, recall {recall:.1%} (of {sum(ought)} for nobody)")


def _print_groups(title: str, groups: Sequence[str], right: Sequence[bool]) -> None:
    parts = []
    for group in dict.fromkeys(groups):
        of_group = [is_right for each, is_right in zip(groups, right, strict=True) if each == group]
        parts.append(f"{group} {sum(of_group)}/{len(of_group)}")
    print(f"  right by {title}: {', '.join(parts)}")


def _measure_elsewhere(router: Router, questions: Sequence[Labelled]) -> None:
    """Five invented agents beside ours: whether their questions find them, and others do not."""
    agents = [agent for agent in invented() if agent.for_test]
    candidates = [*built_in(), *(agent.candidate for agent in agents)]
    print(f"\n{len(agents)} invented agents elsewhere, known by their cards alone")
    for agent in agents:
        found = [_said(router.decide(Asked(text, candidates))) == agent.candidate.agent_id for text in agent.questions]
        print(f"  {agent.candidate.agent_id}: {sum(found)}/{len(found)} of its questions find it")
    ours = [question for question in questions if question.agent != NOBODY]
    print(f"  they take {_taken(router, ours, agents)} of {len(ours)} questions for agents of ours")
    nobodys = [question for question in questions if question.agent == NOBODY]
    others = [agent for agent in agents if not agent.answers_nobodys]
    print(f"  {len(others)} of them take {_taken(router, nobodys, others)} of {len(nobodys)} questions for nobody")


def _taken(router: Router, questions: Sequence[Labelled], agents: Sequence[Invented]) -> int:
    candidates = [*built_in(), *(agent.candidate for agent in agents)]
    elsewhere = {agent.candidate.agent_id for agent in agents}
    return sum(_said(router.decide(question.asked(candidates))) in elsewhere for question in questions)


def _said(decision: Decision) -> str:
    return decision.agent_id or NOBODY


def _share(right: Sequence[bool]) -> str:
    return f"{sum(right)}/{len(right)} ({sum(right) / len(right):.1%})"


if __name__ == "__main__":
    main()
