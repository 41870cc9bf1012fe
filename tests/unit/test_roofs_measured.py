"""The figures that definitions and documentation state, recomputed from the real data beside the repository."""

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
PAGE = (ROOT / "docs" / "landgebruik_en_daken.md").read_text(encoding="utf-8")


def benchmark(name):
    """A script of the folder benchmarks."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "benchmarks" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(not (DATA / "luchtfoto_daken").is_dir(), reason="../shared/data/luchtfoto_daken ontbreekt")
def test_accuracy_on_the_six_roofs_is_what_is_stated():
    roofs = benchmark("roofs")
    stated = roofs.sentences()
    assert [line for line in [*roofs.rows(), *stated] if line not in PAGE] == []
    definition = (ROOT / "layers" / "luchtfotos.yaml").read_text(encoding="utf-8")
    right = stated[0].removeprefix("Daken: ").split(" (")[0]
    assert f"{right} daken goed" in definition


@pytest.mark.skipif(not (DATA / "kampen").is_dir(), reason="../shared/data/kampen ontbreekt")
@pytest.mark.filterwarnings("ignore:Non closed ring", "ignore:organizePolygons", "ignore:Use .@. matmul")
def test_legend_agrees_with_openstreetmap_as_stated():
    landuse = benchmark("landuse")
    known = landuse.land_use()
    lines = landuse.table(known)
    assert [line for line in lines if line not in PAGE] == []
    note = landuse.load_catalog(ROOT / "layers", ROOT / "scans" / "themes").raster_sources["landgebruik_kampen"].note
    for word, title in (("water", "water"), ("gras", "gras"), ("bos", "bos"), ("kas", "kas"), ("akker", "akker")):
        row = landuse.agreement(known).loc[word]
        assert f"{title} {row.precision:.0%}, {row.recall:.0%}" in note
    assert f"{landuse.fairway_share(known):.1%}".replace(".", ",") in note
    assert f"recall {landuse.farmyard_recall(known):.0%}" in note
