"""Typesets one document in a process of its own, for what the compiler keeps in memory it never gives back.

Run as a file, so that nothing else of the package is loaded: it starts in a few hundredths of a second.
"""

from __future__ import annotations

import json
import sys

import typst


def main() -> None:
    """PDF on standard output, from the arguments of ``typst.compile`` as JSON on standard input."""
    order = json.load(sys.stdin)
    sys.stdout.buffer.write(typst.compile(**order))


if __name__ == "__main__":
    main()
