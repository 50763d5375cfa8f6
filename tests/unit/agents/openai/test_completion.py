"""What a run tells, as chunks that every client reads as the same lines."""

from __future__ import annotations

import json

import pytest

from services.agents.openai.completion import Completion
from services.agents.runs.story import CHUNK, Told, chunk, text_chunk


@pytest.mark.parametrize("line_end", ["\n", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"])
def test_a_chunk_is_one_line_whatever_a_client_takes_for_a_line_end(line_end: str) -> None:
    text = f"Grüße{line_end}🙂"
    line, blank = Completion("r", "auto", 0).delta(text).decode().splitlines()
    assert (json.loads(line.removeprefix("data: "))["choices"][0]["delta"]["content"], blank) == (text, "")


def test_what_another_artifact_says_is_a_paragraph_of_its_own() -> None:
    file = {"kind": "file", "file": {"name": "a[1].txt", "url": "/f/1"}}
    words = {"kind": "text", "text": "Notes"}
    completion = Completion("r", "auto", 0, "https://x")
    for data in (
        text_chunk("One, "),
        text_chunk("two."),
        chunk([words], "notes"),
        chunk([words], "notes") | {"append": True},
        chunk([words], "notes"),
        text_chunk("Three"),
        chunk([file], "file"),
        text_chunk("four."),
    ):
        completion.take(Told(1, CHUNK, data))
    assert "".join(completion.text) == (
        "One, two.\n\nNotesNotes\n\nNotes\n\nThree\n\n[a 1 .txt](https://x/f/1)\n\nfour."
    )
