"""A chain of lines notices every change, and a full disk leaves it as it was."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_risico.core.chain import OWN, START, find_break, link
from geo_risico.core.errors import SourceError
from geo_risico.io.chain_file import extend_chain, read_chain

if TYPE_CHECKING:
    from pathlib import Path

LINES = st.lists(st.dictionaries(st.sampled_from("abc"), st.text(max_size=5)), min_size=2, max_size=6)


def _chain(contents: list[dict[str, str]]) -> list[dict[str, str]]:
    lines: list[dict[str, str]] = []
    for content in contents:
        lines.append(link(content, lines[-1][OWN] if lines else START))
    return lines


@given(LINES, st.data())
def test_every_change_but_a_cut_end_breaks_the_chain(contents: list[dict[str, str]], data: st.DataObject) -> None:
    lines = _chain(contents)
    assert find_break(lines) is None
    place = data.draw(st.integers(0, len(lines) - 1))
    assert find_break([*lines[:place], {**lines[place], "a": "anders!"}, *lines[place + 1 :]]) == place + 1
    if place < len(lines) - 1:
        assert find_break([*lines[:place], *lines[place + 1 :]]) is not None
        assert find_break([*lines[:place], lines[place + 1], lines[place], *lines[place + 2 :]]) is not None


def test_lines_are_added_and_a_changed_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keten" / "log.jsonl"
    extend_chain(path, [{"wat": "een"}])
    extend_chain(path, [{"wat": "twee"}, {"wat": "drie"}])
    before = path.read_bytes()
    assert [line["wat"] for line in read_chain(path)] == ["een", "twee", "drie"]
    assert extend_chain(path, []) == read_chain(path)
    assert path.read_bytes() == before
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[0], json.dumps({**json.loads(lines[1]), "wat": "TWEE"}), lines[2]]), "utf-8")
    with pytest.raises(SourceError, match="regel 2: de keten klopt hier niet"):
        extend_chain(path, [{"wat": "vier"}])
    path.write_text("geen json\n", encoding="utf-8")
    with pytest.raises(SourceError, match="niet te lezen als regels JSON"):
        read_chain(path)
