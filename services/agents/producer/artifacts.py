"""What an agent makes besides its answer: text, files and data. Text and small data go along in the events; everything
else becomes a file of the run, and the events say where it is.

An artifact of A2A may have several parts. Each is a *piece* here, with a number of its own; the first one has the
artifact's id, the others that id with their place in it.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, Literal

import msgspec

from services.agent import AgentFailed, Artifact
from services.agents.runs.story import CHUNK, Story, chunk
from services.agents.sound import sound
from services.errors import Unavailable
from services.thread import in_thread
from services.visible import visible

FOLDER = "chat"
INLINE_BYTES = 16 * 1024
MOST_PIECES = 100
LONGEST_NAME = 200
_ROOM_BYTES = 2048
"""Of an event, for everything but its data."""

Kind = Literal["text", "data", "file"]


def artifact_folder(data: Path, conversation_id: str, run_id: str = "") -> Path:
    folder = data / FOLDER / conversation_id
    return folder / run_id if run_id else folder


def artifact_url(run_id: str, number: int) -> str:
    """Below the server's own address."""
    return f"/api/v1/chat/{run_id}/artifacts/{number}"


def number_in(url: str) -> int:
    """The number of a piece, from its address."""
    return int(url.rpartition("/")[2])


def remove_artifacts(data: Path, conversation_id: str) -> None:
    shutil.rmtree(artifact_folder(data, conversation_id), ignore_errors=True)


def told_pieces(story: Story) -> list[dict[str, Any]]:
    """What a message keeps of the pieces that a run has told."""
    found: dict[str, dict[str, Any]] = {}
    for told in story.events:
        if told.type != CHUNK or "artifact_id" not in told.data:
            continue
        (part,) = told.data["response_data"]["raw_response"]["parts"]
        id, kind = told.data["artifact_id"], part["kind"]
        about = found.setdefault(id, {"artifact_id": id, "name": told.data.get("name", ""), "kind": kind})
        if kind == "text":
            about["text"] = (about.get("text", "") if told.data.get("append") else "") + part["text"]
        elif kind == "file":
            about |= part["file"]
        else:
            data = part["data"]
            is_elsewhere = isinstance(data, dict) and data.keys() == {"truncated", "url"}
            about |= {"url": data["url"], "media_type": "application/json"} if is_elsewhere else {"data": data}
    return list(found.values())


