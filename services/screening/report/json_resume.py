"""A candidate as JSON Resume (jsonresume.org, schema 1.0.0). What was not found is left out."""

from __future__ import annotations

import re
from typing import Any

from services.screening.shown import ShownEducation, ShownJob, WholeCandidate
from services.url import split_url

SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
_NOT_IN_ADDRESSES = frozenset(' <>"{}|\\^`')
_DATE = re.compile(r"[12][0-9]{3}(?:-(?:0[1-9]|1[0-2]))?")


def json_resume(candidate: WholeCandidate) -> dict[str, Any]:
    """With what its reader may see: of a blind screening, without who they are."""
    profile = candidate.profile
    basics = {
        "name": profile.name,
        "email": next(iter(profile.emails), ""),
        "phone": next(iter(profile.phones), ""),
        "summary": candidate.summary,
        "location": {"address": profile.location} if profile.location else None,
        "profiles": [{"url": url} for url in map(_url, profile.links) if url],
    }
    resume = {
        "basics": _known(basics),
        "work": [_job(candidate, number, job) for number, job in enumerate(profile.experience)],
        "education": [_education(one) for one in profile.education],
        "skills": [{"name": skill} for skill in profile.skills],
        "languages": [{"language": language} for language in profile.languages],
        "certificates": [{"name": name} for name in profile.certifications],
        "projects": [{"name": name} for name in candidate.projects],
    }
    return {"$schema": SCHEMA, **_known(resume)}


def _job(candidate: WholeCandidate, number: int, job: ShownJob) -> dict[str, Any]:
    told = [line.text for line in candidate.lines if line.job == number]
    named = {"name": job.employer, "position": job.title}
    return _known(named | _dates(job.start, job.end) | {"highlights": told})


def _education(one: ShownEducation) -> dict[str, Any]:
    return _known({"institution": one.school, "studyType": one.title} | _dates(one.start, one.end))


def _dates(start: str, end: str) -> dict[str, str]:
    """What goes on has no end."""
    return {name: at for name, at in (("startDate", start), ("endDate", end)) if _DATE.fullmatch(at)}


def _url(link: str) -> str:
    """An address that is one, whole; résumés leave the scheme out."""
    url = link if "://" in link else f"https://{link}"
    parts = split_url(url)
    is_web = parts is not None and parts.scheme in ("http", "https") and parts.hostname
    return url if is_web and url.isascii() and _NOT_IN_ADDRESSES.isdisjoint(url) else ""


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
