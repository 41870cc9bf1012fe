"""Parsing and printing only: the command ``geo-risico``."""

from __future__ import annotations

from geo_risico.cli.app import app, main

__all__ = ["app", "main"]
