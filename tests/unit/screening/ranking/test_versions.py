"""Résumés of the same person are linked, whatever order they come in; nobody else's are."""

from __future__ import annotations

import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from services.screening.profile import Profile, Value
from services.screening.ranking.versions import Version, versions
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
    assert found[0] == [Version(1, ("e-mail",)), Version(2, ("phone",)), Version(3, ("text",))]
    assert [[link.other for link in links] for links in found] == [[1, 2, 3], [0], [0], [0], []]


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
    linked = {frozenset((order[one], order[link.other])) for one, links in enumerate(found) for link in links}
    assert linked == {frozenset((0, 1)), frozenset((2, 3)), frozenset((4, 5))}


def test_three_hundred_long_and_equal_files_are_compared_in_time() -> None:
    begun = time.monotonic()
    found = versions([resume(seed // 100, added=text(seed, 800)) for seed in range(300)])
    assert len(found) == 300
    assert time.monotonic() - begun < 15
