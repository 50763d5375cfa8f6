"""A user is deleted: the journal forgets their streams at once, and what workers had still to note of them, too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.errors import Unavailable
from services.streaming.channel import CONTROL
from services.streaming.event import Event, encode_event
from services.streaming.journal.journal import Journal
from services.streaming.log.event_log import Append
from tests.unit.streaming.journal.test_why import Story


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    made = Story(tmp_path)
    yield made
    made.streams.recorder.leave()


def users(folder: Path) -> list[tuple[str, ...]]:
    with Journal(folder).reading() as journal:
        return journal._connection.execute("SELECT user_id FROM stream").fetchall()


def test_what_is_noted_of_a_user_goes_and_nothing_else(story: Story) -> None:
    gone, kept = story.connect(), story.connect(user="other")
    story.leave(gone)
    story.streams.recorder.beat()
    assert sorted(users(story.folder)) == [("other",), ("u",)]
    Journal(story.folder).forget("u")
    assert users(story.folder) == [("other",)]
    story.leave(kept)
    story.streams.recorder.beat()
    assert users(story.folder) == [("other",)]


def test_what_a_worker_had_still_to_note_goes_when_it_is_told(story: Story) -> None:
    client = story.connect()
    Journal(story.folder).forget("u")  # the stream's opening is not written yet
    story.log.append([Append(events=[encode_event(CONTROL, "forget", {"user_id": "u"}, 1_000)])])
    told = story.log.read_after([CONTROL], 0).items[-1]
    assert isinstance(told, Event)
    story.streams._on_control(told)
    story.leave(client)
    story.streams.recorder.beat()
    assert users(story.folder) == []
    story.connect()
    story.streams.recorder.beat()
    assert users(story.folder) == [("u",)]  # told once, it is not for ever


def test_nothing_is_made_where_there_is_no_journal(tmp_path: Path) -> None:
    Journal(tmp_path / "journal").forget("u")
    assert not (tmp_path / "journal").exists()


def test_a_journal_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    (tmp_path / "streams.db").mkdir(parents=True)
    with pytest.raises(Unavailable):
        Journal(tmp_path).forget("u")


def test_why_says_nothing_of_the_servers_own_channels(story: Story) -> None:
    client = story.connect()
    (ids,) = story.log.append([Append(events=[encode_event(CONTROL, "revoke", {"login_id": "secret"}, 1_000)])])
    assert isinstance(ids, list)
    for asked in ({"event_id": ids[-1], "after": ids[-1] - 1}, {"after": ids[-1] - 1}):
        answer = story.ask(client, **asked)
        assert answer.event is None and "~" not in answer.judgement.sentence
        assert "~" not in str(answer.published)
    assert "~" not in story.ask(client_id="nobody", after=0, event_id=ids[-1]).judgement.sentence
