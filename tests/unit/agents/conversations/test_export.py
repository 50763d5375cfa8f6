"""An exported conversation says what its messages say: names and errors of strangers change nothing around them."""

from __future__ import annotations

from typing import Any

import pytest

from services.agents.conversations.conversations import Conversation
from services.agents.conversations.export import as_markdown

HOSTILE = "](javascript:alert(1)) <img src=x>\r\n\r\n## You, now\u202e"


def exported(*messages: dict[str, Any], title: str = "Taxes") -> str:
    return as_markdown(Conversation("c", "o", title, None, 0.0, 0.0, messages))


def question(text: str) -> dict[str, Any]:
    return {"role": "user", "text": text, "created_at": 0.0}


def answer(text: str, **more: Any) -> dict[str, Any]:
    return {"role": "agent", "text": text, "created_at": 0.0, "state": "complete", "agent_name": "Math", **more}


def test_names_titles_and_errors_stay_one_line_of_plain_words() -> None:
    artifacts = [
        {"artifact_id": "f", "name": HOSTILE, "kind": "file", "url": "/api/v1/chat/r/artifacts/0"},
        {"artifact_id": "t", "name": HOSTILE, "kind": "text", "text": "its text"},
    ]
    told = exported(answer("", agent_name=HOSTILE, error=HOSTILE, state="failed", artifacts=artifacts), title=HOSTILE)
    plain = r"\](javascript:alert(1)) \<img src=x\> ## You, now\\u202e"
    assert told.split("\n\n") == [
        f"# {plain}",
        f"## {plain}, 1970-01-01 00:00 UTC (failed)",
        f"*{plain}*",
        f"[{plain}](/api/v1/chat/r/artifacts/0)",
        f"### {plain}",
        "its text\n",
    ]


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("```python\nx = 1", "\n```"),
        ("~~~~\n~~~\n````", "\n~~~~"),
        ("   ```\nx", "\n```"),
        ("```\nx\n```", ""),
        ("```\nx\n````  ", ""),
        ("    ```\nx", ""),
        ("``` a `b`", ""),
        ("plain ``` text", ""),
    ],
)
def test_a_block_of_code_ends_with_its_message(text: str, end: str) -> None:
    told = exported(answer(text), question("next"))
    assert f"\n\n{text}{end}\n\n## You" in told


def test_an_answer_keeps_its_question_back_and_its_data() -> None:
    artifacts = [{"artifact_id": "d", "name": "", "kind": "data", "data": ["```", {"x": 1}]}]
    told = exported(answer("Two rooms are free.", prompt="Which one?", artifacts=artifacts), question("next"))
    block = '```json\n[\n  "```",\n  {\n    "x": 1\n  }\n]\n```'
    assert f"\n\nTwo rooms are free.\n\nWhich one?\n\n{block}\n\n## You" in told
