"""E-mail addresses and links, as written. Links that are not visible (``mailto:``) count, too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from services.screening.profile import Value
from services.screening.reading.document import Place

_MOST = 20
_EMAIL = re.compile(
    r"(?<![\w.%+'/-])[\w%+'-]{1,64}(?:\.[\w%+'-]{1,64}){0,8}@[^\W_](?:[\w-]{0,62}\.){1,5}[^\W\d_]{2,24}(?![\w@-])"
)
_SPACED = re.compile(
    r"(?<![\w.%+-])[\w%+-]{1,64}(?:\.[\w%+-]{1,64}){0,4}(?: ?[\[({] ?(?:at|@) ?[\])}] ?| @ |@ |"
    r" @)[^\W_](?:[\w-]{0,62}"
    r"(?:\.| ?[\[({] ?(?:dot|punkt|point|punto|\.) ?[\])}] ?)){1,4}[^\W\d_]{2,24}(?![\w@-])",
    re.IGNORECASE,
)
_SPELLED = re.compile(
    r"(?<![\w.%+-])[\w%+-]{1,64}(?:(?:\.| dot )[\w%+-]{1,64}){0,4} at [^\W_][\w-]{0,62} dot [^\W\d_]{2,24}(?![\w@-])",
    re.IGNORECASE,
)
_AT = re.compile(r" ?[\[({] ?(?:at|@) ?[\])}] ?| ?@ ?", re.IGNORECASE)
_DOT = re.compile(r" ?[\[({] ?(?:dot|punkt|point|punto|\.) ?[\])}] ?", re.IGNORECASE)
_LINK = re.compile(
    r"(?<![\w@./-])(?:https?://|www\.)[^\s<>\"|,;()\[\]{}]{3,300}"
    r"|(?<![\w@./-])(?:[a-z]{2,3}\.)?(?:linkedin\.com|github\.com|gitlab\.com|xing\.com|behance\.net|"
    r"dribbble\.com|orcid\.org|"
    r"stackoverflow\.com|medium\.com|bitbucket\.org|kaggle\.com|twitter\.com|x\.com)/[^\s<>\"|,;()\[\]{}]{1,200}",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?<![\w@./-])[a-z0-9][a-z0-9-]{1,62}(?:\.[a-z0-9][a-z0-9-]{0,62}){0,3}"
    r"\.(?:com|org|net|io|dev|me|info|de|at|ch|fr|es|eu|uk|ie|it|nl|be|pl|no|se|dk|fi|us|ca|in|design|studio|"
    r"photo|art|blog|"
    r"app|tech|xyz|example)(?:/[^\s<>\"|,;()\[\]{}]{0,200})?(?![\w@.-])"
)


def emails_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield addresses and where they stand. ``anna (at) example (dot) org`` is one; "meet at noon" is none."""
    for match in _EMAIL.finditer(text):
        yield match[0].lstrip("'"), *match.span()
    for match in _SPACED.finditer(text):
        address = _DOT.sub(".", _AT.sub("@", match[0], count=1))
        if _EMAIL.fullmatch(address):
            yield address, *match.span()
    for match in _SPELLED.finditer(text):
        yield match[0].replace(" at ", "@").replace(" dot ", "."), *match.span()


def links_in(text: str, *, bare: bool = False) -> Iterator[tuple[str, int, int]]:
    """Yield links and where they stand; with ``bare``, also such as ``anna.dev``, elsewhere perhaps a product."""
    for pattern in (_LINK, _BARE) if bare else (_LINK,):
        for match in pattern.finditer(text):
            link = match[0].rstrip(".,;:!?'\"*")
            yield link, match.start(), match.start() + len(link)


def holds_contact(text: str) -> bool:
    return without_contacts(text) != text


def without_contacts(text: str) -> str:
    """Return ``text`` with blanks in place of addresses and links, so that their digits are no dates or phones."""
    if not any(sign in text for sign in ("@", ".", "(", " dot ")):
        return text
    kept, at = list[str](), 0
    for begin, end in sorted((begin, end) for _, begin, end in (*emails_in(text), *links_in(text))):
        if begin >= at:
            kept += [text[at:begin], " " * (end - begin)]
            at = end
    return "".join([*kept, text[at:]])


def read_emails(texts: Iterable[tuple[str, Place]], targets: Iterable[str]) -> list[Value]:
    found: dict[str, Value] = {}
    for text, place in texts:
        if any(sign in text for sign in ("@", "(", "[", "{", " dot ")):
            for address, _, _ in emails_in(text):
                found.setdefault(address.casefold(), Value(address, place))
        if len(found) >= _MOST:
            break
    for target in targets:
        address = target[7:].split("?")[0] if target.casefold().startswith("mailto:") else ""
        if address and _EMAIL.fullmatch(address):
            found.setdefault(address.casefold(), Value(address))
    return [value for value in found.values() if not _is_piece(value.text, found)][:_MOST]


def _is_piece(address: str, all_addresses: Iterable[str]) -> bool:
    """Return whether a line's end cut the address out of another."""
    address = address.casefold()
    return any(other != address and (other.endswith(address) or other.startswith(address)) for other in all_addresses)


def read_links(texts: Iterable[tuple[str, Place, bool]], targets: Iterable[str]) -> list[Value]:
    """``texts`` come with whether a bare domain counts there."""
    found: dict[str, Value] = {}
    for text, place, bare in texts:
        if "." in text and len(found) < _MOST:
            masked = _EMAIL.sub(lambda email: " " * len(email[0]), text)
            for link, _, _ in links_in(masked, bare=bare):
                found.setdefault(_bare_link(link), Value(link, place))
    for target in targets:
        if target.casefold().startswith(("http://", "https://")) and len(target) < 500:
            found.setdefault(_bare_link(target), Value(target))
    return list(found.values())[:_MOST]


def _bare_link(link: str) -> str:
    link = link.casefold().removeprefix("https://").removeprefix("http://").removeprefix("www.")
    return link.rstrip("/")
