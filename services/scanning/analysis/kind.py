"""A kind: what an issue is about, whichever engine names it. Ruff's ``S608`` and bandit's ``B608`` are both
``sql-injection``.

Rules of semgrep's engine are named after their kind, such as ``python-sql-injection-django``.
"""

from __future__ import annotations

import re

INJECTIONS = frozenset((
    "sql-injection", "nosql-injection", "ldap-injection", "xpath-injection", "shell-injection", "code-injection",
    "template-injection", "path-traversal", "zip-slip", "ssrf", "open-redirect", "xss", "header-injection",
    "unsafe-deserialisation", "xxe", "prototype-pollution", "regex-dos", "script-injection",
))  # fmt: skip
WEAKNESSES = frozenset((
    "weak-crypto", "weak-random", "tls-verification-off", "jwt-not-verified", "insecure-cookie", "csrf-off",
    "cors-wildcard-with-credentials", "log-of-secret", "insecure-temporary-file", "exposed-interface", "debug-mode",
    "insecure-transport", "hidden-text",
))  # fmt: skip
MEMORY = frozenset((
    "buffer-overflow", "off-by-one", "use-after-free", "double-free", "integer-overflow", "null-dereference",
    "uninitialised", "format-string", "toctou", "memory-leak-of-secret",
))  # fmt: skip
MACHINES = frozenset((
    "root-user", "privileged-container", "excessive-capabilities", "excessive-permissions", "host-mount",
    "host-namespace", "world-writable", "self-hosted-runner", "open-ingress", "public-bucket", "public-database",
    "unencrypted-storage", "secrets-in-image", "remote-script", "untrusted-checkout", "unpinned-action",
    "unpinned-base", "unpinned-image", "unpinned-download",
))  # fmt: skip
HARD_CODED_KEY = "hard-coded-key"
SPECIFIC = INJECTIONS | WEAKNESSES | MEMORY | MACHINES | {HARD_CODED_KEY}
"""Two issues of one of these at one place are one fault."""
SHAPES = frozenset(("complexity", "function-length", "parameter-count", "duplicated-code", "unused-export"))
ONCE_A_FILE = frozenset(("syntax", "line-ends"))
"""One error causes the others."""
_OTHERS = frozenset((
    "bug", "style", "assert", "swallowed-error", "timeout-missing", "shell-quoting", "duplicate-key",
    "workflow-hygiene", "other",
))  # fmt: skip
KINDS = SPECIFIC | SHAPES | ONCE_A_FILE | _OTHERS

