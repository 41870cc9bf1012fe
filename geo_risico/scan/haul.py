"""From names of gemeenten to a snapshot of their registers: the one place that knows every step."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib import metadata
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd

from geo_risico.core.errors import DefinitionError, OutputError, SourceError
from geo_risico.core.numbers import format_number
from geo_risico.core.snapshot_specs import GemeenteRecord, Snapshot
from geo_risico.io.locks import held
from geo_risico.io.registers.keeping import clean
from geo_risico.io.registers.scan_file import SCAN_FILE, read_definition, write_definition
from geo_risico.io.registers.snapshot import RECORD, read_snapshot, save_snapshot
from geo_risico.io.services.whole_files import write_whole
from geo_risico.scan.fetching_registers import Fetching, Haul, Register, fetch_registers, no_gemeenten
from geo_risico.scan.reading import widened
from geo_risico.scan.register_names import ALWAYS, Chosen, choose
from geo_risico.scan.snapshot_area import find_gemeenten
from geo_risico.scan.snapshot_rasters import fetch_raster, image_changes, raster_failure, raster_use, with_raster
from geo_risico.scan.snapshot_scan import TO_FILL, scan_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    import pandas as pd

    from geo_risico.catalog import Catalog

Bounds = tuple[float, float, float, float]
CHANGES: Final = "wijzigingen.json"
LOCK: Final = ".haal.bezig"
BUFFER_M: Final = 5000.0
FAR_APART: Final = 2.0
"""So many times the rectangles of the single gemeenten is far apart."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is asked of a haul; what is empty or None is what the snapshot was asked before, or else the default."""

    gemeenten: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    buffer_m: float | None = None
    peildatum: dt.date | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    pixel_m: float = 1.0
    may_exceed: Callable[[int], bool] = lambda _: False


def haul(order: Order, how: Fetching, catalog: Catalog) -> Haul:
    """Snapshot of the registers of some gemeenten, and what became of each register.

    Parameters
    ----------
    order
        What is asked.
    how
        Where and how; its peildatum is that of the order, or today.
    catalog
        All definitions.

    Raises
    ------
    DefinitionError, DataError
        When a name is unknown.
    SourceError
        When the gemeenten cannot be fetched; other registers that fail are told in the result.
    OutputError
        When the snapshot cannot be written, or another process is fetching into it.
    """
    _settled(order, how, _before(how))
    with _alone(how.folder):
        return _haul(order, how, catalog)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Folder of the snapshot, for this process only and without what a killed fetch left there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with held(folder / LOCK) as is_ours:
            if not is_ours:
                raise OutputError(f"{folder}: een andere geo-risico haal is hier nu bezig; wacht tot die klaar is")
            clean(folder)
            yield
    except OSError as error:
        raise OutputError(f"{folder}: schrijven mislukt ({error}); verwacht genoeg ruimte en rechten") from error


def _haul(order: Order, how: Fetching, catalog: Catalog) -> Haul:
    before = _before(how)
    order, how = _settled(order, how, before)
    chosen = _of_then(_chosen(order, before, catalog), order, how, catalog)
    done = Haul(snapshot=_begin(order, how, before, chosen))
    base = [name for name in chosen.registers if catalog.registers[name].layer == ALWAYS]
    fetch_registers(base, None, done, how, catalog)
    if ALWAYS not in done.snapshot.layers:
        raise no_gemeenten(done)
    area = _area(order, done, how, catalog)
    bounds = widened(area, done.snapshot.buffer_m)
    done.snapshot = done.snapshot.model_copy(update={"bounds": bounds})
    save_snapshot(how.folder, done.snapshot)
    fetch_registers([name for name in chosen.registers if name not in base], bounds, done, how, catalog)
    _fetch_images(chosen, area, done, how, catalog, order)
    save_snapshot(how.folder, done.snapshot)
    _write_scan(order, done, how, catalog)
    _write_changes(done, how)
    return done


def _before(how: Fetching) -> Snapshot | None:
    """Record of the snapshot that is there; a damaged one is made again."""
    if not (how.folder / RECORD).exists():
        return None
    try:
        return read_snapshot(how.folder)
    except SourceError:
        return None


