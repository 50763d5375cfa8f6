"""What is left of every limit, wherever it is counted: by workers for themselves, in the database, by faces."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import FACES
from services.agents.record import ChatRunRecord
from services.auth.user import User
from services.client_report.allowance import Allowance
from services.container import Container
from services.errors import LimitReached
from services.standing import Standing
from services.streaming.publishing.rate_limit import RateLimit
from services.streaming.workers.presence import Presence
from tests.support.setting import settings_in


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    settings = settings_in(
        tmp_path,
        streaming={"publish_rate": 100.0},
        language_model={"base_url": "http://127.0.0.1:9/v1", "user_tokens": 1000, "user_calls": 10, "day_tokens": 1500},
    )
    made = Container(settings, [surface.face for surface in FACES if surface.face is not None])
    made.database.migrate(made.migrations)
    yield made
    made.close()


@pytest.fixture
def ada(container: Container) -> User:
    return container.users.create("ada", "correct horse battery")


def standing(container: Container, caller: str, limit: str) -> Standing:
    return next(one for one in container.standings.of_caller(caller) if one.limit == limit)


def test_every_limit_of_a_user_is_shown_before_it_is_used(container: Container, ada: User) -> None:
    shown = {one.limit: (one.used, one.left == one.of) for one in container.standings.of_caller(ada.id)}
    assert shown == dict.fromkeys(
        (
            "user_streams", "publish_rate", "jobs", "disk_quota", "model_tokens", "model_calls", "question_rate",
            "too_many_answers", "report_rate",
        ),
        (0, True),
    )  # fmt: skip
    assert list(container.standings.near()) == []


def test_what_a_worker_counts_for_itself_is_shown_of_the_one_that_is_used_most(container: Container, ada: User) -> None:
    login_id = container.logins.open(ada.id, "access").login_id
    folder = container.settings.data / "workers"
    for worker, publishes in (("one", 10), ("two", 95)):
        rate, allowance = RateLimit(100.0), Allowance()
        rate.take(ada.id, publishes)
        for _ in range(publishes // 4):
            allowance.take_report(login_id)
        used = {"publish_rate": rate.used(), "report_rate": allowance.used()}
        Presence(folder, worker).beat(Counter(), Counter(), Counter(), used)
    rate_of_ada = standing(container, ada.id, "publish_rate")
    assert 80 < rate_of_ada.used <= 95 and rate_of_ada.until is not None
    reports = standing(container, ada.id, "report_rate")
    assert (reports.used, reports.left) == (23, 7)
    assert reports.until is not None and 0 < reports.until - time.time() <= 61
    assert "publish_rate" in [one.limit for one in container.standings.near() if one.caller_name == "ada"]


def test_a_rate_that_is_paid_off_is_shown_no_more() -> None:
    now = [1000.0]
    rate = RateLimit(10.0, clock=lambda: now[0])
    rate.take("ada", 10)
    assert rate.used() == {"ada": (10, 1.0)}
    with pytest.raises(LimitReached):
        rate.take("ada", 1)
    now[0] += 0.5
    assert rate.used() == {"ada": (5, 0.5)}
    now[0] += 0.5
    assert rate.used() == {}


def test_a_minute_of_reports_that_is_over_is_shown_no_more() -> None:
    now = [1000.0]
    allowance = Allowance(clock=lambda: now[0])
    allowance.take_report("login")
    assert allowance.used() == {"login": (1, 60.0)}
    now[0] += 61
    assert allowance.used() == {}


def test_the_day_of_the_language_model_is_shown_of_each_and_of_all(container: Container, ada: User) -> None:
    with container.spending.call(ada.id, 900):
        pass
    tokens, calls = (standing(container, ada.id, limit) for limit in ("model_tokens", "model_calls"))
    assert (tokens.used, tokens.left, calls.left) == (900, 100, 9)
    assert tokens.until is not None and 0 < tokens.until - time.time() <= 86_400 and tokens.until % 86_400 == 0
    with container.spending.call("somebody", 500):
        pass
    near = {(one.limit, one.caller): one.left for one in container.standings.near()}
    assert near["model_day", ""] == 100
    assert near["model_tokens", ada.id] == 100
    assert "model_day" not in [one.limit for one in container.standings.of_caller(ada.id)]


def test_questions_of_the_last_minute_and_answers_under_way_are_shown(container: Container, ada: User) -> None:
    now = time.time()
    with container.database.session() as session:
        for number, (state, asked_at) in enumerate((("running", now - 5), ("succeeded", now - 30), ("failed", 1.0))):
            of_conversation = {"conversation_id": "c", "question_id": "q", "answer_id": "a"}
            own = {"id": f"r{number}", "owner_id": ada.id, "state": state, "created_at": asked_at}
            session.add(ChatRunRecord(**own, **of_conversation))
    questions = standing(container, ada.id, "question_rate")
    assert (questions.used, questions.until) == (2, pytest.approx(now + 30))
    assert standing(container, ada.id, "too_many_answers").used == 1
