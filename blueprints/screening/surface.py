"""Résumé screening, as the outside sees it."""

from blueprints.screening import openapi
from blueprints.screening.api import api
from blueprints.screening.openings import openings
from blueprints.surface import ApiPart, Surface
from services.screening.face import FACE

SURFACE = Surface(
    face=FACE,
    blueprints=(api, openings),
    api=ApiPart(openapi.TAG, openapi.SCHEMAS, openapi.PATHS),
    commands=("blueprints.screening.commands:screen",),
)
