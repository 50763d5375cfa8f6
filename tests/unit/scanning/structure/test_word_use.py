from __future__ import annotations

import pytest

from services.scanning.structure.word_use import WordUse

NAMES = ["visit_name", "cmd_add", "add_handler", "onOpen", "UserCard", "total"]


def test_words_are_counted_wherever_they_stand() -> None:
    use = WordUse(NAMES)
    use.read(b"total(total) 'total' total_s $total subtotal")
    use.read(b"# total")
    assert use.count("total") == 5
    assert use.count("onOpen") == 0


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (b'getattr(self, f"visit_{kind}")', "visit_name"),
        (b'getattr(self, "visit_" + kind)', "visit_name"),
        (b'"visit_%s" % kind', "visit_name"),
        (b"prefix = 'visit_'", "visit_name"),
        (b"cmd_##name()", "cmd_add"),
        (b"name##_handler", "add_handler"),
        (b"`${name}_handler`", "add_handler"),
        (b'name + "_handler"', "add_handler"),
        (b'"%s_handler" % name', "add_handler"),
        (b'table[name .. "_handler"]', "add_handler"),
        (b"self[`on${event}`]", "onOpen"),
        (b'self["on" + event]', "onOpen"),
        (b"`${noun}Card`", "UserCard"),
        (b"<user-card />", "UserCard"),
    ],
)
def test_a_name_that_is_put_together_is_known(text: bytes, name: str) -> None:
    use = WordUse(NAMES)
    use.read(text)
    use.read_parts(text)
    assert [one for one in NAMES if use.is_put_together(one)] == [name]


@pytest.mark.parametrize("text", [b"to{", b"visit {name}", b"${d}tal", b"_ + x", b"'card'", b"user-cards"])
def test_other_text_puts_no_name_together(text: bytes) -> None:
    use = WordUse(NAMES)
    use.read(text)
    use.read_parts(text)
    assert not any(map(use.is_put_together, NAMES))
