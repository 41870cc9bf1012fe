"""Every limit stands in the documentation, and nowhere else in the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo_risico.core import limits

PAGE = (Path(__file__).parents[2] / "docs" / "vijandige_invoer.md").read_text("utf-8")


def shown(limit):
    for size, unit in ((limits.GIB, "GiB"), (limits.MIB, "MiB")):
        if limit.unit == "bytes" and limit.most % size == 0:
            return f"{limit.most // size} {unit}"
    return f"{limit.most:_} {limit.unit}".replace("_", ".")


@pytest.mark.parametrize("limit", limits.LIMITS, ids=lambda limit: limit.what)
def test_the_page_tells_each_limit(limit):
    assert f"| {limit.what} | {shown(limit)} | {limit.why} |" in PAGE


def test_every_limit_is_on_the_list_and_used():
    declared = {name for name in dir(limits) if isinstance(getattr(limits, name), limits.Limit)}
    assert {id(getattr(limits, name)) for name in declared} == {id(limit) for limit in limits.LIMITS}
    code = "\n".join(
        path.read_text("utf-8") for path in (Path(limits.__file__).parents[1]).rglob("*.py") if path.name != "limits.py"
    )
    assert [name for name in sorted(declared) if not used(name, code)] == []


def used(name, code):
    """Whether something is held against a limit."""
    return any(word in code for word in (f"too_much({name}", f", {name})", f"{name}.most"))
