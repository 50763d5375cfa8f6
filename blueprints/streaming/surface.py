"""The streaming service, and the playground to try it in."""

from blueprints.edge.page_text import N_
from blueprints.streaming import openapi
from blueprints.streaming.api import streaming
from blueprints.streaming.client_report import client_reports
from blueprints.streaming.pages import playground
from blueprints.surface import ApiPart, HomePart, NavigationItem, Surface

SURFACE = Surface(
    blueprints=(streaming, client_reports, playground),
    api=(ApiPart(openapi.TAG, openapi.SCHEMAS, openapi.PATHS),),
    commands=("blueprints.streaming.tail_command:tail", "blueprints.streaming.publish_command:publish"),
    navigation=(NavigationItem(N_("Playground"), "playground.page", "flask-conical", "p", order=80),),
    home=(HomePart("streaming/home.html", order=90),),
)