def _settled(order: Order, how: Fetching, before: Snapshot | None) -> tuple[Order, Fetching]:
    """Order and way of fetching with what the snapshot was asked before where the order says nothing."""
    if before is None:
        if not order.gemeenten:
            raise DefinitionError(f"Noem een of meer gemeenten; {how.folder} is nog geen momentopname waarin zij staan")
        return replace(order, buffer_m=BUFFER_M if order.buffer_m is None else order.buffer_m), how
    gemeenten = order.gemeenten or before.asked
    buffer_m = before.buffer_m if order.buffer_m is None else order.buffer_m
    if order.peildatum is None and how.refresh == "missing":
        how = replace(how, peildatum=before.peildatum)
    return replace(order, gemeenten=gemeenten, buffer_m=buffer_m), how


def _chosen(order: Order, before: Snapshot | None, catalog: Catalog) -> Chosen:
    """Registers that are asked, and those that the snapshot has already."""
    known = [name for name in before.wanted if name in {**catalog.registers, **catalog.services}] if before else []
    if known and not order.names and not order.themes:
        return choose(known, (), catalog)
    return choose((*choose(order.names, order.themes, catalog).names, *known), (), catalog)


def _of_then(chosen: Chosen, order: Order, how: Fetching, catalog: Catalog) -> Chosen:
    """Registers with the gemeenten of a peildatum in an earlier year, where the usual one knows only those of now."""
    usual = [name for name in chosen.registers if catalog.registers[name].layer == ALWAYS]
    dated = [name for name, one in catalog.registers.items() if one.layer == ALWAYS and one.by_peildatum]
    is_now = not how.fixed_date or how.peildatum.year >= how.now.year
    if is_now or not dated or set(usual) & ({*dated, *order.names} - {ALWAYS}):
        return chosen
    return replace(chosen, registers=tuple(sorted({*chosen.registers, *dated[:1]} - set(usual))))


def _begin(order: Order, how: Fetching, before: Snapshot | None, chosen: Chosen) -> Snapshot:
    """Snapshot before anything is fetched: what it has stays."""
    asked: dict[str, Any] = {
        "software": f"geo-risico {metadata.version('geo-risico')}",
        "asked": order.gemeenten,
        "peildatum": how.peildatum,
        "buffer_m": order.buffer_m,
        "wanted": chosen.names,
    }
    if before is not None:
        failed = tuple(one for one in before.failed if one.of_register in chosen.names)
        kept = {
            layer: tuple(one for one in records if one.of_register in chosen.names)
            for layer, records in before.layers.items()
        }
        layers = {layer: records for layer, records in kept.items() if records}
        return before.model_copy(update={**asked, "failed": failed, "layers": layers})
    return Snapshot(gemeenten=(), bounds=None, **asked)


def _area(order: Order, done: Haul, how: Fetching, catalog: Catalog) -> Bounds:
    """Bounds of the gemeenten that are asked, which the snapshot then names."""
    found = find_gemeenten(order.gemeenten, done.snapshot, how, catalog)
    records = tuple(
        GemeenteRecord(asked=one.asked, code=one.code, naam=one.naam, note=one.note)
        for one in {one.code: one for one in found}.values()
    )
    done.snapshot = done.snapshot.model_copy(update={"gemeenten": records})
    done.notes.extend(dict.fromkeys(one.note for one in found if one.note))
    shapes = gpd.GeoSeries([one.geometry for one in found])
    minx, miny, maxx, maxy = shapes.total_bounds
    area = (float(minx), float(miny), float(maxx), float(maxy))
    done.notes.extend(_far_apart(area, shapes.bounds.drop_duplicates(), done.snapshot.buffer_m))
    return area


