"""Résumés of the same person are linked, whatever order they come in; nobody else's are."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.screening.profile import Profile, Value
from services.screening.ranking.versions import MOST_TOGETHER, versions
from tests.support.resume import profile_of, said


def text(seed: int, words: int = 200) -> str:
    chooser = random.Random(seed)
    return " ".join(f"w{chooser.randrange(5_000)}" for _ in range(words))


def resume(seed: int, email: str = "", phone: str = "", added: str = "") -> Profile:
    return profile_of(
        said(text(seed), added, job=0), emails=[Value(email)] * bool(email), phones=[Value(phone)] * bool(phone)
    )


def test_an_address_a_phone_or_nearly_equal_text_links() -> None:
    found = versions(
        [
            resume(1, "a@example.org", "+4711"),
            resume(2, "A@Example.org"),
            resume(3, "", "+4711"),
            resume(1, "b@example.org", added="and one line more than in the other file"),
            resume(4, "c@example.org", "+4712"),
        ]
    )
    assert found == [[1, 2, 3], [0], [0], [0], []]


def test_short_or_different_texts_link_nobody() -> None:
    assert versions([profile_of(said("Python")), profile_of(said("Python"))]) == [[], []]
    assert not any(versions([resume(seed) for seed in range(20)]))
    template = "Curriculum Vitae of somebody who applies for the position that was offered in the newspaper " * 2
    assert not any(versions([resume(seed, added=template) for seed in range(20)]))


@given(st.permutations(range(6)))
@settings(max_examples=20)
def test_the_order_of_the_stack_changes_no_link(order: list[int]) -> None:
    stack = [
        resume(1, "a@x.org"),
        resume(2, "a@x.org"),
        resume(3),
        resume(3, added="more"),
        resume(4, "", "+1"),
        resume(5, "", "+1"),
    ]
    found = versions([stack[place] for place in order])
    linked = {frozenset((order[one], order[other])) for one, others in enumerate(found) for other in others}
    assert linked == {frozenset((0, 1)), frozenset((2, 3)), frozenset((4, 5))}


@pytest.mark.parametrize(("kept", "is_linked"), [(0.95, True), (0.85, True), (0.6, False), (0.3, False)])
def test_a_long_text_is_linked_by_how_much_of_it_is_the_same(kept: float, is_linked: bool) -> None:
    """Of two texts with 85 % in common, 74 % of what either says is in both; with 60 %, it is 43 %."""
    for words in (300, 6_000):
        same = text(1, int(words * kept))
        own, other = (f"{same} {text(seed, words - int(words * kept))}" for seed in (2, 3))
        assert versions([profile_of(said(own)), profile_of(said(other))]) == ([[1], [0]] if is_linked else [[], []])


def test_what_very_many_share_links_nobody() -> None:
    stack = [resume(seed, "agency@example.org", "+4711") for seed in range(MOST_TOGETHER + 1)]
    assert not any(versions(stack))
    assert all(versions(stack[1:]))


def test_three_hundred_versions_of_a_long_text_are_compared_in_time() -> None:
    whole = text(1, 5_000)
    stack = [profile_of(said(whole, f"for employer {index}")) for index in range(MOST_TOGETHER)]
    begun = time.monotonic()
    found = versions(stack)
    assert time.monotonic() - begun < 30
    assert all(len(others) == MOST_TOGETHER - 1 for others in found)


def test_three_hundred_long_and_equal_files_are_compared_in_time() -> None:
    begun = time.monotonic()
    found = versions([resume(seed // 100, added=text(seed, 800)) for seed in range(300)])
    assert len(found) == 300
    assert time.monotonic() - begun < 15
