"""Fictitious cases and visits: how they are sent, that they say what was planted, and that each lands on its place."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo_risico.io.sources.fictief.delivery import FORMS, PLACE
from geo_risico.io.sources.fictief.evidence import CHECKS, RANDOM, RANDOM_SHARE, TIP, make_visits
from geo_risico.io.sources.fictief.planted import DRIVERS, PRESENT_SHARE, planted_lots, planted_weights

HOW = {
    "coordinaten": "coordinaten",
    "coordinaten en adres": "coordinaten",
    "postcode": "adres",
    "tekst": "adres",
    "straat": "straat",
    "reeks": "reeks",
    "tikfout": "gelijkend",
    "onbekend adres": "niet gevonden",
    "geen plek": "geen plek",
    "meer mogelijk": "meer mogelijk",
}
"""How a match report should call each planted form."""
NEAR_M = 20.0
TABLES = ("casussen", "bezoeken")


def table(regio, name):
    return pd.read_csv(regio.folder / f"{name}.csv", dtype={"huisnummer": str, "adres": str})


def reports(regio):
    return {report.layer: report.rows for report in regio.result.evidence.reports}


@pytest.mark.parametrize("name", TABLES)
def test_each_form_is_called_what_it_is(fictief_regio, name):
    rows = reports(fictief_regio)[name]
    form = fictief_regio.means.loc[rows.index, "form"]
    assert set(form) == set(HOW)
    pd.testing.assert_series_equal(rows["how"], form.map(HOW), check_names=False, check_dtype=False)


@pytest.mark.parametrize("name", TABLES)
def test_each_row_lands_where_it_was_planted(fictief_regio, name):
    rows = reports(fictief_regio)[name]
    means = fictief_regio.means.loc[rows.index]
    placed = rows["x_m"].notna()
    away_m = np.hypot(rows["x_m"] - means["x"], rows["y_m"] - means["y"])[placed]
    assert placed.mean() > 0.9
    assert away_m.max() < NEAR_M
    by_address = means["adres_id"].notna() & placed
    assert (rows["adres_id"] == means["adres_id"])[by_address].all()
    assert by_address.sum() > 0.2 * len(rows)


@pytest.mark.parametrize("name", TABLES)
def test_each_row_with_a_place_gets_the_erf_of_its_lot(fictief_regio, name):
    rows = reports(fictief_regio)[name]
    truth, erven = fictief_regio.truth, fictief_regio.result.locations.frame
    pand = truth.assign(panden="ERF-" + truth["identificatie"])
    lot_of = pand[pand["panden"].isin(erven.index)].set_index("panden")["lot"]
    linked = rows[rows["location_id"].isin(lot_of.index)]
    same = lot_of.loc[linked["location_id"]].to_numpy() == fictief_regio.means.loc[linked.index, "lot"].to_numpy()
    assert len(linked) > 0.9 * len(rows)
    assert same.mean() > 0.97  # lots that touch are one erf, named after a pand of one of them


def test_what_cannot_be_placed_has_a_reason_and_counts_nowhere(fictief_regio):
    for rows in reports(fictief_regio).values():
        lost = rows[rows["how"].isin(["niet gevonden", "geen plek", "meer mogelijk"])]
        assert len(lost) > 3
        assert lost["reason"].ne("").all()
        assert lost["location_id"].eq("").all()
        assert rows.loc[rows["how"] == "meer mogelijk", "candidates"].str.contains("|", regex=False).all()


@pytest.mark.parametrize("name", TABLES)
def test_the_sent_table_tells_no_truth(fictief_regio, name):
    sent = table(fictief_regio, name)
    own = {"casussen": {"casus_id", "datum", "soort", "bron", "zekerheid"}}.get(
        name, {"bezoek_id", "datum", "aanleiding", "resultaat", "insluitkans"}
    )
    assert set(sent.columns) == own | set(PLACE)
    assert sent["x"].notna().eq(sent["y"].notna()).all()
    assert sent["x"].isna().mean() > 0.2
    assert sent["datum"].between("2019-01-01", "2025-12-31").all()
    assert set(sent["datum"].str[:4]) == {str(year) for year in range(2019, 2026)}


def test_every_gemeente_has_cases_enough(fictief_regio):
    means = fictief_regio.means
    counts = means[means["table"] == "casussen"].groupby("region").size()
    assert set(counts.index) == {0, 1, 2, 3}
    assert 60 <= counts[0] <= 120
    assert counts.min() >= 10


def test_visits_carry_the_chance_with_which_they_were_chosen(fictief_regio):
    visits = table(fictief_regio, "bezoeken")
    assert set(visits["aanleiding"]) == {*CHECKS, RANDOM, TIP}
    assert set(visits["resultaat"]) == {"aangetroffen", "niets aangetroffen", "geen toegang"}
    tips = visits["aanleiding"] == TIP
    assert visits.loc[tips, "insluitkans"].isna().all()
    assert visits.loc[~tips, "insluitkans"].between(0.001, 1).all()
    share = (visits["aanleiding"] == RANDOM).sum() / (~tips).sum()
    assert abs(share - RANDOM_SHARE) < 0.02


def test_random_visits_go_everywhere_and_the_others_do_not():
    lots = planted_lots(6000, 3)
    visits = make_visits(lots, np.random.default_rng(0))
    remote = lots["v_remote"].to_numpy()[visits["row"]]
    drawn = (visits["aanleiding"] == RANDOM).to_numpy()
    checked = visits["aanleiding"].isin(CHECKS).to_numpy()
    everywhere = np.average(remote[drawn], weights=1 / visits.loc[drawn, "insluitkans"])
    assert abs(everywhere - lots["v_remote"].mean()) < 0.06
    assert remote[checked].mean() < lots["v_remote"].mean() - 0.06


def test_the_planted_weights_are_the_coefficients_of_the_chance():
    lots = planted_lots(6000, 3)
    weights = planted_weights()
    assert weights["weight"].sum() == pytest.approx(1)
    assert weights["coefficient"].is_monotonic_decreasing
    logit = np.log(lots["presence"] / (1 - lots["presence"]))
    design = np.column_stack([np.ones(len(lots)), lots["field"], lots[[d.column for d in DRIVERS]]])
    fitted = np.linalg.lstsq(design, logit, rcond=None)[0]
    np.testing.assert_allclose(fitted[2:], weights["coefficient"], atol=1e-6)
    assert lots["presence"].mean() == pytest.approx(PRESENT_SHARE, abs=1e-6)
    assert lots[[d.column for d in DRIVERS]].apply(lambda v: v.between(0, 1)).all(axis=None)


def test_forms_are_shares_of_one():
    assert sum(FORMS.values()) == pytest.approx(1)
