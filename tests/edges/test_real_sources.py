"""The source definitions against real deliveries and against the fictitious gemeente."""

import datetime as dt
import importlib.util
from pathlib import Path

import pytest
import shapely

from geo_risico.core.source_specs import SourceSpec
from geo_risico.core.specs import LayerSpec
from geo_risico.io.sources.fictief import ensure

_SPEC = importlib.util.spec_from_file_location("reading_sample", Path(__file__).with_name("reading_sample.py"))
_sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_sample)
read, load, counts = _sample.read, _sample.load, _sample.counts
DATA = Path(__file__).parents[3] / "shared" / "data"
SOURCES = sorted((_sample.LAYERS / "sources").glob("*.yaml"))
PBF = "kampen/kampen.osm.pbf"

REAL = [
    # source, file, rows kept, rows dropped for whatever reason
    ("osm_panden", PBF, 29_670, 5_000),
    ("osm_adressen", PBF, 25_819, 2_068),
    ("osm_wegen", PBF, 5_403, 816),
    ("osm_waterdelen", PBF, 908, 39_981),
    ("osm_beplanting", PBF, 715, 40_174),
    ("osm_kassen", PBF, 20, 34_650),
    ("osm_gebruikslocaties", PBF, 15, 62_542),
    ("osm_functionele_gebieden", PBF, 74, 34_596),
    ("landuse_beplanting", "kampen/landuse.gpkg", 1_412, 5_203),
    ("landuse_functionele_gebieden", "kampen/landuse.gpkg", 14, 6_601),
    ("brk_percelen", "amsterdam_buurt_brk/BU03638600.gpkg", 422, 0),
    ("bag_panden", "amsterdam_buurt_brk/BU03638600.gpkg", 464, 0),
    ("buurt_gpkg", "amsterdam_buurt_brk/BU03638600.gpkg", 1, 0),
    ("bag_adressen", "amsterdam_westerdok/bag_adressen_ligplaatsen_westerdok.gpkg", 1_904, 0),
    ("inspire_adressen", "amsterdam_westerdok/bag_adressen_ligplaatsen_westerdok.gpkg", 1_904, 0),
    ("bag_ligplaats_adressen", "amsterdam_westerdok/bag_adressen_ligplaatsen_westerdok.gpkg", 67, 0),
    ("inspire_adressen", "otterlo/inspireadressen_otterlo_wekerom_28992.gpkg", 2_481, 0),
    ("bgt_panden", "otterlo/bgt_otterlo_2020.zip", 1_676, 597),
    ("bgt_waterdelen", "otterlo/bgt_otterlo_2020.zip", 296, 867),
    ("brk_percelen_gml", "otterlo/kadastralekaart_v5_perceel.gml", 11, 0),
    ("bag_panden", "wageningen/bag_pand_wageningen_1000.gml", 1_000, 0),
    ("top10_waterdelen_2012", "wageningen/Water.shp", 632, 0),
    ("gewaspercelen", "waterland_brp/cf_boundary_crop.shp", 3_989, 0),
    ("gewaspercelen", "nationaal/brp_gewaspercelen_2023_sample100.gpkg", 100, 0),
    ("bgt_waterdelen", "zeeuwsvlaanderen/bgt_waterdeel.geojson", 140, 0),
    ("nwb_vaarwegen", "nationaal/nwb_vaarwegvakken_2017.shp", 3_721, 0),
    ("gemeenten_geoinzicht", "nationaal/geoinzicht_gemeenten_2024.geojson", 342, 1),
    ("wijken_geoinzicht", "nationaal/geoinzicht_wijken_2024.geojson", 3_474, 1),
    ("kerncijfers_nlstat", "nationaal/nlstat_nl_data.json", 352, 0),
    ("provincies_landgebied", "nationaal/provinces-nl.geojson", 12, 0),
]

FICTIEF = {
    "bag.gpkg": ["bag_panden", "bag_verblijfsobjecten", "bag_adressen", "bag_ligplaats_adressen"],
    "brk.gpkg": ["brk_percelen"],
    "bestuurlijke_gebieden.gpkg": ["gemeenten_bestuurlijk", "landgebied"],
    "wijkenbuurten.gpkg": ["cbs_wijken", "cbs_buurten"],
    "kerncijfers_gemeenten.gpkg": ["gemeenten_geoinzicht"],
    "top10nl.gpkg": ["top10_plaatsen", "top10_wegen", "top10_waterdelen", "top10_functionele_gebieden", "top10_kassen",
                     "top10_gebruikslocaties", "top10_beplanting"],
    "nwb_wegen.gpkg": ["nwb_wegen"],
    "nwb_vaarwegen.gpkg": ["nwb_vaarwegen"],
    "brpgewaspercelen_2024.gpkg": ["gewaspercelen"],
    "osm_gebruik.gpkg": ["osm_gebruikslocaties"],
    "leegstand.csv": ["leegstand_tabel"],
    "meldingen.csv": ["meldingen_tabel"],
    "bezoeken.csv": ["bezoeken_tabel"],
    "casussen.csv": ["casussen_tabel"],
}  # fmt: skip


