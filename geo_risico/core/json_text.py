"""JSON from elsewhere: nesting without end is an error like any other."""

from __future__ import annotations

import json
from typing import Any


def parse_json(text: str | bytes) -> Any:  # noqa: ANN401 - any JSON value
    """Value of a JSON text.

    Raises
    ------
    ValueError
        The text is no JSON, not UTF-8, or nested too deep to read.

    Examples
    --------
    >>> parse_json('{"a": [1]}')
    {'a': [1]}
    >>> parse_json("[" * 100_000)
    Traceback (most recent call last):
        ...
    ValueError: te veel lagen in elkaar
    """
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("te veel lagen in elkaar") from error
