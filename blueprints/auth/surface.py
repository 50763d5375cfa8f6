"""Who may come in: sign-in, tokens, users."""

from blueprints.auth import logins_openapi, openapi, provider_openapi, second_factor_openapi
from blueprints.auth.account import account
from blueprints.auth.auth import auth
from blueprints.auth.connection import connection
from blueprints.auth.logins import logins
from blueprints.auth.provider import provider
from blueprints.auth.second_factor import second_factor
from blueprints.auth.second_factor_pages import second_factor_pages
from blueprints.auth.second_step import second_step
from blueprints.surface import ApiPart, Surface

SURFACE = Surface(
    blueprints=(auth, account, connection, logins, provider, second_step, second_factor, second_factor_pages),
    api=(
        ApiPart(
            openapi.TAG,
            openapi.SCHEMAS | logins_openapi.SCHEMAS | second_factor_openapi.SCHEMAS | provider_openapi.SCHEMAS,
            openapi.PATHS | logins_openapi.PATHS | second_factor_openapi.PATHS | provider_openapi.PATHS,
        ),
    ),
    commands=(
        "blueprints.auth.sign_in_commands:user",
        "blueprints.auth.token_commands:token",
        "blueprints.auth.key_commands:key",
    ),
)
