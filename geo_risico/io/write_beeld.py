"""Candidates, their measured precision and what raster values rest on, as files."""

from __future__ import annotations

import json
import math
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd
import pyogrio

from geo_risico.core.certainty import described
from geo_risico.core.formula import harmless_table
from geo_risico.core.terms import CRS_RD
from geo_risico.imagery.words import change_text, group_title, precision_sentence, quality_line
from geo_risico.io.same_bytes import steady

if TYPE_CHECKING:
    from pathlib import Path

    from geo_risico.core.candidates import Candidate, Precision
    from geo_risico.core.results import Release

FOLDER: Final = "beeld"
DECIMALS: Final = 6


def has_candidates(release: Release) -> bool:
    """Whether any theme shows candidates, possibly none of them credible."""
    return any(part.candidates is not None for part in release.by_theme)


def candidate_frame(release: Release) -> gpd.GeoDataFrame:
    """All candidates of all themes by rank (EPSG:28992), with the column ``oordeel`` to fill in."""
    rows = [
        _row(part, item, frame.loc[[item.location_id]].iloc[0])
        for part in release.by_theme
        if part.candidates is not None and (frame := described(part)) is not None
        for item in part.candidates.items
    ]
    columns = [
        "rang", "location_id", "oordeel", "label", "thema", "gemeente", "buurt", "wat", "indicator", "waarde",
        "standaardfout", "grens", "sterkte", "beeldpunten", "helder_deel", "heldere_beelden", "voor", "na", "sensor",
        "kwaliteit", "klasse", "zekerheid", "geometry",
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns).sort_values("rang", kind="stable")
    return gpd.GeoDataFrame(table, geometry="geometry", crs=CRS_RD)


def candidates_csv(release: Release) -> str:
    """The candidates as comma separated text; a text that a spreadsheet would run gets an apostrophe in front."""
    table = pd.DataFrame(candidate_frame(release).drop(columns="geometry"))
    return str(harmless_table(table.round(DECIMALS)).to_csv(index=False, lineterminator="\n", float_format="%.12g"))


def precision_json(release: Release) -> str:
    """Measured precision of the whole scan with its intervals, as JSON; unknown is null."""
    found = next(part.candidates for part in release.by_theme if part.candidates is not None)
    specs = {name: spec for part in release.by_theme for name, spec in part.indicator_specs.items()}
    content = {
        "scan": release.meta.name,
        "is_fictief": release.meta.is_fictief,
        "kandidaten": found.key,
        "samenvatting": precision_sentence(found.precision),
        "interval": "Wilson, 95%",
        "groepen": [_group(item, group_title(item, specs)) for item in found.precision],
    }
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def write_candidates(release: Release, folder: Path) -> None:
    """Nothing; writes the candidates as GeoPackage in ``folder``, where any are shown."""
    frame = candidate_frame(release) if has_candidates(release) else None
    if frame is not None and len(frame):
        folder.mkdir(parents=True, exist_ok=True)
        path, moment = folder / "kandidaten.gpkg", f"{release.meta.peildatum.isoformat()}T00:00:00.000Z"
        pyogrio.write_dataframe(frame, path, layer="kandidaten", driver="GPKG", promote_to_multi=True)
        with closing(sqlite3.connect(path)) as file, file:
            file.execute("UPDATE gpkg_contents SET last_change = ?", (moment,))
        steady(path)


def write_support(release: Release, path: Path) -> bool:
    """True when written: what each raster value rests on, a row for each location and indicator, Parquet."""
    frame = support_table(release)
    if frame is None:
        return False
    frame.to_parquet(path, index=False, compression="zstd")
    return True


def support_table(release: Release) -> pd.DataFrame | None:
    """What each raster value rests on, a row for each location and indicator; None without."""
    if not release.support:
        return None
    frames = []
    for name, item in release.support.items():
        empty = pd.Series(math.nan, index=item.pixel_count.index)
        columns = {
            "indicator": name,
            "pixel_count": item.pixel_count,
            "covered_share": item.covered_share,
            "standard_error": empty if item.standard_error is None else item.standard_error,
            "clear_count": empty if item.clear_count is None else item.clear_count,
            "reason": item.reason,
        }
        frames.append(pd.DataFrame(columns, index=item.pixel_count.index))
    return pd.concat(frames).rename_axis("location_id").reset_index()


def _row(part: Release, item: Candidate, place: pd.Series[Any]) -> dict[str, Any]:
    if part.candidates is None:
        raise TypeError("the release shows no candidates")
    specs, first = part.indicator_specs, item.changes[0]
    pair = item.chips
    return {
        "rang": item.rank,
        "location_id": item.location_id,
        "oordeel": part.candidates.marks.get(item.location_id, ""),
        "label": place["label"],
        "thema": part.theme.name,
        "gemeente": place.get("gemeente", ""),
        "buurt": place.get("buurt", ""),
        "wat": "; ".join(change_text(change, specs[change.indicator]) for change in item.changes),
        "indicator": first.indicator,
        "waarde": first.value,
        "standaardfout": first.standard_error,
        "grens": first.bound,
        "sterkte": first.strength,
        "beeldpunten": first.pixel_count,
        "helder_deel": first.covered_share,
        "heldere_beelden": first.clear_count,
        "voor": "" if pair is None else pair.before.date.isoformat(),
        "na": "" if pair is None else pair.after.date.isoformat(),
        "sensor": "" if pair is None else " en ".join(dict.fromkeys((pair.before.sensor, pair.after.sensor))),
        "kwaliteit": quality_line(item, specs),
        "klasse": place.get("class", ""),
        "zekerheid": place.get("zekerheid", ""),
        "geometry": place["geometry"],
    }


def _group(item: Precision, title: str) -> dict[str, Any]:
    numbers = {"precisie": item.share, "laag": item.low, "hoog": item.high}
    return {
        "groep": item.group,
        "titel": title,
        "echt": item.echt_count,
        "onjuist": item.onjuist_count,
        "onzeker": item.onzeker_count,
        **{name: round(value, DECIMALS) if math.isfinite(value) else None for name, value in numbers.items()},
    }
