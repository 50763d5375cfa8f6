"""Administration (contract, section 2): users, groups, service tokens, the audit log, settings, limits."""

from __future__ import annotations

from blueprints.openapi.operation import (
    Node,
    empty_answer,
    in_path,
    in_query,
    json_answer,
    json_body,
    operation,
    ref,
    text,
    whole,
)

TAG = {"name": "Administration", "description": "For admins: who may do what, and what was done."}

_ADMINS = "For admins only."
_ACTION: Node = {"enum": ["publish", "subscribe"]}
_USER, _GROUP, _TOKEN = (in_path(f"{kind}_id", f"The {kind}'s id.") for kind in ("user", "group", "token"))
_GRANT_QUERY = [in_query("action", _ACTION, "Of what.", is_required=True), in_query("pattern", text(), "As granted.")]
_LIMIT = in_query("limit", whole(minimum=1, maximum=200), "At most this many.")
_CURSOR = in_query("cursor", text(), "`next` of the page before.")


def _call(
    name: str,
    summary: str,
    answer: Node | None = None,
    *,
    status: int = 200,
    body: str = "",
    parameters: tuple[Node, ...] | list[Node] = (),
    errors: dict[int, str] | None = None,
    description: str = "",
) -> Node:
    return operation(
        name,
        TAG["name"],
        summary,
        description=description,
        parameters=list(parameters),
        body=json_body(ref(body)) if body else None,
        answers={204: empty_answer("Done.")} if answer is None else {status: json_answer("Done.", answer)},
        errors={403: _ADMINS, **(errors or {})},
    )


_NO_USER = {404: "No such user."}
_NO_GROUP = {404: "No such group."}
_NO_TOKEN = {404: "No such token."}
_BAD = "The body does not have this form, or a value cannot be used."
_LAST = "They are the last admin."
_ENDS = "Live streams that are no longer allowed end with `closing: revoked` within a second."

