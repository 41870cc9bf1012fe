"""How a client delivers rows: some with coordinates, some with an address only, and some of those with a fault."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from geo_risico.io.sources.fictief.geometry import Bools, stage_rng

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_risico.io.sources.fictief.attributes import Stock

FORMS: Final = {
    "coordinaten": 0.5,
    "coordinaten en adres": 0.08,
    "postcode": 0.2,
    "straat": 0.08,
    "tekst": 0.05,
    "reeks": 0.025,
    "tikfout": 0.035,
    "onbekend adres": 0.02,
    "geen plek": 0.01,
}
AMBIGUOUS = "meer mogelijk"
AMBIGUOUS_ROWS = 2
PLACE: Final = ("x", "y", "adres", "straat", "huisnummer", "huisletter", "toevoeging", "postcode", "woonplaats")
KEY: Final = ["postcode", "huisnummer", "huisletter", "toevoeging"]
STREET_KEY: Final = ["woonplaats", "straat", "huisnummer", "huisletter", "toevoeging"]
JITTER_M = 4.0
FAR_NUMBER = 700


def lot_addresses(stock: Stock, units: gpd.GeoDataFrame) -> pd.DataFrame:
    """One address in use per lot (index lot): its parts as text, its point, and whether it stands for one place.

    `is_unique` is False where another address has the same postcode, number, letter and addition, or the same street
    and town with them; `is_double` where the first of these holds.
    """
    frame = pd.DataFrame({
        "adres_id": units["identificatie"],
        "straat": units["openbare_ruimte_naam"],
        "huisnummer": units["huisnummer"].astype("str"),
        "huisletter": units["huisletter"].fillna(""),
        "toevoeging": units["toevoeging"].fillna(""),
        "postcode": units["postcode"],
        "woonplaats": units["woonplaats_naam"],
        "adres_x": shapely.get_x(units.geometry.to_numpy()),
        "adres_y": shapely.get_y(units.geometry.to_numpy()),
        "lot": stock.panden["lot"].to_numpy()[stock.units["building"].to_numpy()],
    })  # fmt: skip
    frame["is_double"] = frame.duplicated(KEY, keep=False)
    frame["is_unique"] = ~frame["is_double"] & ~frame.duplicated(STREET_KEY, keep=False)
    frame["in_range"] = _next_but_one(frame)
    used = frame[units["status"].eq("Verblijfsobject in gebruik").to_numpy() & frame["toevoeging"].eq("").to_numpy()]
    return used.drop_duplicates("lot").set_index("lot")


def _next_but_one(frame: pd.DataFrame) -> Bools:
    """True where the same street also has the number two higher, so that a range 12-14 names real addresses."""
    known = set(zip(frame["woonplaats"], frame["straat"], frame["huisnummer"].astype(int), strict=True))
    later = zip(frame["woonplaats"], frame["straat"], frame["huisnummer"].astype(int) + 2, strict=True)
    return np.fromiter((key in known for key in later), dtype=np.bool_, count=len(frame))


def deliver(
    events: pd.DataFrame, known: tuple[pd.DataFrame, pd.DataFrame], seed: int, name: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows as they are sent, and what they mean: lot, form, address and point of each row.

    Parameters
    ----------
    events : DataFrame
        Rows to send; `row` is the row of their lot.
    known : tuple of DataFrame
        Planted lots (index lot) and the outcome of `lot_addresses`.
    seed : int
        Seed of the world.
    name : str
        Name of the table, ``casussen`` or ``bezoeken``.
    """
    rng = stage_rng(seed, f"delivery {name}")
    lots, addresses = known
    at = lots.iloc[events["row"].to_numpy()]
    adres = addresses.reindex(at.index).reset_index(drop=True)
    form = _forms(adres, rng)
    with_xy = np.isin(form, ("coordinaten", "coordinaten en adres"))
    xy = at[["x", "y"]].to_numpy() + rng.normal(0, JITTER_M, (len(at), 2))
    place = _written(adres, form)
    place["x"], place["y"] = np.where(with_xy, xy[:, 0].round(1), np.nan), np.where(with_xy, xy[:, 1].round(1), np.nan)
    ids = f"FICTIEF-{name[0].upper()}-" + (pd.Series(np.arange(len(events))) + 1).astype("str").str.zfill(6)
    sent = pd.concat(
        [ids.rename(f"{'casus' if name == 'casussen' else 'bezoek'}_id"), events, place[list(PLACE)]], axis=1
    )
    truth = pd.DataFrame({
        "id": ids,
        "table": name,
        "lot": at.index.to_numpy(),
        "region": at["region"].to_numpy(),
        "form": form,
        "adres_id": adres["adres_id"].where(~with_xy, None),
        "x": np.where(with_xy, at["x"].to_numpy(), adres["adres_x"]),
        "y": np.where(with_xy, at["y"].to_numpy(), adres["adres_y"]),
    })  # fmt: skip
    return sent.drop(columns="row"), truth


def _forms(adres: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """How each row is sent; coordinates where the lot has no address of its own, or one that needs them."""
    drawn = rng.choice(np.array(list(FORMS), dtype=object), len(adres), p=list(FORMS.values()))
    drawn[adres["is_unique"].ne(True).to_numpy()] = "coordinaten"  # noqa: FBT003
    drawn[(drawn == "reeks") & adres["in_range"].ne(True).to_numpy()] = "postcode"  # noqa: FBT003
    drawn[np.flatnonzero(adres["is_double"].eq(True).to_numpy())[:AMBIGUOUS_ROWS]] = AMBIGUOUS  # noqa: FBT003
    return np.asarray(drawn)


def _written(adres: pd.DataFrame, form: np.ndarray) -> pd.DataFrame:
    """The columns of an address as each form fills them; empty text where it does not."""
    empty = pd.Series("", index=adres.index, dtype="str")
    number = adres["huisnummer"].fillna("")
    later = (pd.to_numeric(adres["huisnummer"]).fillna(0) + 2).astype(int).astype("str")
    far = (pd.to_numeric(adres["huisnummer"]).fillna(0) + FAR_NUMBER).astype(int).astype("str")
    text = adres["straat"] + " " + number + adres["huisletter"] + ", " + adres["postcode"] + " " + adres["woonplaats"]

    def where(values: pd.Series, *forms: str) -> pd.Series:
        return values.fillna("").where(np.isin(form, forms), "")

    plain = where(number, "coordinaten en adres", "postcode", "straat", "tikfout", AMBIGUOUS)
    return pd.DataFrame({
        "adres": where(text, "tekst"),
        "straat": where(adres["straat"], "coordinaten en adres", "straat", "reeks", "onbekend adres")
        + where(_mistyped(adres["straat"].fillna("")), "tikfout"),
        "huisnummer": plain + where(number + "-" + later, "reeks") + where(far, "onbekend adres"),
        "huisletter": where(adres["huisletter"], "coordinaten en adres", "postcode", "straat", "tikfout", AMBIGUOUS),
        "toevoeging": empty,
        "postcode": where(adres["postcode"], "coordinaten en adres", "postcode", "onbekend adres", AMBIGUOUS),
        "woonplaats": where(adres["woonplaats"], "coordinaten en adres", "straat", "reeks", "tikfout"),
    })  # fmt: skip


def _mistyped(names: pd.Series) -> pd.Series:
    """Street names with the fourth letter left out."""
    return names.str[:3] + names.str[4:]
