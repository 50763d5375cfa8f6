"""The registry: agents elsewhere, added by the address of their card."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from services.agents.a2a.card import Card, read_card
from services.agents.a2a.reading import Malformed
from services.agents.a2a.remote_agent import RemoteAgent
from services.agents.registry.card_fetch import FetchedCard, NoCard, check_interface, fetch_again, find_card
from services.agents.registry.record import RegistrationRecord
from services.agents.registry.registration import Health, Registration, new_agent_id
from services.agents.settings import AgentSettings
from services.auth.audit import COMMAND_LINE, Actor, Subject, record
from services.database.database import Database
from services.errors import BadRequest, Conflict, LimitReached, NotFound, SettingsError
from services.http_exchange.address import check_url
from services.sealing import Sealing
from services.visible import visible

_log = logging.getLogger(__name__)

_LONGEST_CREDENTIAL = 4096
_LONGEST_PROBLEM = 500


class Registry:
    """Thread-safe and greenlet-safe. Adding and refreshing wait for the agent, at most 10 seconds.

    ``reserved_ids`` belong to agents that are hosted here.
    """

    def __init__(
        self,
        database: Database,
        sealing: Sealing,
        settings: AgentSettings,
        *,
        allow_private: bool,
        reserved_ids: Collection[str],
        now: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._sealing = sealing
        self._settings = settings
        self._allow_private = allow_private
        self._reserved_ids = reserved_ids
        self._now = now
        self._cards: dict[str, tuple[str, Card]] = {}
        """What was read from which text: the list is asked for with every question."""

    @property
    def check_s(self) -> float:
        """Seconds between two looks at an agent's health."""
        return self._settings.check_s

    def list(self) -> list[Registration]:
        """The oldest first. One whose card cannot be read any more, after an upgrade, is left out until it is
        refreshed or removed.
        """
        with self._database.session() as session:
            rows = session.scalars(select(RegistrationRecord).order_by(RegistrationRecord.added_at)).all()
        found: list[Registration] = []
        cards: dict[str, tuple[str, Card]] = {}
        for row in rows:
            registration = self._readable(row)
            if registration is not None:
                found.append(registration)
                cards[row.id] = row.card, registration.card
        self._cards = cards
        return found

    def get(self, agent_id: str) -> Registration:
        """Raises: NotFound, also while its card cannot be read any more."""
        registration = self._readable(self._row(agent_id))
        if registration is None:
            raise _no_agent()
        return registration

    def add(self, card_url: str, credential: str = "", *, by: Actor = COMMAND_LINE) -> Registration:
        """Raises: BadRequest, the address, the card or the credential cannot be used; Conflict, it is there already;
        LimitReached.
        """
        check_credential(credential)
        self._check_room()
        found = self._found(lambda: find_card(card_url, allow_private=self._allow_private))
        card, text = _whole(found)
        check_interface(card, allow_private=self._allow_private)
        now = self._now()
        row = RegistrationRecord(
            card_url=found.url,
            credential=self._sealing.seal(credential) if credential else "",
            is_enabled=True,
            added_by=visible(by.name),
            added_at=now,
            problem="",
            checked_at=now,
            seen_at=now,
            health="healthy",
            latency_ms=found.latency_ms,
            card=text,
            etag=found.etag,
        )
        try:
            with self._database.session() as session:
                taken = {*self._reserved_ids, *session.scalars(select(RegistrationRecord.id))}
                row.id = new_agent_id(card.name, taken)
                session.add(row)
                subject = Subject("agent", row.id, card.name)
                record(session, by, "agent.added", subject, {"card_url": found.url, "has_credential": bool(credential)})
        except IntegrityError:
            raise Conflict(f"The agent with the card {found.url} is already there; refresh it instead.") from None
        return self._registration(row)

    def refresh(self, agent_id: str, *, by: Actor = COMMAND_LINE) -> Registration:
        """Take the card that the agent has now. Its id and name here stay.

        A credential is for the server that an admin gave it for: where the agent has moved, it is forgotten.

        Raises: NotFound; BadRequest, it has no card that can be used.
        """
        before = self._row(agent_id)
        found = self._found(lambda: fetch_again(before.card_url, "", allow_private=self._allow_private))
        card, text = _whole(found)
        address = check_interface(card, allow_private=self._allow_private)
        moved = address.origin != self._origin(before)
        now = self._now()
        with self._database.session() as session:
            row = session.get(RegistrationRecord, agent_id)
            if row is None:
                raise _no_agent()
            row.card, row.etag = text, found.etag
            row.health, row.problem = "healthy", ""
            row.checked_at = row.seen_at = now
            row.latency_ms = found.latency_ms
            if moved and row.credential:
                row.credential = ""
                row.problem = f"It moved to {address.origin}, so its credential was forgotten; give it again."
            record(session, by, "agent.refreshed", Subject("agent", agent_id, card.name), {"version": card.version})
        return self._registration(row)

    def change(
        self,
        agent_id: str,
        *,
        credential: str | None = None,
        is_enabled: bool | None = None,
        by: Actor = COMMAND_LINE,
    ) -> Registration:
        """An empty credential forgets it. Raises: NotFound; BadRequest."""
        if credential:
            check_credential(credential)
        with self._database.session() as session:
            row = session.get(RegistrationRecord, agent_id)
            if row is None:
                raise _no_agent()
            if credential is not None:
                row.credential = self._sealing.seal(credential) if credential else ""
                row.problem = "" if row.health == "healthy" else row.problem
            if is_enabled is not None:
                row.is_enabled = is_enabled
            changed = {"credential_changed": credential is not None, "enabled": row.is_enabled}
            record(session, by, "agent.changed", Subject("agent", agent_id), changed)
        return self._registration(row)

    def remove(self, agent_id: str, *, by: Actor = COMMAND_LINE) -> None:
        """Conversations with it stay. Raises: NotFound."""
        with self._database.session() as session:
            row = session.get(RegistrationRecord, agent_id)
            if row is None:
                raise _no_agent()
            session.delete(row)
            record(session, by, "agent.removed", Subject("agent", agent_id), {"card_url": row.card_url})

    def remote(self, registration: Registration) -> RemoteAgent:
        """The agent, to be asked."""
        card, credential = registration.card, self._credential(registration)
        return RemoteAgent(card.name, card, self._settings, self._allow_private, credential)

    def _credential(self, registration: Registration) -> str:
        """Empty where it cannot be opened any more: the agent then says what it misses, and the others answer."""
        if not registration.sealed_credential:
            return ""
        try:
            return self._sealing.open(registration.sealed_credential, f"the credential of agent {registration.id}")
        except SettingsError as error:
            _log.error("credential_not_opened", extra={"agent": registration.id, "error": str(error)})
            return ""

    def check(self, agent_id: str) -> Health:
        """Whether the agent is there and its card is the same. Raises: NotFound."""
        row = self._row(agent_id)
        health: Health = "healthy"
        problem, latency_ms = "", row.latency_ms
        try:
            found = fetch_again(row.card_url, row.etag, allow_private=self._allow_private)
            latency_ms = found.latency_ms
            if found.card is not None and found.card != self._card(row):
                health, problem = "changed", "Its card has changed. Refresh it to use the new one."
        except (NoCard, BadRequest) as error:
            health, problem = "unreachable", str(error)[:_LONGEST_PROBLEM]
        self._note(agent_id, health, problem, latency_ms)
        return health

    # -- shared -------------------------------------------------------------------------------------------------------

    def _note(self, agent_id: str, health: Health, problem: str, latency_ms: int | None) -> None:
        now = self._now()
        with self._database.session() as session:
            row = session.get(RegistrationRecord, agent_id)
            if row is None:
                return
            if (row.health, health) != ("healthy", "healthy"):  # what refreshing said stays while all is well
                row.problem = problem
            row.health, row.checked_at, row.latency_ms = health, now, latency_ms
            if health != "unreachable":
                row.seen_at = now

    def _row(self, agent_id: str) -> RegistrationRecord:
        with self._database.session() as session:
            row = session.get(RegistrationRecord, agent_id)
        if row is None:
            raise _no_agent()
        return row

    def _check_room(self) -> None:
        with self._database.session() as session:
            count = session.execute(select(func.count()).select_from(RegistrationRecord)).scalar_one()
        if count >= self._settings.registered:
            raise LimitReached(
                f"There are {count} agents, the most that may be added (TAILRACE_REGISTERED_AGENTS); remove one first.",
                retry_after_s=60,
            )

    def _readable(self, row: RegistrationRecord) -> Registration | None:
        try:
            return self._registration(row)
        except Malformed as error:
            _log.error("card_not_read", extra={"agent": row.id, "error": str(error)})
            return None

    def _registration(self, row: RegistrationRecord) -> Registration:
        return Registration(
            id=row.id,
            card_url=row.card_url,
            card=self._card(row),
            is_enabled=row.is_enabled,
            sealed_credential=row.credential,
            added_by=row.added_by,
            added_at=row.added_at,
            health=row.health,  # type: ignore[arg-type]
            problem=row.problem,
            checked_at=row.checked_at,
            seen_at=row.seen_at,
            latency_ms=row.latency_ms,
        )

    def _card(self, row: RegistrationRecord) -> Card:
        text, card = self._cards.get(row.id, ("", None))
        return card if card is not None and text == row.card else read_card(row.card.encode())

    def _origin(self, row: RegistrationRecord) -> str:
        """The server that was asked until now; empty if nobody can tell any more."""
        try:
            return check_url(self._card(row).interface.url, allow_private=True).origin
        except (Malformed, BadRequest):
            return ""

    @staticmethod
    def _found(fetch: Callable[[], FetchedCard]) -> FetchedCard:
        try:
            return fetch()
        except NoCard as error:
            raise BadRequest(str(error), code="no_card") from None


def check_credential(credential: str) -> None:
    """It becomes a part of a header. Raises: BadRequest."""
    if len(credential) > _LONGEST_CREDENTIAL:
        raise BadRequest(f"A credential has at most {_LONGEST_CREDENTIAL:,} characters.", code="bad_credential")
    if not credential.isascii() or not credential.isprintable() or credential != credential.strip():
        raise BadRequest(
            "A credential has printable ASCII characters only, without a line break, and no space at its ends.",
            code="bad_credential",
        )


def _whole(found: FetchedCard) -> tuple[Card, str]:
    assert found.card is not None and found.text is not None, "only a fetch with an ETag goes without"
    return found.card, found.text


def _no_agent() -> NotFound:
    return NotFound("There is no such agent; it may have been removed.", code="no_agent")
