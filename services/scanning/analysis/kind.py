"""The kind of an issue: what it is about, whichever engine saw it. Ruff's S602 and bandit's B602 are one kind."""

from __future__ import annotations

import re

_NUMBERED = {"ruff": re.compile(r"S(\d{3})"), "bandit": re.compile(r"B(\d{3})")}
_PYTHON_SECURITY = {
    "101": "assert", "102": "code-injection", "103": "world-writable", "104": "exposed-interface",
    "105": "secret", "106": "secret", "107": "secret", "108": "insecure-temporary-file",
    "110": "swallowed-error", "112": "swallowed-error", "113": "timeout-missing",
    "201": "debug-mode", "202": "zip-slip", "301": "unsafe-deserialisation", "302": "unsafe-deserialisation",
    "303": "weak-crypto", "304": "weak-crypto", "305": "weak-crypto", "306": "insecure-temporary-file",
    "307": "code-injection", "308": "xss", "310": "ssrf", "311": "weak-random", "321": "insecure-transport",
    "323": "tls-verification-off", "324": "weak-crypto", "501": "tls-verification-off", "502": "weak-crypto",
    "503": "weak-crypto", "504": "weak-crypto", "505": "weak-crypto", "506": "unsafe-deserialisation",
    "507": "tls-verification-off", "508": "insecure-transport", "509": "insecure-transport",
    "602": "shell-injection", "604": "shell-injection", "605": "shell-injection", "609": "shell-injection",
    "608": "sql-injection", "610": "sql-injection", "611": "sql-injection", "612": "code-injection",
    "614": "unsafe-deserialisation", "615": "unsafe-deserialisation", "701": "xss", "702": "xss", "703": "xss",
    "704": "xss",
}  # fmt: skip
_XML = range(313, 321)
_FALLBACK = {
    "ruff": "bug", "bandit": "dangerous-call", "oxlint": "bug", "flawfinder": "dangerous-call",
    "secrets": "secret", "shellcheck": "shell-bug", "yamllint": "yaml", "zizmor": "workflow-hygiene",
}  # fmt: skip
_NAMED = {
    ("ruff", "invalid-syntax"): "syntax",
    ("ruff", "F841"): "unused",
    ("oxlint", "syntax"): "syntax",
    ("oxlint", "no-eval"): "code-injection",
    ("oxlint", "no-implied-eval"): "code-injection",
    ("oxlint", "no-new-func"): "code-injection",
    ("oxlint", "no-danger"): "xss",
    ("oxlint", "no-script-url"): "xss",
    ("oxlint", "jsx-no-script-url"): "xss",
    ("oxlint", "no-unused-vars"): "unused",
    ("yamllint", "syntax"): "syntax",
    ("zizmor", "unpinned-uses"): "unpinned-action",
    ("zizmor", "unpinned-images"): "unpinned-image",
    ("zizmor", "template-injection"): "script-injection",
    ("zizmor", "dangerous-triggers"): "untrusted-checkout",
    ("zizmor", "excessive-permissions"): "excessive-permissions",
    ("zizmor", "self-hosted-runner"): "self-hosted-runner",
}
_QUOTING = frozenset({"SC2046", "SC2048", "SC2068", "SC2086", "SC2206", "SC2207", "SC2248"})
_ALSO_MEASURED = frozenset({"complexity", "function-length", "parameter-count"})


def kind_of(engine: str, rule: str) -> str:
    """Such as ``sql-injection``; ``other`` for what nobody has named."""
    if (engine, rule) in _NAMED:
        return _NAMED[engine, rule]
    numbered = _NUMBERED[engine].fullmatch(rule) if engine in _NUMBERED else None
    if numbered:
        return "xxe" if int(numbered[1]) in _XML else _PYTHON_SECURITY.get(numbered[1], "dangerous-call")
    if engine == "lizard" and rule in _ALSO_MEASURED:
        return rule
    if engine == "shellcheck" and rule in _QUOTING:
        return "shell-quoting"
    if engine == "semgrep":
        return rule.partition("-")[2] or "other"
    return _FALLBACK.get(engine, "other")
