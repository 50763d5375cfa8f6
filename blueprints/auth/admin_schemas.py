"""What administration sends and takes, for the description of the API."""

from __future__ import annotations

from blueprints.openapi.operation import Node, array, mapping, nullable, number, record, ref, text, whole

_FLAG: Node = {"type": "boolean"}
_PATTERNS = array(text("A channel's name, or a prefix and a star."))
_ONCE = "Shown in this answer alone."
_SECONDS = "Unix seconds."
_ACTION: Node = {"enum": ["publish", "subscribe"]}
_USER_FIELDS: dict[str, Node] = {
    "id": text("Usable in channel names."),
    "username": text(),
    "role": {"enum": ["admin", "member"]},
    "disabled": _FLAG,
    "signs_in": {"enum": ["password", "elsewhere"]},
    "is_connected": {"type": "boolean", "description": "An account elsewhere signs them in."},
    "created_at": number(_SECONDS),
    "publish": _PATTERNS,
    "subscribe": _PATTERNS,
}
_USER_EXAMPLE = {
    "id": "b0d5c4e2a1f39788", "username": "ada", "role": "member", "disabled": False, "signs_in": "password",
    "is_connected": False,
    "created_at": 1764180000.0, "publish": [], "subscribe": ["jobs.*"],
}  # fmt: skip
_TOKEN_FIELDS: dict[str, Node] = {
    "id": text(),
    "name": text(),
    "state": {"enum": ["active", "expiring", "expired", "revoked"], "description": "`expiring`: within 14 days."},
    "publish": _PATTERNS,
    "subscribe": _PATTERNS,
    "made_by": text("The maker's name as it was, or `command line`."),
    "maker_id": nullable(text()),
    "created_at": number(_SECONDS),
    "expires_at": nullable(number()),
    "rotated_at": nullable(number()),
    "previous_until": nullable(number("Until then the secret before works, too.")),
    "last_used_at": nullable(number("Exact to a minute.")),
    "last_used_address": nullable(text()),
    "revoked_at": nullable(number()),
}
_GROUP_REF = record({"id": text(), "name": text()})

