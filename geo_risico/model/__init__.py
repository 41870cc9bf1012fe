"""The index fitted to cases, compared and tested; works on any table of value functions in [0, 1].

Public names are loaded when first used: scikit-learn takes a while.
"""

from __future__ import annotations

from importlib import import_module

_HOMES: dict[str, tuple[str, ...]] = {}


def __getattr__(name: str) -> object:
    """Public name, from the module that holds it."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module 'geo_risico.model' has no attribute '{name}'")
