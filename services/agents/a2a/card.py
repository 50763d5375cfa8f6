"""An agent's card: who it is, what it can do, where and how it is asked (A2A 1.0.1, section 4.4, and 0.3's form).

A card is a stranger's text. It is read into these few fields, each of which has a limit, so that no card can be more
than any other card by its length. An address is never cut: it would be another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from msgspec import Struct

from services.agent import Skill
from services.agents.a2a.reading import Malformed, Word, read_json
from services.agents.a2a.writing import Version

WELL_KNOWN = "/.well-known/agent-card.json"
OLD_WELL_KNOWN = "/.well-known/agent.json"
"""Where agents before 0.3 have it."""

MOST_BYTES = 65_536
MOST_SKILLS = 64
MOST_EXAMPLES = 10
MOST_TAGS = 20
_NAME, _TEXT, _EXAMPLE, _TAG = 100, 1_000, 300, 40

_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}\Z")
_OWN_HEADERS = re.compile(
    r"(?i:host|connection|transfer-encoding|te|trailer|upgrade|(content|proxy|a2a)-.{1,60}|accept.{0,40})\Z"
)


@dataclass(frozen=True, slots=True)
class Interface:
    """An address that speaks JSON-RPC. ``tenant`` goes into every request's parameters."""

    url: str
    version: Version
    tenant: str = ""


@dataclass(frozen=True, slots=True)
class CredentialPlace:
    """The header that carries the credential, after ``prefix``."""

    header: str = "Authorization"
    prefix: str = "Bearer "


@dataclass(frozen=True, slots=True)
class Card:
    """``interfaces`` are those we can speak to, the best first. ``credential`` is None where the card asks for none."""

    name: str
    description: str
    version: str
    interfaces: tuple[Interface, ...]
    skills: tuple[Skill, ...] = ()
    streaming: bool = False
    credential: CredentialPlace | None = None
    provider: str = ""

    @property
    def interface(self) -> Interface:
        return self.interfaces[0]


def read_card(text: bytes) -> Card:
    """Raises: Malformed, with half a sentence for an operator: "it speaks GRPC, and Tailrace speaks JSONRPC"."""
    if len(text) > MOST_BYTES:
        raise Malformed(f"it is larger than {MOST_BYTES:,} bytes")
    given = read_json(text, _Card)
    name = _short(given.name, _NAME)
    if not name:
        raise Malformed("it has no name")
    skills = [skill.value() for skill in (given.skills or [])[:MOST_SKILLS]]
    return Card(
        name=name,
        description=_short(given.description, _TEXT),
        version=_short(given.version, _TAG),
        interfaces=_interfaces(given),
        skills=tuple(skill for skill in skills if skill.name or skill.description or skill.examples),
        streaming=bool(given.capabilities and given.capabilities.streaming),
        credential=_credential(given),
        provider=_short(given.provider.organization if given.provider else "", _NAME),
    )


# -- where and how it is asked ----------------------------------------------------------------------------------------


def _interfaces(card: _Card) -> tuple[Interface, ...]:
    offered = list(_offered(card))
    known = [Interface(url, version, tenant) for url, version, tenant, binding in offered if binding == "JSONRPC"]
    if not known:
        bindings = sorted({_short(binding, _TAG) for *_, binding in offered if binding != "JSONRPC"})
        if bindings:
            raise Malformed(f"it speaks {', '.join(bindings)}, and Tailrace speaks JSONRPC")
        raise Malformed("it names no interface of A2A 1.0 or 0.3")
    return tuple(sorted(known, key=lambda interface: interface.version, reverse=True))


def _offered(card: _Card) -> Iterator[tuple[str, Version, str, str]]:
    """URL, version, tenant and binding of every interface whose version we know."""
    for interface in (card.supportedInterfaces or card.supported_interfaces or [])[:20]:
        version = _version(interface.protocolVersion or interface.protocol_version or "1.0")
        binding = interface.protocolBinding or interface.protocol_binding or "JSONRPC"
        if version and interface.url:
            yield interface.url, version, _short(interface.tenant, _NAME), binding.upper()
    if card.supportedInterfaces or card.supported_interfaces:
        return
    version = _version(card.protocolVersion or "0.3")
    if version and card.url:
        yield card.url, version, "", (card.preferredTransport or "JSONRPC").upper()
    for extra in (card.additionalInterfaces or [])[:20]:
        if version and extra.url:
            yield extra.url, version, "", (extra.transport or "JSONRPC").upper()


