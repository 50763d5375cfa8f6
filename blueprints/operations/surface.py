"""Operations, as the outside sees it."""

from blueprints.edge.admin_page import admin
from blueprints.edge.page_text import N_
from blueprints.operations import (
    admin_openapi,
    admin_schemas,
    channel_pages,
    group_pages,
    notifications_openapi,
    openapi,
    record_pages,
    status_openapi,
    stream_pages,
    support_openapi,
    token_pages,
    user_pages,
)
from blueprints.operations.admin_channels import admin_channels
from blueprints.operations.admin_connections import admin_connections
from blueprints.operations.dashboard_api import dashboard_api
from blueprints.operations.dashboard_pages import dashboard
from blueprints.operations.executions import executions
from blueprints.operations.maintenance import maintenance
from blueprints.operations.monitoring import monitoring
from blueprints.operations.pictures import pictures
from blueprints.operations.status_api import status_api
from blueprints.operations.status_pages import status
from blueprints.operations.support import support
from blueprints.operations.webhook_pages import webhook_pages
from blueprints.operations.webhooks import webhooks
from blueprints.surface import ApiPart, NavigationItem, Surface
from services.operations.face import FACE

PAGES = (user_pages, group_pages, token_pages, stream_pages, channel_pages, record_pages)
"""Modules that add their pages to the blueprint of all pages for admins."""

ALSO = ("status.page", "monitoring.page")
"""Pages of operations that are not below the dashboard's address."""

SURFACE = Surface(
    face=FACE,
    blueprints=(
        dashboard,
        dashboard_api,
        executions,
        pictures,
        monitoring,
        status,
        status_api,
        webhooks,
        webhook_pages,
        maintenance,
        admin_connections,
        admin_channels,
        support,
        admin,
    ),
    api=(
        ApiPart(openapi.TAG, openapi.SCHEMAS, openapi.PATHS),
        ApiPart(admin_openapi.TAG, admin_schemas.SCHEMAS, admin_openapi.PATHS),
        ApiPart(status_openapi.TAG, status_openapi.SCHEMAS, status_openapi.PATHS),
        ApiPart(support_openapi.TAG, support_openapi.SCHEMAS, support_openapi.PATHS),
        ApiPart(notifications_openapi.TAG, notifications_openapi.SCHEMAS, notifications_openapi.PATHS),
    ),
    commands=(
        "blueprints.operations.stream_commands:connections",
        "blueprints.operations.stream_commands:why",
        "blueprints.operations.channel_commands:channels",
        "blueprints.operations.channel_commands:retention",
        "blueprints.operations.maintenance:commands",
        "blueprints.operations.support:command",
        "blueprints.operations.demonstration_command:demo",
    ),
    api_paths=("/dashboard/api/", "/api/v1/admin/"),
    navigation=(
        NavigationItem(N_("Operations"), "dashboard.listed", "layers", "o", order=40, also=ALSO),
        NavigationItem(N_("Admin"), "admin.index", "lock", "d", order=80, roles=frozenset({"admin"})),
    ),
)
