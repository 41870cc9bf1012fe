"""What came out: frozen dataclasses that travel from reading to release."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import geopandas as gpd

from geo_risico.core.specs import STRICTNESS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import pandas as pd

    from geo_risico.core.advice_specs import AdviceSpec
    from geo_risico.core.backdrop_specs import BackdropSpec
    from geo_risico.core.candidates import Candidates
    from geo_risico.core.evidence import Evidence
    from geo_risico.core.evidence_specs import WeightsFile
    from geo_risico.core.fairness import Fairness
    from geo_risico.core.fieldwork_specs import FieldworkSpec
    from geo_risico.core.former import Former
    from geo_risico.core.raster import RasterLayer, Support
    from geo_risico.core.session_specs import WeightSession
    from geo_risico.core.sheets import Grounds
    from geo_risico.core.source_specs import ScanSpec
    from geo_risico.core.specs import Access, IndicatorSpec, ThemeSpec
    from geo_risico.core.suppression_specs import SuppressionSpec


@dataclass(frozen=True, kw_only=True)
class Repair:
    """Something that reading changed, dropped or could not understand, with its count."""

    kind: Literal[
        "invalid_geometry",
        "empty_geometry",
        "duplicate",
        "history",
        "unknown_value",
        "sentinel",
        "filtered",
        "personal_column",
        "suspect",
        "missing_column",
        "dropped",
        "assumption",
    ]
    count: int
    message: str
    """Dutch, complete sentence."""
    examples: tuple[str, ...] = ()
    """At most five values or identifiers."""


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where and when the file of a snapshot was fetched; ``published`` is the version as the register says."""

    register: str
    url: str
    fetched_at: dt.datetime
    published: str = ""
    parameters: str = ""
    """What was asked, as JSON with its keys in order; empty where nothing could be asked."""


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Where one file of a layer came from and what happened to it."""

    layer: str
    source: str
    title: str
    status: Literal["present", "absent"]
    access: Access = "open"
    path: str = ""
    """File name as written in the scan, never an absolute path."""
    sha256: str = ""
    licence: str = ""
    attribution: str = ""
    peildatum: dt.date | None = None
    rows_read: int = 0
    rows_kept: int = 0
    counted: Literal["rijen", "beeldpunten"] = "rijen"
    """What rows_read and rows_kept count."""
    repairs: tuple[Repair, ...] = ()
    note: str = ""
    extent: tuple[float, float, float, float] | None = None
    """Bounds (EPSG:28992) of the extract where that is known; outside it the file says nothing."""
    origin: Origin | None = None
    """Where the file was fetched, for a file of a snapshot."""


@dataclass(frozen=True, kw_only=True)
class Layers:
    """Layer name -> frame in our columns (EPSG:28992), and layer name -> provenance of each of its files.

    A layer that the scan does not offer has no frame and a provenance with status ``absent``. ``rasters``: raster
    layer name -> scenes that are read by window.
    """

    frames: Mapping[str, pd.DataFrame]
    provenance: Mapping[str, tuple[Provenance, ...]]
    rasters: Mapping[str, RasterLayer] = field(default_factory=lambda: MappingProxyType({}))

    def shapes(self, name: str) -> gpd.GeoDataFrame:
        """Frame of a layer that has geometry.

        Raises
        ------
        TypeError
            When the layer has none; that is a fault in the code.
        """
        frame = self.frames[name]
        if not isinstance(frame, gpd.GeoDataFrame):
            raise TypeError(f"layer {name} has no geometry")
        return frame

    def access(self, name: str) -> Access:
        """Strictest access class of the files of one layer."""
        return max((p.access for p in self.provenance.get(name, ())), key=STRICTNESS.index, default="open")


@dataclass(frozen=True, kw_only=True)
class Locations:
    """Scored places and the link from register objects to them.

    ``frame``: GeoDataFrame (EPSG:28992), index ``location_id`` (str); columns label, kind, gemeente_code, wijk_code,
    buurt_code, vierkant, area_m2, geometry, and for erven also pand_count and perceel_ids ('|'-joined text), for
    watergebonden locaties and terreinen also sources (registers) and conflicts (Dutch sentences), '|'-joined text.
    ``links``: layer name -> Series on that layer's index with the location_id of each linked row; others are absent.
    ``notes``: Dutch sentences about how the locations were made (for example: kom derived from address density).
    ``bebouwde_kom``: polygons of the kom that was used, given or derived; None where the theme does not use it.
    """

    frame: gpd.GeoDataFrame
    links: Mapping[str, pd.Series[str]]
    notes: tuple[str, ...] = ()
    bebouwde_kom: gpd.GeoSeries | None = None


@dataclass(frozen=True, kw_only=True)
class IndicatorFacts:
    """How well one indicator is known in this scan."""

    name: str
    status: Literal["present", "absent"]
    layers: tuple[str, ...]
    missing_layers: tuple[str, ...] = ()
    access: Access = "open"
    known_count: int = 0
    unknown_count: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ScanResult:
    """Everything that a scan computed; only ``governance`` may turn it into something to show.

    Five frames on the index of ``locations.frame``: indicators (raw, NaN = unknown), risks ([0, 1]), contributions,
    scores (see docs/conventies). ``aggregates``: name of the area kind -> GeoDataFrame.
    """

    scan: ScanSpec
    theme: ThemeSpec
    indicator_specs: Mapping[str, IndicatorSpec]
    locations: Locations
    indicators: pd.DataFrame
    risks: pd.DataFrame
    contributions: pd.DataFrame
    scores: pd.DataFrame
    weights: Mapping[str, float]
    """Weight of each indicator as used, adding up to 1."""
    aggregates: Mapping[str, gpd.GeoDataFrame]
    facts: tuple[IndicatorFacts, ...]
    provenance: tuple[Provenance, ...]
    sums: pd.DataFrame | None = None
    """What each location adds to the sums per area, on the index of the locations; None without sums."""
    published: tuple[pd.DataFrame, ...] = ()
    """Figures per area (kind, code) that earlier open releases of these areas showed; NaN where they hid one."""
    background: Mapping[str, gpd.GeoDataFrame] = field(default_factory=lambda: MappingProxyType({}))
    schouw: pd.DataFrame | None = None
    """Last known schouw per location, on the index of the locations; None without any."""
    support: Mapping[str, Support] = field(default_factory=lambda: MappingProxyType({}))
    """What the values of each raster indicator rest on, by indicator."""
    candidates: Candidates | None = None
    """Locations that changed on images; None where no indicator tells a change."""
    evidence: Evidence | None = None
    """Cases and visits on the locations; None without such layers."""
    calibration: WeightsFile | None = None
    """Calibrated weights that the scores rest on; None where the experts' weights count."""
    session: WeightSession | None = None
    """Session with experts that the weights come from; None where they are those of the theme or of a calibration."""
    hotspots: gpd.GeoDataFrame | None = None
    """Hexagons over all gemeenten with Gi* of the scores and of the cases; see docs/hotspots."""
    fieldwork: FieldworkSpec | None = None
    """Lists for whoever visits the locations: findings, checklists, safety."""
    advice: AdviceSpec | None = None
    """What may be considered per dimension; None where the scan asks for none."""
    backdrops: tuple[BackdropSpec, ...] = ()
    """Online backgrounds that the scan allows on its map."""
    grounds: Grounds | None = None
    """Photographs and surroundings of the locations that get a page; None without."""
    fairness: Fairness | None = None
    """What the score goes together with besides opportunity."""
    beside: tuple[ScanResult, ...] = ()
    """Results of the other themes of the same scan, in the order of the definition."""

    @property
    def by_theme(self) -> tuple[ScanResult, ...]:
        """Results of all themes, the main theme first."""
        return (self, *self.beside)


