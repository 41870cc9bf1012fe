"""The command verzin-land says what it made, in Dutch."""

import sys

import pytest

from geo_risico.cli.app import main


def run(monkeypatch, *words):
    monkeypatch.setattr(sys, "argv", ["geo-risico", "verzin-land", *map(str, words)])
    with pytest.raises(SystemExit) as end:
        main()
    return end.value.code or 0


def test_it_tells_what_was_made_and_what_was_there(tmp_path, monkeypatch, capsys):
    words = (tmp_path / "land", "--gemeenten", 4, "--panden", 1200)
    assert run(monkeypatch, *words) == 0
    said = capsys.readouterr().out
    assert "FICTIEF" in said
    assert "4 gemeenten met 1.200 panden" in said
    assert "0 gemeenten stonden er al" in said
    assert run(monkeypatch, *words) == 0
    assert "4 gemeenten stonden er al" in capsys.readouterr().out


def test_a_wrong_number_is_told(tmp_path, monkeypatch, capsys):
    assert run(monkeypatch, tmp_path / "land", "--gemeenten", 2) == 2
    assert "--gemeenten 2: verwacht 4 tot en met 400" in capsys.readouterr().err
