"""The settings in force over the API, for admins. Of a secret, only whether it is set."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from blueprints.edge.current import container
from blueprints.edge.gates import require_role
from services.settings.in_force import SettingInForce, in_force

admin_settings = Blueprint("admin_settings", __name__, url_prefix="/api/v1/admin/settings")


@admin_settings.get("")
@require_role("admin")
def listed() -> ResponseReturnValue:
    return jsonify({"settings": [shown_setting(setting) for setting in in_force(container().settings)]})


def shown_setting(setting: SettingInForce) -> dict[str, Any]:
    """A setting, in the words of the contract."""
    return {
        "name": setting.name,
        "group": setting.group,
        "value": setting.value,
        "default": setting.default,
        "source": setting.source,
        "secret": setting.is_secret,
        "set": setting.is_set,
        "why": setting.why,
    }
