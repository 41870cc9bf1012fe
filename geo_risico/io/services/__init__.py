"""Images and heights fetched from services on the network, kept as snapshots that are read without it."""

from __future__ import annotations

from geo_risico.io.services.fetch import Fetched, Request, fetch

__all__ = ["Fetched", "Request", "fetch"]