def _far_apart(area: Bounds, single: pd.DataFrame, buffer_m: float) -> list[str]:
    """Note where the rectangle around all gemeenten holds much more than those around each of them."""
    whole = _km2(widened(area, buffer_m))
    own = sum(_km2(widened(bounds, buffer_m)) for bounds in single.itertuples(index=False, name=None))
    if whole < FAR_APART * own:
        return []
    told = f"wat ertussen ligt komt ook mee, {format_number(whole)} km2 in plaats van {format_number(own)}"
    return [f"De gemeenten liggen ver uiteen: {told}. Haal ze elk in een eigen map als dat te veel is."]


def _km2(bounds: Bounds) -> float:
    minx, miny, maxx, maxy = bounds
    return (maxx - minx) * (maxy - miny) / 1e6


def _fetch_images(chosen: Chosen, area: Bounds, done: Haul, how: Fetching, catalog: Catalog, order: Order) -> None:
    for name in chosen.services:
        service = catalog.services[name]
        use = raster_use(service, catalog, how, order.pixel_m)
        try:
            record, is_new = fetch_raster(use, area, catalog, how, order.may_exceed)
        except SourceError as error:
            done.snapshot = done.snapshot.with_failure(raster_failure(use, str(error)))
            done.registers[name] = Register(name=name, title=service.title, failure=str(error))
            continue
        changes = image_changes(done.snapshot.rasters.get(name), record)
        done.snapshot = with_raster(done.snapshot, record)
        done.registers[name] = Register(
            name=name, title=service.title, reason="beelden" if is_new else "", changes=changes if is_new else None,
            is_same=changes is not None and changes.is_none, image_count=len(record.files),
        )  # fmt: skip
        save_snapshot(how.folder, done.snapshot)


def _write_scan(order: Order, done: Haul, how: Fetching, catalog: Catalog) -> None:
    path = how.folder / SCAN_FILE
    before = read_definition(path)
    content = scan_of(done.snapshot, catalog, themes=_themes(order, done.snapshot, before, catalog), before=before)
    if content is None:
        path.unlink(missing_ok=True)
        done.notes.append(
            f"Geen {SCAN_FILE}: deze lagen zijn te weinig voor een thema; haal bijvoorbeeld --thema buitengebied"
        )
        return
    write_definition(path, {**content, **order.texts})
    given = {"themes": order.themes or done.snapshot.themes, "given_themes": tuple(content["themes"])}
    done.snapshot = done.snapshot.model_copy(update=given)
    save_snapshot(how.folder, done.snapshot)
    empty = [key for key in TO_FILL if str({**content, **order.texts}[key]).startswith("IN TE VULLEN")]
    if empty:
        done.notes.append(f"{SCAN_FILE}: vul nog in: {', '.join(empty)}")


def _themes(order: Order, snapshot: Snapshot, before: Mapping[str, Any], catalog: Catalog) -> tuple[str, ...]:
    """Themes that people asked for, now or before, or wrote in the definition themselves; empty for none."""
    written = tuple(name for name in _as_list(before.get("themes")) if name in catalog.themes)
    own = written if written != snapshot.given_themes else ()
    return order.themes or own or tuple(name for name in snapshot.themes if name in catalog.themes)


def _as_list(value: object) -> list[str]:
    return [value] if isinstance(value, str) else list(value) if isinstance(value, list) else []


def _write_changes(done: Haul, how: Fetching) -> None:
    """Write per register what is different since the fetch before; the last haul stands in the file."""
    registers = {
        name: {
            "opgehaald": bool(one.reason),
            "waarom": one.reason,
            "mislukt": one.failure,
            "veranderd": bool(one.reason) and not one.is_same,
            **({} if one.changes is None else {"wijzigingen": _told(one)}),
        }
        for name, one in sorted(done.registers.items())
    }
    content = {"moment": how.now.isoformat(timespec="seconds"), "registers": registers}
    write_whole(how.folder / CHANGES, (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode())


def _told(one: Register) -> dict[str, Any]:
    changes = one.changes
    if changes is None:
        return {}
    return {
        "erbij": {"aantal": changes.added_count, "voorbeelden": list(changes.added)},
        "verdwenen": {"aantal": changes.removed_count, "voorbeelden": list(changes.removed)},
        "veranderd": {"aantal": changes.changed_count, "voorbeelden": list(changes.changed)},
    }
