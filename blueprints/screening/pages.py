"""The pages of résumé screening: the screenings, one of them, one candidate, the openings. Parse, ask, render."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, g, render_template, request, url_for

from blueprints.edge.current import container
from blueprints.runs.pages import list_values, live_values
from blueprints.screening.start import screenings
from services.screening.openings import KeptOpening
from services.screening.screening_run import Screening
from services.screening.settings import ScreeningSettings
from services.thread import in_thread

pages = Blueprint("screening", __name__)

RECENT = 5
"""Screenings on the home page."""


def home_values() -> dict[str, Any]:
    """What the home page shows of screenings."""
    live = live_values()
    return {"screenings": screenings().list(g.identity, limit=RECENT), **live}


def _openings() -> list[KeptOpening]:
    """All that a user may keep; of an admin's, who sees everybody's, the newest."""
    most = container().settings.of(ScreeningSettings).openings
    return screenings().openings.list(g.identity, most, 1)[0]


def _limits() -> dict[str, int]:
    """What the form tells before anything is sent."""
    settings = container().settings
    own = settings.of(ScreeningSettings)
    return {"files": own.files, "bytes": own.file_bytes, "upload_bytes": settings.files.upload_bytes}


@pages.get("/screening")
def listed() -> str:
    return render_template(
        "screening/index.html",
        openings=[one.as_dict() for one in _openings()],
        chosen=request.args.get("opening", ""),
        limits=_limits(),
        today=datetime.now(UTC).date().isoformat(),
        **list_values(screenings()),
    )


@pages.get("/screening/<screening_id>")
def screening(screening_id: str) -> str:
    found = screenings().get(g.identity, screening_id)
    stream_url = url_for("streaming.stream", channel=found.channel)
    return render_template("screening/screening.html", stream_url=stream_url, **_about(found))


@pages.get("/screening/<screening_id>/candidates/<candidate_id>")
def candidate(screening_id: str, candidate_id: str) -> str:
    found = screenings().get(g.identity, screening_id)
    shown = in_thread(screenings().candidate, g.identity, screening_id, candidate_id)
    has_model = bool(container().settings.language_model.base_url)
    return render_template("screening/candidate.html", candidate=shown, has_model=has_model, **_about(found))


@pages.get("/screening/openings")
def openings() -> str:
    shown = [
        {**one.as_dict(), "must": sum(criterion.kind == "must" for criterion in one.opening.criteria)}
        for one in _openings()
    ]
    return render_template("screening/openings.html", openings=shown)


@pages.get("/screening/openings/new")
def new_opening() -> str:
    return render_template("screening/opening.html", opening=None, api_url=url_for("openings.add"))


@pages.get("/screening/openings/<opening_id>")
def opening(opening_id: str) -> str:
    found = screenings().openings.get(g.identity, opening_id)
    return render_template(
        "screening/opening.html",
        opening=found.as_dict(),
        api_url=url_for("openings.read", opening_id=opening_id),
    )


def _about(found: Screening) -> dict[str, Any]:
    """What the pages of one screening are told."""
    unblinding = screenings().decisions.unblinding(found.screening_id)
    return {
        "screening": found,
        "is_blind": found.is_blind and unblinding is None,
        "unblinding": unblinding,
        "api_url": url_for("screenings.read", screening_id=found.screening_id),
    }
