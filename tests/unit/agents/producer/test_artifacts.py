"""What an agent makes besides its answer: joined by ``append`` and ``last_chunk``, and kept under numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.agent import AgentFailed, Artifact, Question, Said, Text
from services.agents.producer.artifacts import MOST_PIECES, Artifacts, artifact_folder, told_pieces
from services.agents.runs.story import CHUNK, Story
from tests.unit.agents.producer.conftest import Answering


class Taking:
    """Artifacts, and what a watcher makes of what is told."""

    def __init__(self, data: Path) -> None:
        self.artifacts = Artifacts(data, "c", "r", 65_000)
        self.folder = artifact_folder(data, "c", "r")
        self.told: list[dict[str, Any]] = []

    def take(self, *pieces: Artifact) -> Taking:
        for piece in pieces:
            self.told += self.artifacts.take(piece)
        return self

    @property
    def parts(self) -> list[tuple[str, dict[str, Any]]]:
        return [(one["artifact_id"], one["response_data"]["raw_response"]["parts"][0]) for one in self.told]

    @property
    def watched(self) -> list[dict[str, Any]]:
        story = Story()
        for number, data in enumerate(self.told):
            story.add(number, CHUNK, data)
        return told_pieces(story)

    def content(self, number: int) -> bytes:
        return (self.folder / str(number)).read_bytes()


@pytest.fixture
def taking(tmp_path: Path) -> Taking:
    return Taking(tmp_path)


def test_a_file_is_told_when_its_last_chunk_has_come(taking: Taking) -> None:
    about: Any = {"filename": "a.bin", "media_type": "image/png"}
    taking.take(Artifact("f", content=b"one ", last_chunk=False, **about))
    assert taking.told == []
    assert taking.artifacts.found == []
    taking.take(Artifact("f", content=b"two", append=True, **about))
    file = {"name": "a.bin", "media_type": "image/png", "url": "/api/v1/chat/r/artifacts/0", "bytes": 7}
    assert taking.parts == [("f", {"kind": "file", "file": file})]
    assert taking.content(0) == b"one two"
    assert taking.artifacts.found == [{"artifact_id": "f", "kind": "file", **file}]


def test_a_file_of_which_nobody_says_that_it_is_complete_is_told_at_the_end(answering: Answering) -> None:
    def answer(_question: Question) -> Iterator[Said]:
        yield Artifact("f", content=b"all of it", filename="a.txt", last_chunk=False)

    answers = answering(answer)
    run = answers.answer()
    assert [artifact["name"] for artifact in answers.message(run)["artifacts"]] == ["a.txt"]
    assert answers.types(run)[-2:] == ["response_chunk", "completed"]


def test_text_is_added_to_or_begins_anew(taking: Taking) -> None:
    taking.take(Artifact("t", "Draft", "one", last_chunk=False), Artifact("t", text=" two", append=True))
    taking.take(Artifact("t", append=True))
    assert taking.artifacts.found == [{"artifact_id": "t", "name": "Draft", "kind": "text", "text": "one two"}]
    assert [told["append"] for told in taking.told] == [False, True]
    taking.take(Artifact("t", text="three"))
    assert taking.artifacts.found[0]["text"] == "three"
    assert taking.watched == taking.artifacts.found


def test_the_parts_of_one_artifact_are_pieces_of_their_own(taking: Taking) -> None:
    taking.take(
        Artifact("a", text="about it", last_chunk=False),
        Artifact("a", content=b"1", filename="one", append=True, last_chunk=False),
        Artifact("a", content=b"2", filename="two", append=True, last_chunk=False),
        Artifact("a", data={"x": 1}, append=True, last_chunk=False),
        Artifact("a", data={"x": 2}, append=True),
    )
    assert [(id, part["kind"]) for id, part in taking.parts] == [
        ("a", "text"),
        ("a/2", "file"),
        ("a/3", "file"),
        ("a/4", "data"),
        ("a/5", "data"),
    ]
    assert (taking.content(1), taking.content(2)) == (b"1", b"2")
    assert taking.watched == taking.artifacts.found


def test_large_data_is_a_file(taking: Taking) -> None:
    data = {"items": ["x" * 100] * 1000}
    taking.take(Artifact("d", data=data), Artifact("small", data=[1]))
    url = "/api/v1/chat/r/artifacts/0"
    assert taking.parts == [
        ("d", {"kind": "data", "data": {"truncated": True, "url": url}}),
        ("small", {"kind": "data", "data": [1]}),
    ]
    assert taking.content(0).startswith(b'{"items":["xxx')
    assert taking.artifacts.found[0]["media_type"] == "application/json"


@pytest.mark.parametrize("data", [object(), {"a": {1j}}])
def test_what_is_no_json_ends_the_answer(taking: Taking, data: Any) -> None:
    with pytest.raises(AgentFailed, match="JSON"):
        taking.take(Artifact("d", data=data))


def test_names_lead_nowhere(taking: Taking) -> None:
    for name in ("../../../etc/passwd", "/etc/passwd", "a\0b", "\ud800", "x" * 10_000, "..", "CON", "a\r\nb"):
        taking.take(Artifact(name, name=name, content=b"x", filename=name, media_type=name))
    assert {path.name for path in taking.folder.iterdir()} == {str(number) for number in range(8)}
    for about in taking.artifacts.found:
        assert all(len(str(value)) <= 200 for value in about.values())
        str(about).encode()


def test_a_name_hides_nothing(taking: Taking) -> None:
    taking.take(Artifact("f", name="a\r\nb", content=b"x", filename="cv\u202efdp.exe"))
    assert [about["name"] for about in taking.artifacts.found] == ["cv\\u202efdp.exe"]
    taking.take(Artifact("t", name="a\r\nb", text="x"))
    assert taking.artifacts.found[1]["name"] == "a\\x0d\\x0ab"


@pytest.mark.parametrize("more", [{}, {"kind": "x"}])
def test_data_cannot_pass_for_a_file_of_ours(taking: Taking, more: dict[str, str]) -> None:
    forged = {"truncated": True, "url": "javascript:alert(1)", **more}
    taking.take(Artifact("d", data=forged))
    assert taking.parts == [("d", {"kind": "data", "data": {"truncated": True, "url": "/api/v1/chat/r/artifacts/0"}})]
    assert [about["url"] for about in taking.watched] == ["/api/v1/chat/r/artifacts/0"]
    assert json.loads(taking.content(0)) == forged


def test_there_is_an_end_to_their_number(taking: Taking) -> None:
    for number in range(MOST_PIECES):
        taking.take(Artifact(str(number), data=number))
    with pytest.raises(AgentFailed, match="more than 100"):
        taking.take(Artifact("one more", data=1))
    assert len(taking.artifacts.found) == MOST_PIECES


def test_files_count_for_the_limit_of_an_answer(answering: Answering) -> None:
    def answer(_question: Question) -> Iterator[Said]:
        yield Text("Here it comes.")
        while True:
            yield Artifact("f", content=b"x" * 10_000, append=True, last_chunk=False)

    answers = answering(answer, answer_bytes=100_000)
    run = answers.answer()
    assert run.code == "limit"
    assert answers.message(run)["artifacts"] == []
    (path,) = artifact_folder(answers.settings.data, run.conversation_id, run.id).iterdir()
    assert path.stat().st_size <= 100_000


def test_a_file_that_the_disk_does_not_take_is_not_the_agents_fault(answering: Answering) -> None:
    def answer(_question: Question) -> Iterator[Said]:
        yield Text("Before")
        yield Artifact("f", content=b"file", filename="a.txt")

    answers = answering(answer)
    (answers.settings.data / "chat").write_bytes(b"no folder can be made here")
    run = answers.answer()
    assert (run.state, run.code) == ("failed", "lost")
    assert "disk" in run.message