class Artifacts:
    """Of one run. Its greenlet waits for the disk."""

    def __init__(self, data: Path, conversation_id: str, run_id: str, max_event_bytes: int) -> None:
        self._folder = artifact_folder(data, conversation_id, run_id)
        self._run_id = run_id
        self._inline_bytes = min(INLINE_BYTES, max_event_bytes - _ROOM_BYTES)
        self._found: dict[int, dict[str, Any]] = {}
        self._numbers: dict[str, list[int]] = {}
        """The pieces of each artifact; the last one may be added to."""
        self._untold: set[int] = set()

    @property
    def found(self) -> list[dict[str, Any]]:
        """What a message keeps of them: what was told."""
        return [about for number, about in self._found.items() if number not in self._untold]

    def restore(self, story: Story) -> None:
        """Find again what an earlier producer told."""
        for about in told_pieces(story):
            number = number_in(about["url"]) if "url" in about else self._next()
            self._found[number] = about
            self._numbers.setdefault(about["artifact_id"], []).append(number)

    def take(self, artifact: Artifact) -> list[dict[str, Any]]:
        """What there is to tell of it, each the data of a chunk; nothing while a file is not complete.

        Raises: AgentFailed, there are too many, or it is no JSON; Unavailable, the disk takes nothing more.
        """
        id = sound(artifact.artifact_id)[:LONGEST_NAME] or "artifact"
        before = set(self._numbers.get(id, ())) & self._untold
        number = self._number(id, artifact)
        if number is None:
            return []
        told = [self._told_file(one) for one in sorted(before - {number})]
        about = self._found[number]
        if about["kind"] == "text":
            return [*told, self._text(about, artifact)] if artifact.text else told
        if about["kind"] == "data":
            return [*told, chunk([self._data(number, artifact)], about["artifact_id"])]
        size = self._write(number, artifact.content, append=artifact.append)
        about |= _about_file(number, artifact) | {"url": artifact_url(self._run_id, number), "bytes": size}
        self._untold.add(number)
        return [*told, self._told_file(number)] if artifact.last_chunk else told

    def rest(self) -> list[dict[str, Any]]:
        """The files of which nobody said that they are complete: at the end of an answer, they are."""
        return [self._told_file(number) for number in sorted(self._untold)]

    # -- pieces ------------------------------------------------------------------------------------------------

    def _number(self, id: str, artifact: Artifact) -> int | None:
        """The piece that this belongs to; None if there is nothing in it."""
        numbers, kind = self._numbers.get(id, []), _kind(artifact)
        known = self._found[numbers[-1]] if numbers else None
        if known is not None and artifact.append:
            same = kind is None or (kind == known["kind"] and kind != "data")
            if same and (kind != "file" or not artifact.filename or _named(artifact.filename) == known["name"]):
                return numbers[-1]
        if kind is None:
            return None
        if numbers and not artifact.append and self._found[numbers[0]]["kind"] == kind:
            return numbers[0]  # it is told anew
        return self._new(id, kind, artifact)

    def _new(self, id: str, kind: Kind, artifact: Artifact) -> int:
        if len(self._found) >= MOST_PIECES:
            raise AgentFailed(f"The agent made more than {MOST_PIECES} files; the rest is left out.", "limit")
        number = self._next()
        numbers = self._numbers.setdefault(id, [])
        numbers.append(number)
        told_id = id if len(numbers) == 1 else f"{id}/{len(numbers)}"
        self._found[number] = {"artifact_id": told_id, "name": _named(artifact.name), "kind": kind}
        return number

    def _next(self) -> int:
        return max(self._found, default=-1) + 1

    # -- kinds -------------------------------------------------------------------------------------------------

    @staticmethod
    def _text(about: dict[str, Any], artifact: Artifact) -> dict[str, Any]:
        text, append = sound(artifact.text), artifact.append and "text" in about
        about["text"] = (about["text"] if append else "") + text
        told = chunk([{"kind": "text", "text": text}], about["artifact_id"])
        return told | {"name": about["name"], "append": append}

    def _data(self, number: int, artifact: Artifact) -> dict[str, Any]:
        try:
            encoded = msgspec.json.encode(artifact.data)
            value = msgspec.json.decode(encoded)
        except (TypeError, ValueError, OverflowError, RecursionError) as error:
            raise AgentFailed("The agent made data that cannot be written as JSON.") from error
        about = self._found[number]
        if len(encoded) <= self._inline_bytes and not _looks_like_a_file(value):
            about["data"] = value
            return {"kind": "data", "data": value}
        self._write(number, encoded, append=False)
        url = artifact_url(self._run_id, number)
        about |= {"url": url, "bytes": len(encoded), "media_type": "application/json"}
        return {"kind": "data", "data": {"truncated": True, "url": url}}

    def _write(self, number: int, content: bytes, *, append: bool) -> int:
        """How large the file is then. Others go on meanwhile."""
        return in_thread(_written, self._folder / str(number), content, append=append)

    def _told_file(self, number: int) -> dict[str, Any]:
        self._untold.discard(number)
        about = self._found[number]
        file = {name: about[name] for name in ("name", "media_type", "url", "bytes")}
        return chunk([{"kind": "file", "file": file}], about["artifact_id"])


def _written(path: Path, content: bytes, *, append: bool) -> int:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("ab" if append else "wb") as file:
            file.write(content)
            return file.tell()
    except OSError as error:
        raise Unavailable(f"A file of an answer cannot be written ({error}).") from error


def _about_file(number: int, artifact: Artifact) -> dict[str, Any]:
    return {
        "name": _named(artifact.filename or artifact.name or f"file-{number + 1}"),
        "media_type": sound(artifact.media_type)[:LONGEST_NAME] or "application/octet-stream",
    }


def _named(name: str) -> str:
    """A line that shows what is in it: names lie with characters that turn the others round."""
    return visible(sound(name))[:LONGEST_NAME]


def _looks_like_a_file(value: Any) -> bool:
    """Readers would take an address in it for ours, as `_data` tells it of data that is a file."""
    return isinstance(value, dict) and "truncated" in value and "url" in value


def _kind(artifact: Artifact) -> Kind | None:
    if artifact.text:
        return "text"
    if artifact.data is not None:
        return "data"
    return "file" if artifact.content or artifact.filename else None
