"""GeoTIFF files of the fictitious images: cloud-optimised, the same bytes for the same numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rasterio
from rasterio.enums import Resampling

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy as np

    from geo_risico.io.sources.fictief.beelden.paint import Sheet

BLOCK = 512


def write_cog(
    path: Path,
    values: np.ndarray,
    sheet: Sheet,
    crs: str,
    *,
    nodata: float | None,
    tags: Mapping[str, str] | None = None,
    **options: Any,  # noqa: ANN401
) -> None:
    """Write bands (bands, rows, columns) as a cloud-optimised GeoTIFF with overviews.

    Parameters
    ----------
    path
        File to make.
    values
        Numbers in the type of the product.
    sheet, crs
        Cells and their projection.
    nodata
        Number that means nothing.
    tags
        Metadata of the product.
    **options
        Creation options of the driver; None leaves one out.
    """
    asked = {"COMPRESS": "ZSTD", "LEVEL": 1, "PREDICTOR": "YES", "BLOCKSIZE": BLOCK} | options
    profile = {name: value for name, value in asked.items() if value is not None}
    with rasterio.open(
        path,
        "w",
        driver="COG",
        width=sheet.width,
        height=sheet.height,
        count=len(values),
        dtype=values.dtype,
        crs=crs,
        transform=rasterio.Affine(sheet.pixel_m, 0, sheet.left, 0, -sheet.pixel_m, sheet.top),
        nodata=nodata,
        **({"OVERVIEW_RESAMPLING": Resampling.average.name.upper()} | profile),
    ) as file:
        file.write(values)
        if tags:
            file.update_tags(**tags)
