"""What one line of a term file stands for, and where such wordings are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.screening.skills.catalogue import Catalogue, load_catalogue
from services.screening.skills.wordings import wordings


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    own = Path(tmp_path_factory.mktemp("terms")) / "own.txt"
    own.write_text("[Tides]\ntide reading = ~chart|read tide|moon tables, carte des|de marées\n", encoding="utf-8")
    return load_catalogue(own)


def test_a_line_with_choices_stands_for_each_of_them() -> None:
    assert list(wordings("plain words")) == ["plain words"]
    assert list(wordings("carte des|de marées")) == ["carte des marées", "carte de marées"]


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("process", "process processed processing"),
        ("file", "file filed filing"),
        ("carry", "carry carried carrying"),
        ("plan", "plan planned planning"),
        ("oversee", "oversee oversaw overseen overseeing"),
        ("pay", "pay paid paying"),
        ("feed", "feed fed feeding"),
        ("ring", "ring rang rung ringing"),
        ("stir", "stir stirred stirring"),
        ("employ", "employ employed employing"),
        ("visit", "visit visited visiting"),
        ("strap", "strap strapped strapping"),
        ("quiz", "quiz quizzed quizzing"),
        ("box", "box boxed boxing"),
        ("submit", "submit submitted submitting"),
        ("win", "win won winning"),
        ("rewrite", "rewrite rewrote rewritten rewriting"),
        ("upsell", "upsell upsold upselling"),
        ("offset", "offset offsetting"),
        ("include", "include included including"),
        ("agree", "agree agreed agreeing"),
        ("dye", "dye dyed dyeing"),
        ("tie", "tie tied tying"),
        ("tarmac", "tarmac tarmacked tarmacking"),
        ("detail", "detail detailed detailing"),
    ],
)
def test_a_verb_stands_for_its_forms(verb: str, forms: str) -> None:
    expected = [*(f"{form} bills" for form in forms.split()), f"{forms.split()[-1]} of bills"]
    assert list(wordings(f"~{verb} bills")) == expected


def test_british_and_american_forms_are_both_known() -> None:
    forms = ["model", "modelled", "modeled", "modelling", "modeling", "modelling of", "modeling of"]
    assert list(wordings("~model tides")) == [f"{form} tides" for form in forms]


@pytest.mark.parametrize(
    "text",
    [
        "charted tide tables", "Reads moon tables", "charting the 1,200 new tide tables", "Charting of tide tables",
        "la carte des marées", "Chart all their monthly moon tables", "charted 30+ tide tables",
    ],
)  # fmt: skip
def test_a_wording_is_found_in_all_its_forms_and_with_small_words_within(catalogue: Catalogue, text: str) -> None:
    assert [mention.term.name for mention in catalogue.find(text, False)] == ["tide reading"]


@pytest.mark.parametrize(
    "text", ["charted wrong tide tables", "charted, the tide tables", "charted 1,200. Tide tables", "carte marées"]
)
def test_other_words_and_signs_keep_it_apart(catalogue: Catalogue, text: str) -> None:
    assert catalogue.find(text, False) == []
