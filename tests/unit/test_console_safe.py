"""Names on a terminal: nothing steers it, nothing uses or breaks the marks of this program."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.markup import escape
from rich.table import Table

from geo_risico.cli.console import SafeConsole
from geo_risico.core.plain import plain


def printed(content, **options):
    stream = io.StringIO()
    SafeConsole(file=stream, force_terminal=False, width=200, highlight=False, soft_wrap=True).print(content, **options)
    return stream.getvalue()


@pytest.mark.parametrize("name", ["[link=http://x]k[/link]", "[on red]x", "[@click=x]y", "[/]", "[bold", "a]b["])
def test_brackets_of_others_are_text(name):
    assert printed(name) == printed(name, markup=False) == f"{name}\n"
    assert printed(f"[bold]{escape(name)}[/] erna") == f"{name} erna\n"


def test_our_marks_work_and_a_table_too():
    assert printed("[bold red]Fout[/] en [black on yellow] FICTIEF [/]") == "Fout en  FICTIEF \n"
    table = Table("kop [/x]")
    table.add_row("[link=a]\x1b]0;titel\x07")
    text = printed(table)
    assert "kop [/x]" in text
    assert "[link=a]\ufffd]0;titel\ufffd" in text


@given(st.text())
def test_nothing_steers_the_terminal(text):
    for found in (printed(text), printed(text, markup=False)):
        assert "\x1b" not in found
        assert "\u202e" not in found
    assert plain(plain(text)) == plain(text)


def test_marks_on_a_terminal_are_ours_only():
    stream = io.StringIO()
    SafeConsole(file=stream, force_terminal=True, highlight=False).print("[link=http://x]k[/link] [bold]b[/]")
    assert "\x1b]8" not in stream.getvalue()
    assert "\x1b[1mb" in stream.getvalue()
