"""Criteria and weights as posted."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import BadRequest
from services.screening.matching.criteria_check import MOST_CRITERIA, read_criteria, read_weights
from services.screening.matching.criterion import DEFAULT_WEIGHTS, Criterion


def refused(posted: Any) -> str:
    with pytest.raises(BadRequest) as raised:
        read_criteria(json.dumps(posted))
    return str(raised.value)


def test_criteria_are_read_as_posted() -> None:
    posted = [{"id": "a", "kind": "nice", "text": "Python or Go", "terms": ["Python", "Go"], "stars": 3, "years": 2}]
    assert read_criteria(json.dumps(posted)) == [
        Criterion("a", "nice", "Python or Go", ["Python", "Go"], "skills", 3, 2)
    ]


def test_ids_are_made_from_the_words_and_differ() -> None:
    criteria = read_criteria([{"text": "Führerschein B"}, {"text": "Führerschein B"}, {"text": "日本"}])
    assert [criterion.id for criterion in criteria] == ["fuhrerschein-b", "fuhrerschein-b-2", "criterion"]


def test_a_made_id_never_meets_a_given_one() -> None:
    assert [c.id for c in read_criteria([{"text": "Go"}, {"id": "go", "text": "Golang"}])] == ["go-2", "go"]


@pytest.mark.parametrize("kind", ["must", "must-have", "Must have", "MUST_HAVE"])
def test_a_kind_is_understood_as_people_spell_it(kind: str) -> None:
    assert read_criteria([{"kind": kind, "text": "Go"}])[0].kind == "must"


def test_terms_alone_make_the_text() -> None:
    assert read_criteria([{"terms": ["Python", " Go "]}])[0].text == "Python or Go"


@pytest.mark.parametrize(
    ("criterion", "part"),
    [
        ({"text": "five years", "years": 5}, "experience"),
        ({"text": "Python for five years", "terms": ["Python"], "years": 5}, "skills"),
        ({"text": "a master's degree", "level": 7}, "education"),
        ({"text": "banking", "part": "domain"}, "domain"),
    ],
)
def test_the_part_follows_from_what_is_asked(criterion: dict[str, Any], part: str) -> None:
    assert read_criteria([criterion])[0].part == part


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"text": "Go"}, "criteria: expected array"),
        ([{"text": 7}], "criteria[0].text: expected str"),
        ([{"text": "a"}, {"txt": "b"}], "criteria[1]: object contains unknown field txt"),
        ([{"kind": "wish", "text": "Go"}], "criteria[0].kind is 'wish'"),
        ([{"text": "Go", "part": "looks"}], "criteria[0].part: invalid enum value 'looks'"),
        ([{}], "criteria[0] has neither text nor terms"),
        ([{"text": "x" * 301}], "criteria[0].text has 301 characters"),
        ([{"text": "Go", "terms": ["x" * 101]}], "criteria[0].terms[0] must have 1 to 100"),
        ([{"text": "Go", "terms": [str(n) for n in range(31)]}], "criteria[0].terms has 31 entries"),
        ([{"text": "Go", "stars": 4}], "criteria[0].stars is 4"),
        ([{"text": "Go", "years": -1}], "criteria[0].years is -1"),
        ([{"text": "Go", "level": 9}], "criteria[0].level is 9"),
        ([{"id": "a", "text": "Go"}, {"id": "a", "text": "Rust"}], "criteria[1].id is 'a' a second time"),
        ([{"text": "Go"}] * (MOST_CRITERIA + 1), "criteria has 61 entries"),
        ([{"text": "Go"}, {"text": "under 35"}], "criteria[1].text names age (“under 35”)"),
        ([{"text": "Go", "terms": ["Go", "male"]}], "criteria[0].terms[1] names gender (“male”)"),
        ([{"kind": "note", "text": "We want someone without children"}], "criteria[0].text names family status"),
    ],
)
def test_what_is_wrong_is_named(posted: Any, said: str) -> None:
    message = refused(posted)
    assert message.startswith(said)
    assert message.endswith((".", "”."))


@pytest.mark.parametrize("posted", ["", "{", b"\xff", "[" * 5_000])
def test_what_is_not_json_is_refused(posted: str | bytes) -> None:
    with pytest.raises(BadRequest, match="not valid JSON"):
        read_criteria(posted)


def test_weights_that_are_left_out_are_zero() -> None:
    assert read_weights({"skills": 1}) == dict.fromkeys(DEFAULT_WEIGHTS, 0) | {"skills": 1}
    assert read_weights(None) == DEFAULT_WEIGHTS


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"skills": -1}, "weights.skills is -1"),
        ({"skills": "many"}, r"weights\[...\]: expected float"),
        ({"looks": 1}, "weights.* 'looks'"),
        ({}, "weights are all 0"),
        (dict.fromkeys(DEFAULT_WEIGHTS, 0), "weights are all 0"),
        ("[1]", "weights: expected object"),
        ("{", "weights is not valid JSON"),
    ],
)
def test_wrong_weights_are_named(posted: Any, said: str) -> None:
    with pytest.raises(BadRequest, match=said):
        read_weights(posted)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda s: st.lists(s) | st.dictionaries(st.text(), s)
    )
)
def test_any_value_is_read_or_refused(posted: Any) -> None:
    for read in (read_criteria, read_weights):
        with contextlib.suppress(BadRequest):
            read(posted)
