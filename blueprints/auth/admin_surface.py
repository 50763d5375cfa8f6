"""Administration: who may do what, what was done, what is set, who meets which limit."""

from blueprints.auth import admin_openapi, admin_schemas
from blueprints.auth.admin_audit import admin_audit
from blueprints.auth.admin_groups import admin_groups
from blueprints.auth.admin_limits import admin_limits
from blueprints.auth.admin_settings import admin_settings
from blueprints.auth.admin_tokens import admin_tokens
from blueprints.auth.admin_users import admin_users
from blueprints.surface import ApiPart, Surface

SURFACE = Surface(
    blueprints=(admin_users, admin_groups, admin_tokens, admin_audit, admin_settings, admin_limits),
    api=(ApiPart(admin_openapi.TAG, admin_schemas.SCHEMAS, admin_openapi.PATHS),),
    commands=(
        "blueprints.auth.group_commands:group",
        "blueprints.auth.admin_commands:audit",
        "blueprints.auth.admin_commands:settings",
        "blueprints.auth.admin_commands:limit",
    ),
)
