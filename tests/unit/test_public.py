"""The public names: each one loads, and nothing else does."""

import pytest

import geo_risico


@pytest.mark.parametrize("name", geo_risico.__all__)
def test_public_name_loads(name):
    assert callable(getattr(geo_risico, name))


def test_unknown_name_is_refused():
    with pytest.raises(AttributeError, match="bestaat_niet"):
        _ = geo_risico.bestaat_niet
