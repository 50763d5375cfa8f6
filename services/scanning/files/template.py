"""A template: a file that another program fills in, such as Jinja, ERB, Handlebars or Go's templates. Its text is no
JavaScript, YAML or shell yet, whatever its name says.
"""

from __future__ import annotations

import re

# A statement that stands alone on its line. In JavaScript or YAML such a line could only be part of a longer text.
_STATEMENT = re.compile(
    rb"^[ \t]*(?:\{%[-+~]?[ \t]*[a-z]|<%[-=#@]?[ \t]*[\w@}]|\{\{[-~]?[ \t]*(?:[#/^>!]|(?:if|range|end|with|define"
    rb"|template|include|else|block|each|unless)\b))",
    re.MULTILINE,
)
_MARK = re.compile(rb"\{%[-+~]?[ \t]*[a-z]|<%[-=#@]?[ \t]*[\w@}]|(?<!\$)\{\{[-~#/^>!&]?[ \t]*[\w.$\"@(]")
_QUOTES = (b"`", b'"""', b"'''")


def is_template(content: bytes) -> bool:
    """Whether the file begins a statement of a template outside a comment or a text of several lines."""
    statement = _STATEMENT.search(content)
    if statement is None:
        return False
    before = content[: statement.start()]
    if any(before.count(quote) % 2 for quote in _QUOTES):
        return False
    return before.rfind(b"/*") <= before.rfind(b"*/")


def has_template_marks(content: bytes) -> bool:
    """Whether a syntax error may come from a template's placeholders."""
    return _MARK.search(content) is not None
