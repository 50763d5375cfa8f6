"""What happened to an execution, in words and as bars."""

from __future__ import annotations

from blueprints.operations.story import line_of, stages_of


def test_stages_share_one_axis_and_each_ends_where_the_next_begins() -> None:
    stages = stages_of([(10.0, ""), (10.0, "read"), (12.0, "read"), (15.0, "load"), (18.0, "check")], 20.0)
    assert [(stage.name, stage.start, stage.width, stage.took) for stage in stages] == [
        ("read", 0.0, 50.0, 5.0),
        ("load", 50.0, 30.0, 3.0),
        ("check", 80.0, 20.0, 2.0),
    ]
    assert stages_of([], 1.0) == []
    assert [stage.took for stage in stages_of([(5.0, "a"), (5.0, "b")], 4.0)] == [0.0, 0.0]


def test_a_line_says_the_first_that_matters_and_keeps_the_rest() -> None:
    line = line_of(1, 2.0, "execution.progress", {"progress": 0.5, "stage": "load", "message": "x" * 400})
    assert line.text == "x" * 300 and '"progress": 0.5' in line.more
    assert line_of(None, 2.0, "queued", {}) == (None, 2.0, "queued", "", "")
