"""``geo-risico scenario``: the three examples on a small fictitious gemeente, as an analyst types them."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
import yaml

ROOT = Path(__file__).parents[2]
EXAMPLES = ("stoppende_boeren", "haven_hek_cameras", "terrein_herontwikkeld")


@pytest.fixture(scope="module", params=EXAMPLES)
def told(request, tmp_path_factory):
    """Folder with output, theme and what the command said, for an example beside a scan of 1,500 panden."""
    from typer.testing import CliRunner  # noqa: PLC0415 - one run for the module

    from geo_risico.cli.app import app  # noqa: PLC0415 - heavy

    folder = tmp_path_factory.mktemp(request.param)
    spec = yaml.safe_load((ROOT / "scans" / "scenarios" / f"{request.param}.yaml").read_text(encoding="utf-8"))
    theme = spec["steps"][0]["select"]["theme"]
    scan = yaml.safe_load((ROOT / "scans" / "nieuwpolder.yaml").read_text(encoding="utf-8"))
    scan |= {"themes": [theme], "fictief": {"panden_count": 1500, "seed": 3}, "rasters": {}}
    for name, content in (("nieuwpolder", scan), (request.param, spec | {"scan": "nieuwpolder.yaml"})):
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    words = ["scenario", folder / f"{request.param}.yaml", "--uit", folder / "uit", "--cache", folder / "cache"]
    done = CliRunner().invoke(app, [*map(str, words), "--trekkingen", "1"])
    assert done.exit_code == 0, done.output
    return folder / "uit" / "scenario" / request.param, theme, done.output


def test_every_output_says_that_it_is_an_assumption_about_made_up_places(told):
    folder, _, shown = told
    assert "FICTIEF" in shown
    page = (folder / "scenario.html").read_text(encoding="utf-8")
    assert "SCENARIO" in page
    assert "FICTIEF" in page
    record = json.loads((folder / "scenario.json").read_text(encoding="utf-8"))
    assert folder.name in json.dumps(record)
    assert (folder / f"scenario_{folder.name}" / "kaart.html").is_file()


def test_chosen_places_move_and_the_others_only_along(told):
    folder, theme, _ = told
    rows = pd.read_parquet(folder / f"locaties_{theme}.parquet")
    assert {"score_before", "score_after", "status"} <= set(rows.columns)
    moved = rows[(rows["score_after"] - rows["score_before"]).abs() > 1e-9]
    assert len(moved)
    assert set(moved["status"]) - {"gelijk"}
    still = rows[rows["status"] == "gelijk"]
    pd.testing.assert_series_equal(still["score_after"], still["score_before"], check_names=False)
