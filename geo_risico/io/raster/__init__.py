"""Images and other rasters opened as scenes in EPSG:28992, read by window."""

from __future__ import annotations

from geo_risico.io.raster.open import open_rasters

__all__ = ["open_rasters"]