PATHS: Node = {
    "/api/v1/admin/users": {
        "get": _call(
            "admin_users.listed",
            "List users",
            ref("UserList"),
            parameters=[
                in_query("q", text(), "A part of the name, or the id."),
                in_query("role", {"enum": ["admin", "member"]}, "Only these."),
                in_query("state", {"enum": ["enabled", "disabled"]}, "Only these."),
                _LIMIT,
                _CURSOR,
            ],
            errors={400: "A bad parameter."},
        ),
        "post": _call(
            "admin_users.create", "Create a user", ref("User"), status=201, body="NewUser",
            description="Without a `password`, one is made, and shown in this answer alone.",
            errors={400: _BAD, 409: "The name is taken.", 413: "Too large."},
        ),
    },
    "/api/v1/admin/users/{user_id}": {
        "get": _call("admin_users.read", "Read a user", ref("User"), parameters=[_USER], errors=_NO_USER),
        "patch": _call(
            "admin_users.change", "Change a user's role, disable or enable them", ref("User"), body="UserChange",
            parameters=[_USER], errors={**_NO_USER, 400: _BAD, 409: _LAST, 413: "Too large."}, description=_ENDS,
        ),
        "delete": _call(
            "admin_users.remove", "Delete a user with all that they own", parameters=[_USER],
            description="They are disabled first: their logins and live streams end at once.",
            errors={**_NO_USER, 409: f"{_LAST[:-1]}, or have work in progress; then they are disabled."},
        ),
    },
    "/api/v1/admin/users/{user_id}/password": {
        "post": operation(
            "admin_users.reset_password", TAG["name"], "Give a user a new password", parameters=[_USER],
            description="Without a body, one is made, and shown in this answer alone. Ends all their logins.",
            body={**json_body(ref("PasswordChange")), "required": False},
            answers={200: json_answer("Done.", ref("MadePassword"))},
            errors={**_NO_USER, 400: _BAD, 403: _ADMINS, 409: "They sign in elsewhere.", 413: "Too large."},
        )
    },
    "/api/v1/admin/users/{user_id}/provider": {
        "post": _call(
            "admin_users.connect", "Let an account at the sign-in provider open a user's", ref("User"),
            body="ProviderSubject", parameters=[_USER],
            errors={**_NO_USER, 400: _BAD, 409: "It opens another user's, or there is no provider.", 413: "Too large."},
        ),
        "delete": _call(
            "admin_users.disconnect", "Disconnect it", parameters=[_USER], description=_ENDS,
            errors={404: "No such user, or nothing is connected.", 409: "They have no password: their only way in."},
        ),
    },
    "/api/v1/admin/users/{user_id}/grants": {
        "post": _call(
            "admin_users.grant", "Grant a user channels", ref("User"), status=201, body="GrantChange",
            parameters=[_USER], errors={**_NO_USER, 400: _BAD, 413: "Too large."},
        ),
        "delete": _call(
            "admin_users.take_back", "Take a grant back", parameters=[_USER, *_GRANT_QUERY],
            errors={400: "A bad parameter.", 404: "No such user, or no such grant."}, description=_ENDS,
        ),
    },
    "/api/v1/admin/groups": {
        "get": _call("admin_groups.listed", "List groups", ref("GroupList")),
        "post": _call(
            "admin_groups.create", "Create a group", ref("Group"), status=201, body="GroupName",
            errors={400: _BAD, 409: "The name is taken.", 413: "Too large."},
        ),
    },
    "/api/v1/admin/groups/{group_id}": {
        "get": _call("admin_groups.read", "Read a group", ref("Group"), parameters=[_GROUP], errors=_NO_GROUP),
        "patch": _call(
            "admin_groups.rename", "Rename a group", ref("Group"), body="GroupName", parameters=[_GROUP],
            errors={**_NO_GROUP, 400: _BAD, 409: "The name is taken.", 413: "Too large."},
        ),
        "delete": _call(
            "admin_groups.remove", "Delete a group", parameters=[_GROUP], errors=_NO_GROUP,
            description=f"Its members stay, without what it granted them. {_ENDS}",
        ),
    },
    "/api/v1/admin/groups/{group_id}/members": {
        "post": _call(
            "admin_groups.add_member", "Add a member", ref("Group"), status=201, body="NewMember",
            parameters=[_GROUP], errors={400: _BAD, 404: "No such group, or no such user.", 413: "Too large."},
        )
    },
    "/api/v1/admin/groups/{group_id}/members/{user_id}": {
        "delete": _call(
            "admin_groups.remove_member", "Remove a member", parameters=[_GROUP, _USER],
            errors={404: "No such group, or no such member."}, description=_ENDS,
        )
    },
    "/api/v1/admin/groups/{group_id}/grants": {
        "post": _call(
            "admin_groups.grant", "Grant a group channels", ref("Group"), status=201, body="GrantChange",
            parameters=[_GROUP], errors={**_NO_GROUP, 400: _BAD, 413: "Too large."},
        ),
        "delete": _call(
            "admin_groups.take_back", "Take a group's grant back", parameters=[_GROUP, *_GRANT_QUERY],
            errors={400: "A bad parameter.", 404: "No such group, or no such grant."}, description=_ENDS,
        ),
    },
    "/api/v1/admin/tokens": {
        "get": _call("admin_tokens.listed", "List service tokens", ref("ServiceTokenList")),
        "post": _call(
            "admin_tokens.create", "Create a service token", ref("ServiceToken"), status=201, body="NewServiceToken",
            description="The `token` is shown in this answer alone.", errors={400: _BAD, 413: "Too large."},
        ),
    },
    "/api/v1/admin/tokens/{token_id}": {
        "get": _call("admin_tokens.read", "Read a service token", ref("ServiceToken"), parameters=[_TOKEN],
                     errors=_NO_TOKEN),
        "delete": _call(
            "admin_tokens.revoke", "Revoke a service token", parameters=[_TOKEN],
            errors={404: "No such token, or it is revoked already."}, description="Its live streams end at once.",
        ),
    },
    "/api/v1/admin/tokens/{token_id}/rotate": {
        "post": operation(
            "admin_tokens.rotate", TAG["name"], "Give a service token a new secret", parameters=[_TOKEN],
            description="The old one works for another `grace_days`; without a body, no longer.",
            body={**json_body(ref("Rotation")), "required": False},
            answers={200: json_answer("The token, shown in this answer alone.", ref("ServiceToken"))},
            errors={**_NO_TOKEN, 400: _BAD, 403: _ADMINS, 409: "It has ended.", 413: "Too large."},
        )
    },
    "/api/v1/admin/audit": {
        "get": operation(
            "admin_audit.listed", TAG["name"], "Read the audit log",
            description="The newest first. With a `format`, all that the filter finds, to be saved.",
            parameters=[
                in_query("act", text(), "`user.disabled`, or `user` for all about users."),
                in_query("actor", text(), "The name or id of who did it."),
                in_query("subject", text(), "The name or id of what it was done to."),
                in_query("q", text(), "A part of an act or a name."),
                in_query("since", text(), "From this day, moment or Unix second on."),
                in_query("until", text(), "Before this day, moment or Unix second."),
                in_query("limit", whole(minimum=1, maximum=500), "At most this many."),
                _CURSOR,
                in_query("format", {"enum": ["csv", "jsonl"]}, "In place of a page."),
            ],
            answers={
                200: {
                    "description": "A page, or everything.",
                    "content": {
                        "application/json": {"schema": ref("AuditPage")},
                        "text/csv": {"schema": {"type": "string"}},
                        "application/jsonl": {"schema": {"type": "string"}},
                    },
                }
            },
            errors={400: "A bad parameter.", 403: _ADMINS},
        )
    },
    "/api/v1/admin/settings": {
        "get": _call("admin_settings.listed", "Read the settings in force", ref("SettingsInForce"))
    },
    "/api/v1/admin/limits": {
        "get": _call(
            "admin_limits.listed", "See who is near a limit, and who was refused", ref("LimitView"),
            parameters=[in_query("user", text(), "Only this user or service token (id or name), with all limits.")],
        )
    },
    "/api/v1/admin/limits/sign-ins": {
        "delete": _call(
            "admin_limits.clear", "Forget failed sign-ins", ref("Cleared"),
            parameters=[in_query("username", text(), "Of this user."), in_query("address", text(), "From there.")],
            errors={400: "Neither or both are named."},
        )
    },
}  # fmt: skip
