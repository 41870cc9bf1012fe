"""Write the world as the files of the registers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyogrio
import shapely

from geo_risico.io.sources.fictief.annex import (
    annex_gebouwen,
    annex_panden,
    annex_verblijfsobjecten,
    make_annex,
    together,
)
from geo_risico.io.sources.fictief.areas import make_areas
from geo_risico.io.sources.fictief.attributes import Stock, describe
from geo_risico.io.sources.fictief.bag import make_bag
from geo_risico.io.sources.fictief.brk import make_percelen
from geo_risico.io.sources.fictief.dirt import dirty_geometry, dirty_pand, dirty_vocabulary
from geo_risico.io.sources.fictief.fis import fis_documents, write_fis
from geo_risico.io.sources.fictief.fixtures import make_wegdeel_vlak
from geo_risico.io.sources.fictief.geometry import stage_rng
from geo_risico.io.sources.fictief.houseboats import houseboat_places
from geo_risico.io.sources.fictief.kerncijfers import make_kerncijfers
from geo_risico.io.sources.fictief.nwb import make_wegvakken
from geo_risico.io.sources.fictief.osm_water import make_osm
from geo_risico.io.sources.fictief.planted import planted_weights
from geo_risico.io.sources.fictief.restricted import make_restricted
from geo_risico.io.sources.fictief.site_tables import (
    make_bedrijfsregister,
    make_beheer,
    make_schouw,
    make_transacties,
    make_truth,
    make_vitaliteit,
)
from geo_risico.io.sources.fictief.terrain import (
    make_gewaspercelen,
    make_inrichting_lijn,
    make_inrichting_punt,
    make_terrein_vlak,
)
from geo_risico.io.sources.fictief.top10 import (
    make_functioneel_gebied,
    make_gebouw_vlak,
    make_plaats_vlak,
    make_wegdeel,
)
from geo_risico.io.sources.fictief.usage import make_osm_points
from geo_risico.io.sources.fictief.waters import make_waterdeel_lijn, make_waterdeel_vlak
from geo_risico.io.sources.fictief.waterways import make_vaarwegvakken

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from geo_risico.io.sources.fictief.world import World

FIXED_DATE = "2025-01-01T00:00:00Z"


def write_world(world: World, folder: Path) -> None:
    """Write every file of the fictitious gemeente into an existing folder."""
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": FIXED_DATE, "OGR_SQLITE_SYNCHRONOUS": "OFF"})
    try:
        stock = describe(world)
        plaats, annex = make_plaats_vlak(world, stock), make_annex(world)
        _write_bag_and_restricted(world, stock, (plaats, annex), folder)
        _write_top10(world, stock, (plaats, annex), folder)
        _write_areas(world, stock, folder)
        _write_gpkg(folder / "brk.gpkg", perceel=make_percelen(world))
        _write_gpkg(folder / "nwb_wegen.gpkg", wegvakken=make_wegvakken(world))
        vakken = make_vaarwegvakken(world)
        _write_gpkg(folder / "nwb_vaarwegen.gpkg", vaarwegvakken=vakken)
        for frame in make_gewaspercelen(world):
            _write_gpkg(folder / f"brpgewaspercelen_{int(frame['jaar'].iloc[0])}.gpkg", brpgewas=frame)
        _write_gpkg(folder / "osm_gebruik.gpkg", points=make_osm_points(world, stock))
        _write_gpkg(folder / "osm_water.gpkg", **make_osm(world))
        _write_gpkg(folder / "beheergebieden.gpkg", **make_beheer(world))
        _write_site_tables(world, folder)
        write_fis(folder / "fis", fis_documents(world, vakken))
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None, "OGR_SQLITE_SYNCHRONOUS": None})


def _write_gpkg(path: Path, **layers: gpd.GeoDataFrame) -> None:
    for name, frame in layers.items():
        pyogrio.write_dataframe(
            frame, path, layer=name, driver="GPKG", use_arrow=True, geometry_type=_geometry_type(frame)
        )


def _geometry_type(frame: gpd.GeoDataFrame) -> str:
    kinds = frame.geometry.geom_type.dropna().unique()
    return str(kinds[0]) if len(kinds) == 1 else "Unknown"


def _write_site_tables(world: World, folder: Path) -> None:
    truth = make_truth(world)
    truth.to_parquet(folder / "truth_locaties.parquet", index=False)
    make_schouw(truth, world.seed).to_csv(folder / "schouw.csv", index=False)
    make_bedrijfsregister(truth, world.seed).to_csv(folder / "bedrijfsregister.csv", index=False)
    make_vitaliteit(truth, world.seed).to_csv(folder / "vitaliteit.csv", index=False)
    make_transacties(truth, world.seed).to_csv(folder / "transacties.csv", index=False)


def _write_bag_and_restricted(
    world: World, stock: Stock, drawn: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame], folder: Path
) -> None:
    plaats, annex = drawn
    bag = make_bag(world, stock)
    layers = {"pand": bag.pand, "verblijfsobject": bag.verblijfsobject, "plaats_vlak": plaats}
    restricted = make_restricted(world, stock, layers)
    for name in ("leegstand", "meldingen", "bezoeken", "casussen"):
        getattr(restricted, name).to_csv(folder / f"{name}.csv", index=False)
    restricted.truth.to_parquet(folder / "truth.parquet", index=False)
    restricted.truth_casussen.to_parquet(folder / "truth_casussen.parquet", index=False)
    planted_weights().to_parquet(folder / "truth_gewichten.parquet", index=False)
    outside = np.flatnonzero(bag.pand["identificatie"].isin(restricted.truth["identificatie"]).to_numpy())
    in_ring = np.flatnonzero(stock.panden["region"].to_numpy() > 0)
    _write_gpkg(
        folder / "bag.gpkg",
        pand=together(
            dirty_pand(bag.pand, np.union1d(in_ring, outside[::2]), stage_rng(world.seed, "dirt pand")),
            annex_panden(annex),
        ),
        verblijfsobject=together(bag.verblijfsobject, annex_verblijfsobjecten(annex)),
        ligplaats=together(bag.ligplaats, houseboat_places(world)),
        standplaats=bag.standplaats,
        woonplaats=bag.woonplaats,
    )


def _write_top10(world: World, stock: Stock, drawn: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame], folder: Path) -> None:
    plaats, annex = drawn
    rng = stage_rng(world.seed, "dirt top10")
    _write_gpkg(
        folder / "top10nl.gpkg",
        plaats_vlak=plaats,
        wegdeel_hartlijn=make_wegdeel(world),
        waterdeel_vlak=make_waterdeel_vlak(world),
        waterdeel_lijn=make_waterdeel_lijn(world),
        functioneel_gebied_vlak=make_functioneel_gebied(world, stock),
        gebouw_vlak=together(
            dirty_vocabulary(
                make_gebouw_vlak(world, stock), "typegebouw", ("silo|tank", "schaapskooi|overig", "veldschuur"), rng
            ),
            annex_gebouwen(annex),
        ),
        wegdeel_vlak=make_wegdeel_vlak(world),
        terrein_vlak=dirty_geometry(make_terrein_vlak(world), rng),
        inrichtingselement_lijn=make_inrichting_lijn(world),
        inrichtingselement_punt=make_inrichting_punt(world),
    )


def _write_areas(world: World, stock: Stock, folder: Path) -> None:
    areas = make_areas(world, stock)
    _write_gpkg(
        folder / "bestuurlijke_gebieden.gpkg",
        gemeentegebied=areas.gemeentegebied,
        provinciegebied=areas.provinciegebied,
        landgebied=areas.landgebied,
    )
    _write_gpkg(folder / "wijkenbuurten.gpkg", gemeenten=areas.gemeenten, wijken=areas.wijken, buurten=areas.buurten)
    own = shapely.union_all(areas.gemeentegebied.geometry[areas.gemeentegebied["code"] == "9999"])
    _write_gpkg(folder / "kerncijfers_gemeenten.gpkg", gemeenten=make_kerncijfers(world, own))
