"""Writing the card of an agent that lives here: 1.0's fields, and 0.3's beside them, for clients of both."""

from __future__ import annotations

from collections.abc import Sequence

from services.agent import Skill
from services.agents.a2a.writing import Json

_MODES = ["text/plain"]


def write_card(
    *,
    name: str,
    description: str,
    version: str,
    url: str,
    home: str,
    skills: Sequence[Skill],
) -> Json:
    """``url`` is where the agent is asked, ``home`` the server's own page: both as clients outside reach them."""
    return {
        "name": name,
        "description": description,
        "version": version,
        "provider": {"organization": "Tailrace", "url": home},
        "supportedInterfaces": [
            {"url": url, "protocolBinding": "JSONRPC", "protocolVersion": "1.0"},
            {"url": url, "protocolBinding": "JSONRPC", "protocolVersion": "0.3"},
        ],
        "capabilities": {
            "streaming": True,
            "pushNotifications": False,
            "extendedAgentCard": True,
        },
        # 0.3's fields of a scheme stand beside 1.0's object, as the SDK's own servers write it.
        "securitySchemes": {
            "bearer": {"httpAuthSecurityScheme": {"scheme": "Bearer"}, "type": "http", "scheme": "Bearer"}
        },
        "securityRequirements": [{"schemes": {"bearer": {"list": []}}}],
        "defaultInputModes": _MODES,
        "defaultOutputModes": _MODES,
        "skills": [skill.as_dict() for skill in skills],
        # 0.3
        "url": url,
        "preferredTransport": "JSONRPC",
        "protocolVersion": "0.3.0",
        "security": [{"bearer": []}],
        "supportsAuthenticatedExtendedCard": True,
    }
