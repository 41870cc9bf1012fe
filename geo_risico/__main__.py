"""Start the command line with ``python -m geo_risico``."""

from __future__ import annotations

from geo_risico.cli import main

if __name__ == "__main__":
    main()
