"""Sentences with words of health care, trades and farming that tell of no skill of theirs."""

from __future__ import annotations

import pytest

from tests.unit.screening.skills.showing import told


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Reported to the charge nurse", "nursing"),
        ("Liaised with electricians and plumbers", "electrical installation"),
        ("Zimmermann GmbH, Buchhaltung", "carpentry"),
        ("Sold welding gases to workshops", "bricklaying"),
        ("Nurse recruiter for private hospitals", "nursing"),
        ("Turned the business around. Pipes were not our trade", "plumbing"),
        ("Built walls between departments down", "bricklaying"),
        ("Ran manual Bridgeport mills and engine lathes", "CNC machining"),
        ("Planted ideas; gardens of the mind", "gardening"),
        ("Milked every opportunity in the market", "milking"),
        ("Painted a clear picture of the risks", "painting and decorating"),
        ("Guarded against fraud", "security services"),
    ],
)
def test_others_and_figures_of_speech_tell_of_nothing(text: str, term: str) -> None:
    assert term not in told(text)