@dataclass(frozen=True, kw_only=True)
class ReleaseMeta:
    """What stands on the banner of every output."""

    name: str
    title: str
    theme: str
    profile: Literal["open", "partner", "toezicht"]
    doel: str
    grondslag: str
    bewaartermijn: str
    expires: dt.date
    opdrachtgever: str
    peildatum: dt.date
    is_fictief: bool
    version: str
    notices: tuple[str, ...] = ()
    """Dutch sentences that every output shows (absent layers, fallbacks, fictitious)."""


@dataclass(frozen=True, kw_only=True)
class Release:
    """What may be shown under one profile; the only thing that maps, reports and exports accept."""

    meta: ReleaseMeta
    theme: ThemeSpec
    indicator_specs: Mapping[str, IndicatorSpec]
    facts: tuple[IndicatorFacts, ...]
    provenance: tuple[Provenance, ...]
    aggregates: Mapping[str, gpd.GeoDataFrame]
    background: Mapping[str, gpd.GeoDataFrame]
    locations: gpd.GeoDataFrame | None = None
    """Columns of Locations.frame and of the scores; None in profile open."""
    indicators: pd.DataFrame | None = None
    risks: pd.DataFrame | None = None
    contributions: pd.DataFrame | None = None
    suppressed: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    reasons: Mapping[str, Mapping[str, int]] = field(default_factory=lambda: MappingProxyType({}))
    """Kind of area -> reason -> hidden figures, rounded up; ``limits``: from which numbers on they are shown."""
    limits: SuppressionSpec | None = None
    schouw: pd.DataFrame | None = None
    weights: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    """Weight of each indicator as used, adding up to 1."""
    support: Mapping[str, Support] = field(default_factory=lambda: MappingProxyType({}))
    """What the values of each raster indicator rest on, by indicator; empty where locations are not shown."""
    candidates: Candidates | None = None
    """Locations that changed on images; None where locations or scores are not shown."""
    evidence: Evidence | None = None
    """Cases and visits; only in profile partner."""
    calibration: WeightsFile | None = None
    """Calibrated weights that the scores rest on; None without, and where scores are hidden."""
    hotspots: gpd.GeoDataFrame | None = None
    """Hexagons with Gi*; the columns about cases only in profile partner."""
    fieldwork: FieldworkSpec | None = None
    """Lists for whoever visits the locations; None where locations are not shown."""
    advice: AdviceSpec | None = None
    """What may be considered per dimension; None where scores are hidden."""
    leading: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Gemeente -> name of the dimension that stands out there; the empty code stands for all of them together."""
    backdrops: tuple[BackdropSpec, ...] = ()
    """Online backgrounds that the scan allows on its map; without any the map cannot make a connection."""
    grounds: Grounds | None = None
    """Photographs and surroundings of locations that are shown; None where locations are not."""
    fairness: Fairness | None = None
    """What the score goes together with besides opportunity; None where scores are hidden."""
    links: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Gemeente -> way to its own map, seen from this output; empty where there are none."""
    former: Former | None = None
    """What an earlier scan of the same name and profile showed; None without one."""
    beside: tuple[Release, ...] = ()
    """Releases of the other themes of the same scan, in the order of the definition."""

    @property
    def by_theme(self) -> tuple[Release, ...]:
        """Releases of all themes, the main theme first."""
        return (self, *self.beside)

    @property
    def shows_matrix(self) -> bool:
        """Whether the theme has a risicomatrix and this profile shows the place of each location in it."""
        return self.theme.matrix is not None and self.locations is not None and "kans_level" in self.locations