def _version(text: str) -> Version | None:
    major, _, rest = text.strip().partition(".")
    if major == "1":
        return "1.0"
    return "0.3" if major == "0" and rest.partition(".")[0] in ("2", "3") else None


def _credential(card: _Card) -> CredentialPlace | None:
    """The first way of those that the card requires, or, without requirements, of those that it knows."""
    schemes = card.securitySchemes or card.security_schemes or {}
    required = [list(one) for one in card.security or []]
    for requirement in card.securityRequirements or card.security_requirements or []:
        required.append(list(requirement.schemes or {}))
    if not schemes or [] in required:
        return None
    single = [names[0] for names in required if len(names) == 1] or list(schemes)
    for name in single[:20]:
        if name in schemes and (place := schemes[name].place()) is not None:
            return place
    return None


# -- as the wire has them ---------------------------------------------------------------------------------------------


def _short(text: str | None, most: int) -> str:
    """One line without what cannot be seen."""
    kept = (text or "")[: 4 * most]
    if not kept.isprintable():
        kept = "".join(char if char.isprintable() else " " for char in kept)
    line = " ".join(kept.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _lines(texts: Iterable[str] | None, most: int, length: int) -> tuple[str, ...]:
    short = dict.fromkeys(_short(text, length) for text in texts or ())
    return tuple(text for text in short if text)[:most]


class _Skill(Struct):
    id: Word = None
    name: Word = None
    description: Word = None
    tags: list[str] | None = None
    examples: list[str] | None = None

    def value(self) -> Skill:
        return Skill(
            _short(self.id, _NAME),
            _short(self.name, _NAME),
            _short(self.description, _TEXT),
            _lines(self.tags, MOST_TAGS, _TAG),
            _lines(self.examples, MOST_EXAMPLES, _EXAMPLE),
        )


class _Interface(Struct):
    url: Word = None
    protocolBinding: Word = None
    protocol_binding: Word = None
    protocolVersion: Word = None
    protocol_version: Word = None
    tenant: Word = None
    transport: Word = None


class _Capabilities(Struct):
    streaming: bool | None = None


class _Provider(Struct):
    organization: Word = None


class _ApiKey(Struct):
    location: Word = None
    name: Word = None


class _Http(Struct):
    scheme: Word = None


class _Scheme(Struct, rename={"place_in": "in"}):
    """1.0 has one of the objects; 0.3 has ``type`` and the fields beside it."""

    apiKeySecurityScheme: _ApiKey | None = None
    httpAuthSecurityScheme: _Http | None = None
    oauth2SecurityScheme: dict[str, Any] | None = None
    openIdConnectSecurityScheme: dict[str, Any] | None = None
    type: Word = None
    scheme: Word = None
    name: Word = None
    place_in: Word = None

    def place(self) -> CredentialPlace | None:
        """None where the credential would go somewhere else than into a header."""
        key = self.apiKeySecurityScheme
        if key is None and self.type == "apiKey":
            key = _ApiKey(self.place_in, self.name)
        if key is not None:
            name = key.name or ""
            is_usable = key.location == "header" and _HEADER.match(name) and not _OWN_HEADERS.match(name)
            return CredentialPlace(name, "") if is_usable else None
        http = self.httpAuthSecurityScheme or (_Http(self.scheme) if self.type == "http" else None)
        is_oauth = self.oauth2SecurityScheme is not None or self.openIdConnectSecurityScheme is not None
        if is_oauth or self.type in ("oauth2", "openIdConnect") or (http and (http.scheme or "").lower() == "bearer"):
            return CredentialPlace()
        return None


class _Requirement(Struct):
    schemes: dict[str, Any] | None = None


class _Card(Struct):
    name: Word = None
    description: Word = None
    version: Word = None
    provider: _Provider | None = None
    capabilities: _Capabilities | None = None
    skills: list[_Skill] | None = None
    supportedInterfaces: list[_Interface] | None = None
    supported_interfaces: list[_Interface] | None = None
    securitySchemes: dict[str, _Scheme] | None = None
    security_schemes: dict[str, _Scheme] | None = None
    securityRequirements: list[_Requirement] | None = None
    security_requirements: list[_Requirement] | None = None
    # 0.3
    url: Word = None
    preferredTransport: Word = None
    protocolVersion: Word = None
    additionalInterfaces: list[_Interface] | None = None
    security: list[dict[str, Any]] | None = None
