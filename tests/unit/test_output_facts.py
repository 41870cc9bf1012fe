"""Facts about files in an output folder."""

from __future__ import annotations

import csv

from geo_risico.io.output_facts import row_count


def test_a_long_cell_is_counted_and_other_readers_keep_their_limit(tmp_path):
    path = tmp_path / "lang.csv"
    path.write_text('a;b\r\n1;"' + "x" * 200_000 + '\r\nnog een regel"\r\n2;y\r\n', encoding="utf-8-sig")
    before = csv.field_size_limit()
    assert row_count(path) == 2
    assert csv.field_size_limit() == before
