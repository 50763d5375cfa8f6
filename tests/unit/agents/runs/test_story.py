"""A story that was packed is told again byte by byte."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.agents.runs.story import CHUNK, LAST, STATUS, Story, chunk, text_chunk, unpack
from services.streaming.event import encode_event

CHANNEL = "chat.0123456789abcdef"

texts = st.text(max_size=20)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
fields = st.dictionaries(texts.filter(lambda name: name not in ("type", "channel", "event")), json_values, max_size=4)
artifact_parts = st.one_of(
    texts.map(lambda text: {"kind": "text", "text": text}),
    json_values.map(lambda data: {"kind": "data", "data": data}),
)
happenings = st.one_of(
    st.tuples(st.just(CHUNK), texts.filter(bool).map(text_chunk)),
    st.tuples(st.just(CHUNK), artifact_parts.map(lambda part: chunk([part], "artifact"))),
    st.tuples(st.sampled_from([STATUS, "routing_started", "something_new", *LAST]), fields),
)


def encoded(story: Story) -> list[tuple[int, bytes]]:
    return [
        (told.id, encode_event(CHANNEL, told.type, {"event": told.type, **told.data}, 2**31).data)
        for told in story.events
    ]


def story_of(told: list[tuple[str, dict[str, Any]]]) -> Story:
    story = Story()
    for number, (type, data) in enumerate(told):
        story.add(2**51 + 7 * number, type, data)
    return story


@given(st.lists(happenings, max_size=12))
def test_what_was_packed_comes_out_byte_by_byte(told: list[tuple[str, dict[str, Any]]]) -> None:
    story = story_of(told)
    again = unpack(story.pack(), story.text)
    assert encoded(again) == encoded(story)
    assert again.text == story.text
    assert (again.last is None) == (not told or told[-1][0] not in LAST)


def test_the_text_of_an_answer_is_not_packed_twice() -> None:
    text = "".join(chr(33 + (number * 7919) % 90) for number in range(100_000))
    story = story_of([(CHUNK, text_chunk(text[at : at + 500])) for at in range(0, len(text), 500)])
    assert len(story.pack()) < 10_000
    again = unpack(story.pack(), text)
    assert list(again.events)[3].data == text_chunk(text[1500:2000])
