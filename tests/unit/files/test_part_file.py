"""A file of parts gives back each part by its name, whatever the names and parts are."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.files.part_file import part_file, read_part


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(parts=st.dictionaries(st.text(), st.binary()), other=st.text())
def test_each_part_is_read_by_its_name(tmp_path: Path, parts: dict[str, bytes], other: str) -> None:
    path = tmp_path / "parts"
    path.write_bytes(part_file(parts.items()))
    assert {name: read_part(path, name) for name in parts} == parts
    assert read_part(path, other) == parts.get(other)


def test_names_that_look_like_an_index_lead_to_their_own_part(tmp_path: Path) -> None:
    parts = {"a": b"1", 'a"\t0\t1\n"b': b"2", "b": b'\n"a"\t9\t9\n', "": b"3", "a\tb": b"4"}
    path = tmp_path / "parts"
    path.write_bytes(part_file(parts.items()))
    assert {name: read_part(path, name) for name in parts} == parts


def test_without_a_file_there_are_no_parts(tmp_path: Path) -> None:
    assert read_part(tmp_path / "none", "a") is None