SCHEMAS: Node = {
    "User": record(
        {**_USER_FIELDS, "groups": array(_GROUP_REF), "logins": whole("Live ones."), "password": text(_ONCE)},
        optional=["groups", "logins", "password"],
        examples=[_USER_EXAMPLE],
    ),
    "UserList": record({"users": array(ref("User"), "In order of their names."), "next": nullable(text())}),
    "NewUser": record(
        {
            "username": text(),
            "role": {"enum": ["admin", "member"]},
            "password": text("Without one, a password is made.", format="password"),
        },
        optional=["role", "password"],
        examples=[{"username": "ada"}],
    ),
    "ProviderSubject": record({"subject": text("The provider's `sub`.")}, examples=[{"subject": "4711"}]),
    "UserChange": record(
        {"role": {"enum": ["admin", "member"]}, "disabled": _FLAG},
        optional=["role", "disabled"],
        examples=[{"disabled": True}],
    ),
    "PasswordChange": record({"password": text(format="password")}, optional=["password"], examples=[{}]),
    "MadePassword": record({"password": text(_ONCE)}, optional=["password"], examples=[{"password": "Zt3k-…"}]),
    "GrantChange": record(
        {"action": _ACTION, "pattern": text()}, examples=[{"action": "subscribe", "pattern": "jobs.*"}]
    ),
    "Group": record(
        {
            "id": text(),
            "name": text(),
            "created_at": number(_SECONDS),
            "members": array(record({"id": text(), "username": text()})),
            "publish": _PATTERNS,
            "subscribe": _PATTERNS,
        },
        examples=[
            {
                "id": "5f0c1d2e3b4a5968",
                "name": "Night shift",
                "created_at": 1764180000.0,
                "members": [{"id": "b0d5c4e2a1f39788", "username": "ada"}],
                "publish": [],
                "subscribe": ["jobs.*"],
            }
        ],
    ),
    "GroupList": record({"groups": array(ref("Group"), "In order of their names.")}),
    "GroupName": record({"name": text(maxLength=64)}, examples=[{"name": "Night shift"}]),
    "NewMember": record(
        {"username": text(), "user_id": text()}, optional=["username", "user_id"], examples=[{"username": "ada"}]
    ),
    "ServiceToken": record(
        {**_TOKEN_FIELDS, "token": text(_ONCE)},
        optional=["token"],
        examples=[
            {
                "id": "9c1d2e3b4a59685f",
                "name": "nightly build",
                "state": "active",
                "publish": ["jobs.*"],
                "subscribe": [],
                "made_by": "root",
                "maker_id": "b0d5c4e2a1f39788",
                "created_at": 1764180000.0,
                "expires_at": 1771956000.0,
                "rotated_at": None,
                "previous_until": None,
                "last_used_at": 1764187260.0,
                "last_used_address": "192.0.2.7",
                "revoked_at": None,
            }
        ],
    ),
    "ServiceTokenList": record({"tokens": array(ref("ServiceToken"), "The newest first.")}),
    "NewServiceToken": record(
        {
            "name": text(maxLength=128),
            "publish": _PATTERNS,
            "subscribe": _PATTERNS,
            "expires_days": nullable(whole("Without, it never expires.", minimum=1, maximum=36_500)),
        },
        optional=["name", "publish", "subscribe", "expires_days"],
        examples=[{"name": "nightly build", "publish": ["jobs.*"], "expires_days": 90}],
    ),
    "Rotation": record(
        {
            "grace_days": number("For how long the old secret works, too; 0: no longer.", minimum=0, maximum=7),
            "expires_days": nullable(whole("Without, it expires when it did.", minimum=1, maximum=36_500)),
        },
        optional=["grace_days", "expires_days"],
        examples=[{"grace_days": 1}],
    ),
    "AuditEntry": record(
        {
            "id": whole("Increases with time."),
            "at": number(_SECONDS),
            "actor": record({"id": nullable(text()), "name": text("As it was; or `command line`, or `server`.")}),
            "address": text("From where; empty on the command line."),
            "act": text("A constant word, such as `user.disabled`."),
            "subject": record({"kind": text(), "id": text(), "name": text("As it was.")}),
            "details": mapping({}, "What changed. Never a secret."),
        },
        examples=[
            {
                "id": 7,
                "at": 1764180000.0,
                "actor": {"id": "b0d5c4e2a1f39788", "name": "root"},
                "address": "192.0.2.7",
                "act": "user.role_changed",
                "subject": {"kind": "user", "id": "5f0c1d2e3b4a5968", "name": "ada"},
                "details": {"from": "member", "to": "admin"},
            }
        ],
    ),
    "AuditPage": record({"entries": array(ref("AuditEntry"), "The newest first."), "next": nullable(text())}),
    "SettingInForce": record(
        {
            "name": text("The environment variable."),
            "group": text(),
            "value": nullable(text("As one would write it; null if there is none, and for a secret.")),
            "default": nullable(text()),
            "source": text("`default`, `environment`, `file` (`NAME_FILE`), or the variable that it follows."),
            "secret": _FLAG,
            "set": _FLAG,
            "why": text(),
        },
        examples=[
            {
                "name": "TAILRACE_WORKERS",
                "group": "The server",
                "value": "4",
                "default": "2",
                "source": "environment",
                "secret": False,
                "set": True,
                "why": "gunicorn worker processes; about one per core.",
            }
        ],
    ),
    "SettingsInForce": record({"settings": array(ref("SettingInForce"))}),
    "Standing": record(
        {
            "limit": text(),
            "variable": nullable(text("The setting that says how much it is; none where it is fixed.")),
            "caller": nullable(text("A user's or a token's id, or an address.")),
            "caller_name": nullable(text()),
            "used": whole(),
            "of": whole(),
            "left": whole(),
            "until": nullable(number("When some of it is free again, where that is known.")),
        },
        examples=[
            {
                "limit": "jobs",
                "variable": "TAILRACE_JOBS_PER_USER",
                "caller": "b0d5c4e2a1f39788",
                "caller_name": "ada",
                "used": 10,
                "of": 10,
                "left": 0,
                "until": None,
            }
        ],
    ),
    "Refusal": record(
        {
            "limit": text(),
            "caller": text("A user's or a token's id, or an address."),
            "caller_name": nullable(text()),
            "address": text("The last one."),
            "message": text("What they were told."),
            "count": whole(),
            "first_at": number(_SECONDS),
            "last_at": number(),
            "until": nullable(number("When they were told to try again, if that is still to come.")),
        },
        examples=[
            {
                "limit": "publish_rate",
                "caller": "9c1d2e3b4a59685f",
                "caller_name": "nightly build",
                "address": "192.0.2.7",
                "message": "More than 100 events a second …",
                "count": 12,
                "first_at": 1764180000.0,
                "last_at": 1764180060.0,
                "until": None,
            }
        ],
    ),
    "LimitView": record(
        {
            "standings": array(ref("Standing"), "At least 80 % used, the most used first."),
            "refusals": array(ref("Refusal"), "Of the last 24 hours, the newest first."),
        }
    ),
    "Cleared": record({"cleared": whole("How many tries were forgotten.")}, examples=[{"cleared": 10}]),
}  # fmt: skip
