"""Repository analysis, as the outside sees it."""

from blueprints.edge.page_text import N_
from blueprints.scanning import openapi, openapi_triage
from blueprints.scanning.api import scans
from blueprints.scanning.pages import analysis, home_values
from blueprints.scanning.triage import triage
from blueprints.surface import ApiPart, HomePart, NavigationItem, Surface
from services.scanning.face import FACE

SURFACE = Surface(
    face=FACE,
    run_page="analysis.scan",
    blueprints=(scans, triage, analysis),
    api=(
        ApiPart(openapi.TAG, openapi.SCHEMAS, openapi.PATHS),
        ApiPart(openapi_triage.TAG, openapi_triage.SCHEMAS, openapi_triage.PATHS),
    ),
    api_paths=("/rlm/",),
    commands=("blueprints.scanning.commands:scan",),
    navigation=(NavigationItem(N_("Analysis"), "analysis.listed", "folder-git-2", "a", order=10),),
    home=(
        HomePart(
            "scanning/home.html",
            order=10,
            sheets=("components/upload", "scanning/analyze-form", "runs/run-list", "scanning/scan-table"),
            scripts=("scanning/index",),
            values=home_values,
        ),
    ),
)