_PYTHON = {  # numbers that ruff (S) and bandit (B) share
    "code-injection": "102 307 612", "world-writable": "103", "exposed-interface": "104", HARD_CODED_KEY: "105 106 107",
    "insecure-temporary-file": "108 306", "debug-mode": "201", "zip-slip": "202",
    "unsafe-deserialisation": "301 302 403 506 614",
    "weak-crypto": "303 304 305 324 413 502 503 504 505 508", "xss": "308 701 702 703 704", "ssrf": "310",
    "weak-random": "311", "insecure-transport": "312 321 401 402 412 415 509",
    "xxe": "313 314 315 316 317 318 319 320 405 406 407 408 409 410 411", "tls-verification-off": "323 501 507",
    "shell-injection": "601 602 603 604 605 606 607 609", "sql-injection": "608 610 611",
    "unpinned-download": "615", "assert": "101", "swallowed-error": "110 112", "timeout-missing": "113",
}  # fmt: skip
_TABLES = {
    "oxlint": {
        "syntax": "syntax", "code-injection": "no-eval no-implied-eval no-new-func no-script-url jsx-no-script-url",
        "xss": "no-danger no-danger-with-children",
        "style": "no-unused-vars no-empty-pattern no-useless-escape no-useless-catch no-useless-rename"
        " no-useless-concat no-useless-constructor no-extra-boolean-cast no-lonely-if no-unneeded-ternary"
        " no-unnecessary-await no-useless-spread no-useless-length-check prefer-set-size no-single-promise-in-promise"
        "-methods no-unused-labels no-unnecessary-type-assertion approx-constant no-debugger",
    },
    "shellcheck": {
        "shell-quoting": "SC2086 SC2046 SC2068 SC2048 SC2206 SC2207 SC2053 SC2254 SC2295 SC2027 SC2140",
        "line-ends": "SC1017",
        "syntax": "SC1009 SC1026 SC1033 SC1034 SC1036 SC1038 SC1039 SC1041 SC1044 SC1045 SC1046 SC1047 SC1048 SC1049"
        " SC1050 SC1051 SC1052 SC1053 SC1054 SC1055 SC1056 SC1057 SC1058 SC1060 SC1061 SC1062 SC1063 SC1064 SC1065"
        " SC1070 SC1072 SC1073 SC1075 SC1076 SC1080 SC1082 SC1085 SC1088 SC1089 SC1123 SC1124 SC1126 SC1127 SC1128",
        "style": "SC2006 SC2034 SC2166 SC2162 SC2016 SC2028 SC2002 SC2009 SC2012 SC2013 SC2039 SC2148 SC3043 SC1003"
        " SC1091 SC2059 SC2155 SC2181",
    },
    "yamllint": {"duplicate-key": "key-duplicates", "syntax": "syntax", "bug": "anchors", "style": "octal-values"},
    "zizmor": {
        "script-injection": "template-injection github-env insecure-commands", "unpinned-action": "unpinned-uses",
        "untrusted-checkout": "dangerous-triggers bot-conditions", HARD_CODED_KEY: "hardcoded-container-credentials",
        "excessive-permissions": "excessive-permissions", "unpinned-image": "unpinned-images",
        "self-hosted-runner": "self-hosted-runner", "log-of-secret": "unredacted-secrets",
        "bug": "unsound-contains unsound-condition",
    },
    "cppcheck": {
        "buffer-overflow": "arrayIndexOutOfBounds arrayIndexOutOfBoundsCond bufferAccessOutOfBounds negativeIndex"
        " ctuArrayIndex ctuPointerArith invalidScanfFormatWidth invalidscanf containerOutOfBounds algorithmOutOfBounds"
        " negativeContainerIndex sprintfOverlappingData",
        "off-by-one": "arrayIndexOutOfBounds-off-by-one arrayIndexOutOfBoundsCond-off-by-one stlOutOfBounds"
        " containerOutOfBounds-off-by-one"
        " containerOutOfBoundsIndexExpression",
        "use-after-free": "deallocuse deallocret danglingLifetime returnDanglingLifetime invalidLifetime"
        " danglingTemporaryLifetime danglingReference danglingTempReference returnReference returnTempReference"
        " autoVariables stlcstr stlcstrthrow invalidContainer invalidContainerReference invalidContainerLoop"
        " eraseDereference exceptDeallocThrow useClosedFile operatorEqToSelf",
        "double-free": "doubleFree", "integer-overflow": "integerOverflow negativeMemoryAllocationSize"
        " floatConversionOverflow",
        "null-dereference": "nullPointer ctunullpointer nullPointerArithmetic nullPointerRedundantCheck"
        " nullPointerDefaultArg nullPointerOutOfMemory ctunullpointerOutOfMemory nullPointerArithmeticOutOfMemory"
        " nullPointerOutOfResources ctunullpointerOutOfResources",
        "uninitialised": "uninitvar uninitdata uninitStructMember legacyUninitvar ctuuninitvar",
        "format-string": "invalidPrintfArgType_n",
    },
    "flawfinder": {
        "buffer-overflow": "FF1001 FF1002 FF1003 FF1004 FF1005 FF1006 FF1007 FF1008 FF1009 FF1010 FF1011 FF1012 FF1013"
        " FF1014 FF1015 FF1020 FF1021 FF1022 FF1023 FF1024 FF1025 FF1026",
        "format-string": "FF1016 FF1017 FF1018", "toctou": "FF1031 FF1032 FF1033 FF1034 FF1035 FF1036 FF1038",
        "shell-injection": "FF1042 FF1043 FF1044 FF1045 FF1046 FF1047", "weak-random": "FF1050", "weak-crypto":
        "FF1051 FF1052 FF1053 FF1054", "insecure-temporary-file": "FF1039 FF1040 FF1041",
    },
}  # fmt: skip
_OTHERWISE = {"zizmor": "workflow-hygiene", "yamllint": "style", "secrets": HARD_CODED_KEY}
_LINTERS = frozenset(("ruff", "bandit", "oxlint", "shellcheck", "flawfinder", "cppcheck"))
_OF_RULE = {
    engine: {rule: kind for kind, rules in table.items() for rule in rules.split()} for engine, table in _TABLES.items()
}
_OF_NUMBER = {number: kind for kind, numbers in _PYTHON.items() for number in numbers.split()}
_NUMBERED = re.compile(r"[SB](\d{3})")
_RUFF_STYLE = re.compile(r"F541|F841|F842|B008|B018|B024|B026|B033|PLW0127|PLW0602|LOG015|RUF009|YTT\d+|F504|F52[23]")


def kind_of(engine: str, rule: str) -> str:
    """The kind of what an engine calls ``rule``."""
    if rule in SHAPES:
        return rule
    if engine in ("ruff", "bandit"):
        return _python(rule)
    known = _OF_RULE.get(engine, {}).get(rule)
    if known:
        return known
    if engine == "semgrep":
        return _in_name(rule)
    return _OTHERWISE.get(engine) or ("bug" if engine in _LINTERS else "other")


def _python(rule: str) -> str:
    numbered = _NUMBERED.fullmatch(rule)
    if numbered and numbered[1] in _OF_NUMBER:
        return _OF_NUMBER[numbered[1]]
    if rule == "PLE2502":
        return "hidden-text"
    if rule == "invalid-syntax" or rule.startswith("E9"):
        return "syntax"
    return "style" if _RUFF_STYLE.fullmatch(rule) else "bug"


def _in_name(rule: str) -> str:
    """``<language>-<kind>`` or ``<language>-<kind>-<what>``: the longest kind that fits."""
    words = rule.split("-")[1:]
    names = ("-".join(words[:count]) for count in range(len(words), 0, -1))
    return next((name for name in names if name in KINDS), "other")