def real(path):
    if not (DATA / path).exists():
        pytest.skip(f"echte gegevens ontbreken: ../shared/data/{path}")
    return DATA


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.stem)
def test_definition_fits_its_layer(path):
    source = load(SourceSpec, f"sources/{path.name}")
    layer = load(LayerSpec, f"{source.layer}.yaml")
    assert source.name == path.stem
    assert set(source.fields) <= set(layer.columns)
    assert {name for name, column in layer.columns.items() if column.required} <= set(source.fields)


@pytest.mark.parametrize(("source", "path", "kept", "dropped"), REAL, ids=lambda v: str(v).rpartition("/")[2])
def test_real_delivery(source, path, kept, dropped):
    frame, provenance = read(real(path), source, path)
    assert len(frame) == kept
    assert provenance.rows_read - kept == dropped
    if "geometry" in frame:
        assert frame.crs.to_epsg() == 28992
        assert shapely.is_valid(frame.geometry.values).all()
        assert not shapely.is_empty(frame.geometry.values).any()


def test_kampen_panden_have_whole_identifiers_and_years():
    frame, provenance = read(real(PBF), "osm_panden", PBF)
    from_bag = frame["pand_id"].str.fullmatch(r"\d{16}(-2)?")
    assert from_bag.sum() == 29_567
    assert frame["pand_id"].is_unique
    assert frame["bouwjaar"].min() >= 1100
    assert counts(provenance)["sentinel"] == 4


def test_kampen_is_not_opened_a_second_time(tmp_path, monkeypatch):
    sources = [source for source, path, *_ in REAL if path == PBF]
    bounds = (183_000.0, 500_000.0, 200_000.0, 512_000.0)
    first = [read(real(PBF), source, PBF, bounds, cache=tmp_path) for source in sources]

    def closed(*_, **__):
        raise AssertionError("the file was opened again")

    monkeypatch.setattr("geo_risico.io.read.read_piece", closed)
    for source, (frame, provenance) in zip(sources, first, strict=True):
        again, account = read(real(PBF), source, PBF, bounds, cache=tmp_path)
        assert again.equals(frame)
        assert account == provenance
        assert account.extent is not None


def test_bgt_gives_polygons_of_the_peildatum():
    path = "otterlo/bgt_otterlo_2020.zip"
    early, _ = read(real(path), "bgt_panden", path, peildatum=dt.date(2016, 1, 1))
    late, provenance = read(real(path), "bgt_panden", path)
    assert set(late.geom_type) <= {"Polygon", "MultiPolygon"}
    assert late["pand_id"].str.startswith("0228100").mean() > 0.9
    assert counts(provenance)["history"] == 597
    assert len(early) != len(late)


def test_national_dirt_is_handled_and_reported():
    path = "nationaal/geoinzicht_gemeenten_2024.geojson"
    frame, provenance = read(real(path), "gemeenten_geoinzicht", path)
    found = counts(provenance)
    assert "GM0998" not in set(frame["gemeente_code"])
    assert frame["drugs_misdrijven_count"].isna().all()
    assert frame["cultuurgrond_ha"].sum() < 2.5e6
    assert found["personal_column"] >= 3
    assert found["invalid_geometry"] >= 7
    assert "suspect" in found


@pytest.fixture(scope="module")
def nieuwpolder(tmp_path_factory):
    return ensure(tmp_path_factory.mktemp("fictief"), panden_count=600, seed=4)


@pytest.mark.parametrize(("path", "source"), [(p, s) for p, names in FICTIEF.items() for s in names])
def test_fictitious_delivery(nieuwpolder, path, source):
    frame, provenance = read(nieuwpolder, source, f"fictief/{path}", fictief=nieuwpolder)
    layer = load(LayerSpec, f"{load(SourceSpec, f'sources/{source}.yaml').layer}.yaml")
    assert len(frame) > 0
    assert provenance.access == load(SourceSpec, f"sources/{source}.yaml").access
    required = [name for name, column in layer.columns.items() if column.required]
    assert frame[required].notna().all(axis=None)


def test_nothing_but_the_gemeente_ring_when_an_area_is_asked(nieuwpolder):
    everything, _ = read(nieuwpolder, "bag_panden", "fictief/bag.gpkg", fictief=nieuwpolder)
    x, y = everything.union_all().centroid.coords[0]
    bounds = (x - 1500, y - 1500, x + 1500, y + 1500)
    cut, _ = read(nieuwpolder, "bag_panden", "fictief/bag.gpkg", bounds, fictief=nieuwpolder)
    expected = everything[shapely.intersects(everything.geometry.values, shapely.box(*bounds))]
    assert set(cut["pand_id"]) == set(expected["pand_id"])
