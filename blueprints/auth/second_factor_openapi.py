"""The second factor (contract, section 2)."""

from __future__ import annotations

from blueprints.auth.openapi import TAG
from blueprints.openapi.operation import (
    Node,
    array,
    empty_answer,
    in_path,
    json_answer,
    json_body,
    nullable,
    number,
    operation,
    record,
    ref,
    text,
    whole,
)

_BOOLEAN: Node = {"type": "boolean"}
_USER = in_path("user_id", "The user's id.")
_PASSWORD = text(format="password")

SCHEMAS: Node = {
    "SecondFactor": record(
        {
            "is_on": _BOOLEAN,
            "since": nullable(number("Unix seconds.")),
            "is_demanded": {"type": "boolean", "description": "They may not sign in with a password without one."},
            "recovery_codes_left": whole(),
        },
        examples=[{"is_on": True, "since": 1764180000.0, "is_demanded": False, "recovery_codes_left": 10}],
    ),
    "SecondFactorPassword": record({"password": _PASSWORD}, examples=[{"password": "correct horse battery staple"}]),
    "SecondFactorSecret": record(
        {"secret": text("In base32."), "address": text("What authenticator apps take: `otpauth://totp/…`.")},
        examples=[
            {
                "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
                "address": "otpauth://totp/Tailrace:ada?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Tailrace",
            }
        ],
    ),
    "SecondFactorCode": record({"code": text("Six digits.")}, examples=[{"code": "287082"}]),
    "RecoveryCodes": record(
        {"recovery_codes": array(text(), "Each signs in once, as a code. They are not shown again.")},
        examples=[{"recovery_codes": ["abcd-efgh-2345-6777"]}],
    ),
    "SecondFactorProof": record(
        {"password": _PASSWORD, "code": text("Of the app, or a recovery code.")},
        examples=[{"password": "correct horse battery staple", "code": "287082"}],
    ),
}

_LIMIT = "Too many failed attempts."
_SERVICE = "Service tokens have no second factor."

PATHS: Node = {
    "/api/v1/auth/second-factor": {
        "get": operation(
            "second_factor.own",
            TAG["name"],
            "Read whether your second factor is on",
            answers={200: json_answer("Its state.", ref("SecondFactor"))},
            errors={403: _SERVICE},
        ),
        "post": operation(
            "second_factor.begin",
            TAG["name"],
            "Begin to turn it on",
            description="The secret counts once a code has confirmed it, within a quarter of an hour.",
            body=json_body(ref("SecondFactorPassword")),
            answers={200: json_answer("For an authenticator app.", ref("SecondFactorSecret"))},
            errors={
                400: "The body does not have this form.",
                401: "The password is wrong.",
                403: _SERVICE,
                409: "It is on.",
                413: "Too large.",
                429: _LIMIT,
            },
        ),
    },
    "/api/v1/auth/second-factor/confirm": {
        "post": operation(
            "second_factor.confirm",
            TAG["name"],
            "Turn it on with a first code",
            body=json_body(ref("SecondFactorCode")),
            answers={200: json_answer("It is on.", ref("RecoveryCodes"))},
            errors={
                400: "The code is wrong (`wrong_code`), or the body does not have this form.",
                403: _SERVICE,
                409: "Nothing waits for a code.",
                413: "Too large.",
            },
        )
    },
    "/api/v1/auth/second-factor/recovery-codes": {
        "post": operation(
            "second_factor.renew_codes",
            TAG["name"],
            "Get new recovery codes",
            description="In place of all that you had. The second factor stays on. A recovery code is a code, too.",
            body=json_body(ref("SecondFactorCode")),
            answers={200: json_answer("The new ones.", ref("RecoveryCodes"))},
            errors={
                400: "The body does not have this form.",
                401: "The code is wrong (`wrong_code`).",
                403: _SERVICE,
                404: "You have no second factor.",
                413: "Too large.",
                429: _LIMIT,
            },
        )
    },
    "/api/v1/auth/second-factor/off": {
        "post": operation(
            "second_factor.off",
            TAG["name"],
            "Turn it off",
            body=json_body(ref("SecondFactorProof")),
            answers={204: empty_answer("It is off.")},
            errors={
                400: "The body does not have this form.",
                401: "The password or the code is wrong.",
                403: "It is demanded of you.",
                404: "You have none.",
                413: "Too large.",
                429: _LIMIT,
            },
        )
    },
    "/api/v1/admin/users/{user_id}/second-factor": {
        "get": operation(
            "second_factor.of_user",
            TAG["name"],
            "Read whether a user's second factor is on",
            parameters=[_USER],
            answers={200: json_answer("Its state.", ref("SecondFactor"))},
            errors={403: "For admins only.", 404: "No such user."},
        ),
        "delete": operation(
            "second_factor.reset",
            TAG["name"],
            "Turn off what a user has lost",
            description="Ends all their logins.",
            parameters=[_USER],
            answers={204: empty_answer("It is off.")},
            errors={403: "For admins only.", 404: "No such user, or they have none."},
        ),
    },
}
