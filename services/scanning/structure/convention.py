"""A convention: names that frameworks and runtimes call, though nothing in the repository says so."""

from __future__ import annotations

import re

_JAVASCRIPT = re.compile(
    r"GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|get(?:Server|Static|Initial)\w{1,20}|generate[A-Z]\w{1,30}"
    r"|metadata|viewport|dynamic|dynamicParams|revalidate|runtime|preferredRegion|maxDuration|fetchCache"
    r"|config|middleware|proxy|loader|action|actions|clientLoader|clientAction|shouldRevalidate|meta|links|headers"
    r"|handle|ErrorBoundary|HydrateFallback|load|prerender|ssr|csr|trailingSlash|entries|match|register"
    r"|onRequest\w{0,20}|handler|setup|teardown|up|down|Head|query|pageQuery|render|hydrate|mount|unmount"
    r"|bootstrap|update|activate|deactivate|main|init|plugin|install|default|args|argTypes|parameters|decorators"
    r"|options|frontmatter|schema|resolvers|typeDefs"
)
_PYTHON = re.compile(
    r"main|app|application|handler|lambda_handler|setup|teardown|run|upgrade|downgrade|register|unregister|load"
    r"|includeme|load_tests|setUpModule|tearDownModule|autodiscover|(?:pytest|django|celery)_\w+"
    r"|(?:on|hook|when|post|pre|worker|server)_\w+|child_exit|nworkers_changed"
)
_GO = re.compile(
    r"main|init|Main|Init|Handler|Handle|New|Run|Start|Stop|Plugin|Test\w+|Benchmark\w+|Example\w*|Fuzz\w+"
)
_C_WORDS = "init load main plugin module register entry hook callback handler isr irq test"
"""Of those that a loader, a vector of interrupts or a device's library calls. A leading ``_`` is the C library's."""
_JAVA = re.compile(r"main|premain|agentmain|Main|Program|Startup|package_info|module_info")
_OF_LANGUAGE = {
    "javascript": _JAVASCRIPT,
    "typescript": _JAVASCRIPT,
    "tsx": _JAVASCRIPT,
    "python": _PYTHON,
    "go": _GO,
    "java": _JAVA,
    "c_sharp": _JAVA,
}


def is_called_by_name(language: str, name: str) -> bool:
    if language == "c":
        return name.startswith("_") or any(word in name.lower() for word in _C_WORDS.split())
    if language in ("java", "c_sharp") and name.endswith("Configuration"):
        return True
    pattern = _OF_LANGUAGE.get(language)
    return pattern is not None and pattern.fullmatch(name) is not None
