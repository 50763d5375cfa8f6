"""The only place where the benchmark meets the product.

Files are read by the product's confined reading processes, two at a time, and ranked as a screening ranks them. An
opening comes as ``openings/*.toml`` has it: ``{"id", "title", "description", "as_of", "criteria": [{"id", "kind":
"must|nice|knockout", "terms": [...], "stars"?}]}``. Several terms in one criterion are an either/or group. What was
read is kept between calls, except in ``rank`` when ``on_row`` is given: that call is timed and reads every file.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from services.screening.matching.criteria_check import read_criteria
from services.screening.matching.criterion import Opening as Asked
from services.screening.profile import Job, Profile, Section, Statement
from services.screening.ranking.ranking import Score
from services.screening.ranking_process import RankedProfiles, work
from services.screening.reading_work import Read
from services.screening.resume_reader import ResumeReader
from services.screening.scoring import scored, terms
from services.screening.settings import ScreeningSettings
from services.screening.shown import shown_profile
from services.settings.settings import read_settings

CONNECTED = True

Opening = dict[str, Any]
Entry = dict[str, Any]  # {"file", "score", "criteria": [{"id", "verdict"}], ...}

_SETTINGS = read_settings((ScreeningSettings,), {}).of(ScreeningSettings)
_read: dict[tuple[Path, str], Profile | None] = {}


def read(path: Path, as_of: str) -> dict[str, Any]:
    """Return the profile of one file: name, emails, phones, skills, experience, years and so on.

    The product keeps certificates in a field of their own; the labels count them as skills.
    """
    profile = _profiles([path], as_of)[path]
    if profile is None:
        return {}
    shown = msgspec.to_builtins(shown_profile(profile))
    return {**shown, "skills": list(dict.fromkeys([*shown["skills"], *shown["certifications"]]))}


def rank(opening: Opening, paths: Sequence[Path], as_of: str, on_row: Callable[[], None] | None = None) -> list[Entry]:
    """Return the ranking of these files, ``file`` being the path's name; call ``on_row`` after each file's row."""
    asked = _asked(opening)
    if on_row is not None:
        for path in paths:
            _read.pop((path, as_of), None)
    profiles = _profiles(paths, as_of, lambda profile: (scored({"": profile}, asked, terms(None)), on_row and on_row()))
    return _ranked(asked, profiles)


def rerank(opening: Opening, paths: Sequence[Path], as_of: str) -> list[Entry]:
    """Return the ranking of files that ``rank`` has read before, from their stored form, without reading them again."""
    stored = {str(path): msgspec.Raw(msgspec.json.encode(_read[path, as_of])) for path in paths if _read[path, as_of]}
    asked = _asked(opening)
    made = work("rank", None, msgspec.to_builtins(asked), msgspec.json.decode(msgspec.json.encode(stored)), None)
    assert isinstance(made, RankedProfiles)
    return [_entry(Path(one.candidate_id), one.score) for one in made.candidates]


def verdict(text: str, section: Section, term: str, as_of: str) -> str:
    """Return what a résumé of this one line says about a term; the line of a job stands in a current one."""
    is_job = section == "experience"
    profile = Profile(
        "txt", as_of, "", [Statement(text, section, job=0 if is_job else None)],
        experience=[Job("", "", "2020-01", "present", "")] * is_job,
    )  # fmt: skip
    asked = Asked("", "", read_criteria([{"terms": [term]}]))
    (score,) = scored({"": profile}, asked, terms(None)).values()
    return score.criteria[0].verdict


def _profiles(
    paths: Sequence[Path], as_of: str, on_profile: Callable[[Profile], object] = lambda _profile: None
) -> dict[Path, Profile | None]:
    """What the reading processes say of each file; None where it could not be read."""
    missing = [path for path in paths if (path, as_of) not in _read]
    for folder in {path.parent for path in missing}:
        files = [(str(path), path) for path in missing if path.parent == folder]
        for key, answer in ResumeReader(files, folder, as_of, _SETTINGS).answers():
            profile = answer.profile if isinstance(answer, Read) else None
            _read[Path(key), as_of] = profile
            if profile is not None:
                on_profile(profile)
    return {path: _read[path, as_of] for path in paths}


def _asked(opening: Opening) -> Asked:
    return Asked(opening["title"], opening["description"], read_criteria(opening["criteria"]))


def _ranked(asked: Asked, profiles: Mapping[Path, Profile | None]) -> list[Entry]:
    read_ones = {str(path): profile for path, profile in profiles.items() if profile is not None}
    return [_entry(Path(path), score) for path, score in scored(read_ones, asked, terms(None)).items()]


def _entry(path: Path, score: Score) -> Entry:
    return {"file": path.name, **msgspec.to_builtins(score)}
