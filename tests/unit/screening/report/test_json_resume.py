"""JSON Resume: what its schema takes, with what was found and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from services.screening.report.json_resume import json_resume
from tests.unit.screening.report.sample import QUOTE, profile, whole

SCHEMA = json.loads((Path(__file__).parents[3] / "support" / "json-resume-1.0.0.json").read_text())


def checked(**changes: Any) -> dict[str, Any]:
    resume = json_resume(whole(**changes))
    jsonschema.validate(resume, SCHEMA, format_checker=jsonschema.FormatChecker())
    return resume


def test_it_says_what_was_read() -> None:
    resume = checked()
    assert resume["basics"] == {
        "name": "Ines Halvorsen", "email": "ines.h@example.org", "phone": "+4722123456",
        "summary": "Builds pipelines.", "location": {"address": "Nordvik"},
        "profiles": [{"url": "https://www.halvorsen.example"}],
    }  # fmt: skip
    assert resume["work"] == [
        {
            "name": "Fjordlys AS", "position": "Data Engineer", "startDate": "2019-03",
            "highlights": ["Data Engineer, Fjordlys AS", QUOTE],
        },
        {"name": "Kystdata", "position": "Analyst", "startDate": "2016"},
    ]  # fmt: skip
    assert resume["education"][0]["studyType"] == "MSc Statistics"
    assert [one["name"] for one in resume["projects"]] == ["Tide map"]


@pytest.mark.parametrize("link", ["https://a b.example", "//[", "javascript:alert(1)", "", "https://exämple.org"])
def test_what_is_no_address_is_left_out(link: str) -> None:
    assert "profiles" not in checked(profile=profile(links=[link]))["basics"]


def test_what_was_not_found_is_left_out() -> None:
    nothing = profile(
        name="", emails=[], phones=[], links=[], location="", skills=[], languages=[], experience=[], education=[],
        certifications=[], years=None,
    )  # fmt: skip
    resume = checked(profile=nothing, summary="", projects=[], lines=[])
    assert resume == {"$schema": resume["$schema"]}
