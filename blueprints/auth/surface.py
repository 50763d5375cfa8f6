"""Who may come in: sign-in, tokens, users."""

from blueprints.auth import openapi
from blueprints.auth.auth import auth
from blueprints.surface import ApiPart, Surface

SURFACE = Surface(
    blueprints=(auth,),
    api=ApiPart(openapi.TAG, openapi.SCHEMAS, openapi.PATHS),
    commands=(
        "blueprints.auth.user_commands:user",
        "blueprints.auth.token_commands:token",
        "blueprints.auth.key_commands:key",
    ),
)
