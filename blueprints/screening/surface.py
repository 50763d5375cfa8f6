"""Résumé screening, as the outside sees it."""

from blueprints.edge.page_text import N_
from blueprints.screening import openapi
from blueprints.screening.api import api
from blueprints.screening.openings import openings
from blueprints.screening.pages import home_values, pages
from blueprints.surface import ApiPart, HomePart, NavigationItem, Surface
from services.screening.face import FACE

SURFACE = Surface(
    face=FACE,
    run_page="screening.screening",
    blueprints=(api, openings, pages),
    api=(ApiPart(openapi.TAG, openapi.SCHEMAS, openapi.PATHS),),
    commands=("blueprints.screening.commands:screen", "blueprints.screening.audit_command:screen_audit"),
    navigation=(NavigationItem(N_("Screening"), "screening.listed", "file-user", "r", order=20),),
    home=(
        HomePart(
            "screening/home.html",
            order=20,
            sheets=("runs/run-list", "screening/screening-table"),
            scripts=("screening/index",),
            values=home_values,
        ),
    ),
)
