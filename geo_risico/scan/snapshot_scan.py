"""The scan that a snapshot allows: its themes, its area and its files, as a definition that runs as it is."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final

from geo_risico.catalog.plan import NEEDED
from geo_risico.scan.compute import indicator_function, layer_parameters

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from geo_risico.catalog import Catalog
    from geo_risico.core.snapshot_specs import FileRecord, Snapshot
    from geo_risico.core.specs import ThemeSpec

TO_FILL: Final = {
    "doel": "IN TE VULLEN: waarvoor deze scan wordt gebruikt",
    "grondslag": "IN TE VULLEN: de juridische grondslag",
    "opdrachtgever": "IN TE VULLEN: organisatie die om de scan vraagt",
}
"""Texts that only people can give; a scan with them runs, and every page shows that they are missing."""
OWN: Final = (
    "name", "title", *TO_FILL, "bewaartermijn", "profile", "hide_score", "seed", "weights", "calibrated",
    "expertsessie", "evidence", "witte_vlek", "beeld_selection", "veldwerk", "achtergrond", "toezicht_selection",
    "database",
)  # fmt: skip
"""Keys of a definition that stay as people wrote them when the snapshot is fetched again."""
AREAS: Final = frozenset({"gemeenten", "vierkanten"})
"""Builders that compare areas with each other; one gemeente is not compared by default."""
SMALLEST_SHARE: Final = 0.2
"""Least share of the weight of a theme that its layers must allow."""


def scan_of(
    snapshot: Snapshot, catalog: Catalog, *, themes: Sequence[str], before: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Definition of a scan on a snapshot, ready for YAML; None when its layers allow no theme.

    Parameters
    ----------
    snapshot
        What was fetched.
    catalog
        All definitions.
    themes
        Themes that people asked for; empty: those that the layers allow.
    before
        Definition that was there: texts and settings of people in it stay, and so do layers that lie elsewhere.
    """
    layers = _layers(snapshot, before)
    chosen = [name for name in themes if _allows(catalog.themes[name], layers)] or _themes(layers, catalog)
    if not chosen:
        return None
    names = [gemeente.naam for gemeente in snapshot.gemeenten]
    made = {
        "name": _name(names),
        "title": f"Gebiedsscan {' en '.join(filter(None, [', '.join(names[:-1]), names[-1]]))}",
        **TO_FILL,
        "bewaartermijn": "12 maanden",
        "profile": "partner",
    }
    kept = {key: before[key] for key in OWN if key in before}
    result = {**made, **kept, "themes": chosen, "peildatum": snapshot.peildatum}
    result["area"] = {"gemeenten": [one.code for one in snapshot.gemeenten], "buffer_m": snapshot.buffer_m}
    result["layers"] = layers
    others = {key: before[key] for key in ("rasters", "ophalen") if key in before}
    fetched = {**others.get("ophalen", {}), **{name: record.use for name, record in snapshot.rasters.items()}}
    return {**result, **others, **({"ophalen": fetched} if fetched else {})}


def allowed(theme: ThemeSpec, layers: Collection[str], catalog: Catalog) -> list[str]:
    """Indicators of a theme that have all the layers that they need."""
    found = []
    for name in theme.weights:
        named = layer_parameters(indicator_function(name), catalog.indicators[name])
        used = [layer for layer in named if layer in layers]
        if used and all(layer in layers for layer, needed in named.items() if needed):
            found.append(name)
    return found


def _layers(snapshot: Snapshot, before: Mapping[str, Any]) -> dict[str, Any]:
    """Files of each layer: those of the snapshot, and those elsewhere that people added."""
    files = {record.file for records in snapshot.layers.values() for record in records}
    found = {layer: [_use(record, snapshot) for record in records] for layer, records in snapshot.layers.items()}
    for layer, uses in before.get("layers", {}).items():
        added = [use for use in (uses if isinstance(uses, list) else [uses]) if not _is_ours(use, files)]
        if added:
            found[layer] = [*found.get(layer, []), *added]
    return dict(sorted(found.items()))


def _is_ours(use: Mapping[str, Any], files: Collection[str]) -> bool:
    path = str(use.get("path", ""))
    return path in files or path.startswith("lagen/")


def _use(record: FileRecord, snapshot: Snapshot) -> dict[str, Any]:
    """Entry of a file; its peildatum is left out when the register was fetched after the peildatum of the scan."""
    use: dict[str, Any] = {"source": record.source, "path": record.file}
    if record.peildatum <= snapshot.peildatum:
        use["peildatum"] = record.peildatum
    if record.extent is not None:
        use["extent"] = list(record.extent)
    return use


def _allows(theme: ThemeSpec, layers: Collection[str]) -> bool:
    return set(NEEDED.get(theme.locations, ())) <= set(layers)


def _themes(layers: Collection[str], catalog: Catalog) -> list[str]:
    """For each kind of location the theme that the layers fill most; comparison of areas only where nothing else is."""
    best: dict[str, tuple[int, str]] = {}
    for theme in catalog.themes.values():
        found = allowed(theme, layers, catalog) if _allows(theme, layers) else []
        share = sum(theme.weights[name] for name in found)
        if share >= SMALLEST_SHARE and len(found) > best.get(theme.locations, (0, ""))[0]:
            best[theme.locations] = (len(found), theme.name)
    places = {maker: found for maker, found in best.items() if maker not in AREAS} or best
    return [name for _, name in sorted(places.values(), key=lambda found: (-found[0], found[1]))]


def _name(names: Sequence[str]) -> str:
    """Name for the scan and its output folder.

    Examples
    --------
    >>> _name(["'s-Hertogenbosch", "Súdwest-Fryslân"])
    's_hertogenbosch_sudwest_fryslan'
    """
    text = unicodedata.normalize("NFKD", " ".join(names[:2])).encode("ascii", "ignore").decode().casefold()
    word = re.sub(r"[^a-z0-9]+", "_", text).strip("_")
    more = f"_en_{len(names) - 2}" if len(names) > len("ab") else ""
    return f"{word[:50] if word[:1].isalpha() else f'scan_{word}'[:50]}{more}"
