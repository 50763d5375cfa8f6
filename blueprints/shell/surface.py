"""What belongs to no face: home, health, the API description, the style guide."""

from blueprints.edge.page_text import N_
from blueprints.shell import openapi
from blueprints.shell.api_description import api_description
from blueprints.shell.health import health
from blueprints.shell.pages import shell
from blueprints.surface import ApiPart, NavigationItem, Surface

SURFACE = Surface(
    blueprints=(health, api_description, shell),
    api=(ApiPart(openapi.TAG, openapi.SCHEMAS, openapi.PATHS),),
    api_paths=("/api/", "/metrics/", "/healthz/", "/readyz/"),
    navigation=(
        NavigationItem(N_("Home"), "shell.home", "house", "h", order=0),
        NavigationItem(N_("Styles"), "shell.styleguide", "palette", "s", order=90, roles=frozenset({"admin"})),
    ),
)
