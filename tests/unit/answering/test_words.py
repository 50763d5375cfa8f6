"""What a question's words say, and which names are among them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from services.answering.naming import named
from services.answering.words import Cues, words_of

NAMES = ["acme/pay-server", "acme/pay", "beta/lighthouse", "beta/api", "gamma/api"]


@pytest.fixture
def known(tmp_path: Path) -> Cues:
    file = tmp_path / "cues.txt"
    file.write_text("# a comment\n[size]\nhow big, größ*, taille\n[colour]\nred, how\n")
    return Cues(file)


def test_cues_are_found_without_accents_and_capitals(known: Cues) -> None:
    assert known.weigh(words_of("Wie GROSS ist die Größe?")) == {"size": 1}
    assert known.weigh(words_of("how big is it")) == {"size": 3, "colour": 1}
    assert known.weigh(words_of("nothing of that")) == {}


def test_a_compound_counts_as_its_parts_and_a_path_stays_whole() -> None:
    words = words_of("Are must-haves in src/a-b.py met?")
    assert words.row == ("are", "must-haves", "must", "haves", "in", "src/a-b.py", "met")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("worst files of acme/pay-server", ["acme/pay-server"]),
        ("worst files of pay-server", ["acme/pay-server"]),
        ("PAY SERVER please", ["acme/pay-server"]),
        ("how is pay doing", ["acme/pay"]),
        ("lighthouse", ["beta/lighthouse"]),
        ("the light house", ["beta/lighthouse"]),
        ("lighthose", ["beta/lighthouse"]),
        ("the lightho repo", ["beta/lighthouse"]),
        ("secrets in api", ["beta/api", "gamma/api"]),
        ("gamma api", ["gamma/api"]),
        ("something else altogether", []),
        ("", []),
    ],
)
def test_names_are_found_as_people_write_them(text: str, meant: list[str]) -> None:
    assert named(words_of(text), NAMES, is_plain={"the", "of", "files"}.__contains__) == meant


def test_a_word_of_questions_names_nothing_by_itself() -> None:
    assert named(words_of("show the files"), ["me/files"], is_plain={"show", "the", "files"}.__contains__) == []
    assert named(words_of("show me/files"), ["me/files"], is_plain={"show", "the", "files"}.__contains__) == [
        "me/files"
    ]


def test_many_names_and_a_long_question_take_no_time() -> None:
    names = [f"owner{number}/lighthouse-{number}-station" for number in range(5000)]
    text = " ".join(f"lighthuose{number}" for number in range(5000))
    began = time.monotonic()
    named(words_of(text), names, is_plain=lambda _word: False)
    assert time.monotonic() - began < 5
