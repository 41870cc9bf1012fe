"""Fixtures of the edges: the command line, and the scan of the fictitious gemeente with her neighbours."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from geo_risico.catalog import load_catalog, load_scan, make_plan
from geo_risico.cli import main
from geo_risico.io.sources.fictief import ensure
from geo_risico.scan.reading import read_layers
from geo_risico.scan.run import scan_layers


@pytest.fixture(scope="session")
def fictief_regio(tmp_path_factory):
    """Scan nieuwpolder_regio at its own size: result, folder of the generated files, truth per pand and per row."""
    root, cache = Path(__file__).parents[2], tmp_path_factory.mktemp("regio")
    catalog, spec = (
        load_catalog(root / "layers", root / "scans" / "themes"),
        load_scan(root / "scans/nieuwpolder_regio.yaml"),
    )
    plan = make_plan(spec, catalog, root / "scans")
    layers = read_layers(plan, cache, lambda _: None)
    folder = ensure(cache, panden_count=spec.fictief.panden_count, seed=spec.fictief.seed)
    return SimpleNamespace(
        result=scan_layers(plan, catalog, layers, lambda _: None),
        folder=folder,
        truth=pd.read_parquet(folder / "truth.parquet"),
        means=pd.read_parquet(folder / "truth_casussen.parquet").set_index("id"),
    )


@pytest.fixture
def run(monkeypatch, capsys):
    """Function that runs the command line and gives exit code, output and errors."""

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["geo-risico", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        shown = capsys.readouterr()
        return ended.value.code or 0, shown.out, shown.err

    return call
