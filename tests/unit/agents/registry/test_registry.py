"""The registry, with cards on real sockets: what may be added, what is kept, what is noticed later."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from services.agents.registry.health import check_all
from services.agents.registry.registration import new_agent_id
from services.agents.registry.registry import Registry
from services.agents.settings import AgentSettings
from services.auth.audit import Actor
from services.database.database import Database
from services.errors import BadRequest, Conflict, LimitReached, NotFound
from services.sealing import Sealing
from tests.support.a2a_agents import Agents
from tests.support.card_server import CardServer, card_server
from tests.support.raw_server import RawServer, raw_server, sends, whole
from tests.support.schema import give_schema
from tests.unit.agents.a2a.asking import Here, answer, text_of

MIGRATIONS = Path("services/agents/migrations").absolute()
ROOT = Actor("", "root")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/t.db")
    give_schema(database, [MIGRATIONS])
    yield database
    database.dispose()


@pytest.fixture
def sealing(tmp_path: Path) -> Sealing:
    sealing = Sealing((), tmp_path)
    sealing.prepare()
    return sealing


@pytest.fixture
def registry(database: Database, sealing: Sealing) -> Registry:
    return make_registry(database, sealing)


def make_registry(database: Database, sealing: Sealing, *, allow_private: bool = True) -> Registry:
    settings = AgentSettings(registered=5)
    return Registry(database, sealing, settings, allow_private=allow_private, reserved_ids=("math", "auto"))


@pytest.fixture
def weather() -> Iterator[CardServer]:
    with card_server() as card:
        yield card


@pytest.mark.parametrize("ending", ["", "/", ".well-known/agent-card.json"])
def test_an_agent_of_the_sdk_is_added_by_its_own_address_or_its_cards(
    registry: Registry, agents: Agents, ending: str
) -> None:
    added = registry.add(agents.url("words").rstrip("/") + ("/" + ending).replace("//", "/"), by=ROOT)
    assert added.id == "agent-words"
    assert added.card_url == agents.url("words") + ".well-known/agent-card.json"
    assert (added.health, added.problem, added.added_by) == ("healthy", "", "root")
    assert added.card.skills[0].examples == ("Say words",)
    assert [one.id for one in registry.list()] == ["agent-words"]
    assert text_of(answer(registry.remote(added), "3 0", Here())).count("wörd") == 3


@pytest.mark.parametrize(
    "path", ["/.well-known/agent.json", "/base/.well-known/agent-card.json", "/base/.well-known/agent.json", "/base"]
)
def test_a_card_is_found_where_agents_have_it(registry: Registry, path: str) -> None:
    with card_server(path) as card:
        added = registry.add(f"{card.url}/base" if "base" in path else card.url, by=ROOT)
    assert added.card_url == card.url + path


def test_an_address_without_a_card_says_what_was_tried(registry: Registry, weather: CardServer) -> None:
    weather.path = "/elsewhere"
    with pytest.raises(BadRequest, match=r"agent-card\.json answered 404\. Give the card's own address") as error:
        registry.add(weather.url, by=ROOT)
    assert error.value.code == "no_card"
    with pytest.raises(BadRequest, match="cannot be reached"):
        registry.add("http://127.0.0.1:9/", by=ROOT)


def test_a_card_that_cannot_be_used_says_why(registry: Registry, weather: CardServer) -> None:
    weather.fields = {"supportedInterfaces": [{"url": "https://a.example/", "protocolBinding": "GRPC"}]}
    with pytest.raises(BadRequest, match="it speaks GRPC, and Tailrace speaks JSONRPC"):
        registry.add(weather.url, by=ROOT)
    weather.fields = {"description": "x" * 70_000}
    with pytest.raises(BadRequest, match=r"more than 65,536 bytes"):
        registry.add(weather.url, by=ROOT)


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data/",
        "https://169.254.169.254/",
        "http://[::ffff:127.0.0.1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://localhost/",
        "https://10.0.0.1/",
        "https://2130706433/",
        "file:///etc/passwd",
    ],
)
def test_a_private_address_is_refused_when_it_is_added(database: Database, sealing: Sealing, url: str) -> None:
    """Case 11."""
    with pytest.raises(BadRequest):
        make_registry(database, sealing, allow_private=False).add(url, by=ROOT)


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "http://", "/rpc", "http://user:pw@a.example/", "http://a.example/" + "x" * 3000]
)
def test_the_interface_has_to_pass_as_the_card_does(registry: Registry, weather: CardServer, url: str) -> None:
    weather.fields = {"supportedInterfaces": [{"url": url, "protocolBinding": "JSONRPC", "protocolVersion": "1.0"}]}
    with pytest.raises(BadRequest, match="The card names an interface") as error:
        registry.add(weather.url, by=ROOT)
    assert error.value.code == "bad_card"


def test_a_redirect_leads_nowhere(registry: Registry) -> None:
    redirect = whole(b"", status="302 Found", head="Location: http://127.0.0.1:9/\r\n")
    with raw_server(sends(redirect)) as server, pytest.raises(BadRequest, match="answered 302"):
        registry.add(server.url, by=ROOT)


def test_an_agent_is_added_once(registry: Registry, weather: CardServer) -> None:
    registry.add(weather.url, by=ROOT)
    with pytest.raises(Conflict, match="refresh it"):
        registry.add(f"{weather.url}/.well-known/agent-card.json", by=ROOT)


def test_there_is_a_limit(registry: Registry) -> None:
    with card_server() as card:
        for number in range(5):
            card.path = f"/{number}.json"
            registry.add(card.url + card.path, by=ROOT)
        with pytest.raises(LimitReached, match="TAILRACE_REGISTERED_AGENTS"):
            registry.add(f"{card.url}/6.json", by=ROOT)
    assert [one.id for one in registry.list()] == ["weather", *(f"weather-{number}" for number in range(2, 6))]


def test_removing_forgets_it(registry: Registry, weather: CardServer) -> None:
    registry.remove(registry.add(weather.url, by=ROOT).id)
    assert registry.list() == []
    for call in (registry.get, registry.remove, registry.refresh, registry.check, registry.change):
        with pytest.raises(NotFound):
            call("weather")


# -- credentials ------------------------------------------------------------------------------------------------------


def test_a_credential_is_sealed_and_told_to_nobody(
    registry: Registry, database: Database, weather: CardServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    weather.fields = {"securitySchemes": {"k": {"type": "apiKey", "in": "header", "name": "X-Key"}}}
    added = registry.add(weather.url, "s3cret", by=ROOT)
    with database.session() as session:
        rows = str(session.execute(text("select * from agent_registrations")).all())
    assert "s3cret" not in rows + caplog.text + str(added) + json.dumps(added.as_dict(for_admin=True)) + repr(
        registry.remote(added)
    )
    assert added.has_credential
    remote = registry.remote(added)
    assert (remote.credential, remote.card.credential and remote.card.credential.header) == ("s3cret", "X-Key")
    assert registry.remote(registry.change(added.id, credential="new")).credential == "new"
    assert not registry.change(added.id, credential="").has_credential


@pytest.mark.parametrize("credential", ["zq\r\nX: y", "zq\nb", "zq\x00", " zq", "zq ", "zqä", "zq" * 5000, "zq\x7f"])
def test_a_credential_cannot_break_a_header(registry: Registry, weather: CardServer, credential: str) -> None:
    """Case 11."""
    with pytest.raises(BadRequest) as error:
        registry.add(weather.url, credential, by=ROOT)
    assert error.value.code == "bad_credential"
    assert "zq" not in str(error.value)
    added = registry.add(weather.url, by=ROOT)
    with pytest.raises(BadRequest):
        registry.change(added.id, credential=credential)


def test_a_credential_does_not_follow_an_agent_to_another_server(registry: Registry, weather: CardServer) -> None:
    added = registry.add(weather.url, "s3cret", by=ROOT)
    weather.fields = {"version": "2"}
    assert registry.refresh(added.id).has_credential
    here = {"url": f"{weather.url}/elsewhere", "protocolBinding": "JSONRPC", "protocolVersion": "1.0"}
    weather.fields = {"supportedInterfaces": [here]}
    assert registry.refresh(added.id).has_credential, "it is the same server"
    moved = {"url": "http://127.0.0.1:9/rpc", "protocolBinding": "JSONRPC", "protocolVersion": "1.0"}
    weather.fields = {"supportedInterfaces": [moved]}
    refreshed = registry.refresh(added.id)
    assert not refreshed.has_credential
    assert "give it again" in refreshed.problem
    assert registry.remote(refreshed).credential == ""


def test_a_credential_that_cannot_be_opened_spoils_no_other_agent(
    database: Database, sealing: Sealing, weather: CardServer, tmp_path: Path
) -> None:
    added = make_registry(database, sealing).add(weather.url, "s3cret", by=ROOT)
    other = make_registry(database, Sealing(("another-secret-of-enough-length",), tmp_path / "nowhere"))
    assert other.remote(other.get(added.id)).credential == ""


# -- health -----------------------------------------------------------------------------------------------------------


def test_a_card_that_cannot_be_read_any_more_spoils_no_other_agent(
    registry: Registry, database: Database, weather: CardServer, caplog: pytest.LogCaptureFixture
) -> None:
    """As when a newer version reads cards more strictly than the one that added it."""
    added = registry.add(weather.url, "secret", by=ROOT)
    with database.session() as session:
        session.execute(text("UPDATE agent_registrations SET card = '[]'"))
    assert registry.list() == []
    assert [record.__dict__["agent"] for record in caplog.records if record.msg == "card_not_read"] == [added.id]
    check_all(registry)
    again = registry.refresh(added.id)
    assert (again.card.name, again.has_credential) == (added.card.name, False), "for which server it was, nobody knows"
    assert registry.list() == [again]


def test_a_card_that_changes_is_noticed_and_waits_for_an_admin(registry: Registry, weather: CardServer) -> None:
    added = registry.add(weather.url, by=ROOT)
    assert registry.check(added.id) == "healthy"
    weather.fields = {"description": "New", "skills": [{"id": "s", "name": "S"}]}
    check_all(registry)
    changed = registry.get(added.id)
    assert (changed.health, changed.card.description) == ("changed", "")
    assert "Refresh it" in changed.problem
    assert registry.refresh(added.id).card.description == "New"
    check_all(registry)
    assert (registry.get(added.id).health, registry.get(added.id).problem) == ("healthy", "")


def test_a_card_that_is_the_same_is_not_sent_again(registry: Registry, weather: CardServer) -> None:
    weather.etag = '"v1"'
    added = registry.add(weather.url, by=ROOT)
    assert registry.check(added.id) == "healthy"


def test_an_agent_that_is_gone_and_comes_back(registry: Registry, weather: CardServer) -> None:
    added = registry.add(weather.url, by=ROOT)
    weather.path = "/elsewhere"
    check_all(registry)
    gone = registry.get(added.id)
    assert (gone.health, gone.seen_at) == ("unreachable", added.seen_at)
    assert "404" in gone.problem
    weather.path = "/.well-known/agent-card.json"
    check_all(registry)
    back = registry.get(added.id)
    assert (back.health, back.problem) == ("healthy", "")
    assert back.seen_at is not None and added.seen_at is not None
    assert back.seen_at >= added.seen_at


def test_disabled_agents_are_left_alone(registry: Registry, weather: CardServer) -> None:
    added = registry.add(weather.url, by=ROOT)
    registry.change(added.id, is_enabled=False)
    weather.path = "/elsewhere"
    check_all(registry)
    assert registry.get(added.id).health == "healthy"


@pytest.mark.parametrize(
    ("name", "agent_id"),
    [
        ("Weather Agent", "weather-agent"),
        ("Math", "math-2"),
        ("auto", "auto-2"),
        ("Wetter für Köln!", "wetter-fur-koln"),
        ("天気", "agent"),
        ("7 days", "agent-7-days"),
        ("../../etc", "etc"),
        ("x" * 90, "x" * 40),
        ("--", "agent"),
    ],
)
def test_an_id_is_a_short_form_of_the_name(name: str, agent_id: str) -> None:
    assert new_agent_id(name, ("math", "auto")) == agent_id


def test_ids_stay_different_however_long_they_are() -> None:
    taken: list[str] = []
    for _ in range(12):
        taken.append(new_agent_id("x" * 90, taken))
    assert len(set(taken)) == 12
    assert max(map(len, taken)) == 40


def test_the_server_is_asked_like_any_other(registry: Registry) -> None:
    server: RawServer
    with raw_server(sends(whole(b"", "text/plain", "404 Not Found"))) as server, pytest.raises(BadRequest):
        registry.add(server.url, "s3cret", by=ROOT)
    assert server.asked and not any("s3cret" in str(one) for one in server.asked)
