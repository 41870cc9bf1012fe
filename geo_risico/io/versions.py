"""One row for each object: the version of the peildatum, then no double keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_risico.io.repairs import labels, note
from geo_risico.io.values import as_date

if TYPE_CHECKING:
    import datetime as dt

    from geo_risico.core.results import Repair
    from geo_risico.core.source_specs import SourceSpec
    from geo_risico.core.specs import LayerSpec
    from geo_risico.io.binding import Binding


def valid_versions(
    raw: pd.DataFrame, keys: pd.Series[str], binding: Binding, source: SourceSpec, peildatum: dt.date
) -> tuple[np.ndarray, tuple[Repair, ...]]:
    """Return a mask with one version of each object and how many versions fall away.

    The version that is valid on the peildatum stays. An object that has ended by then falls away. Of an object that
    only begins later the first version stays, which is reported as an assumption.

    Parameters
    ----------
    raw
        Rows as the file has them.
    keys
        Identifier of each row; a row without one is an object of its own.
    binding
        Where begin and end stand.
    source
        Definition with the history rule.
    peildatum
        Date on which the scan holds; the end of that day counts.
    """
    keep_all = np.ones(len(raw), dtype=bool)
    begin_origin = binding.rules.get(source.history.begin) if source.history else None
    if source.history is None or begin_origin is None or raw.empty:
        return keep_all, ()
    end_origin = binding.rules.get(source.history.end or "")
    moment = pd.Timestamp(peildatum) + pd.Timedelta(days=1)
    begin = as_date(begin_origin.text(raw)).fillna(pd.Timestamp("1800-01-01"))
    end = pd.Series(pd.NaT, index=raw.index, dtype="datetime64[us]")
    if end_origin is not None:
        end = as_date(end_origin.text(raw))
    is_ended = end.notna() & (end < moment)
    order = _preference(begin, is_ended, moment)
    names = keys.where(keys.notna(), "rij " + keys.index.astype(str).to_series(index=keys.index))
    table = pd.DataFrame({"key": names, "order": order, "ended": is_ended, "later": begin >= moment})
    best = table.sort_values("order", kind="stable").drop_duplicates("key")
    kept = best[~best["ended"]]
    mask = table.index.isin(kept.index)
    gone = int((~table["key"].isin(kept["key"])).sum())
    older = int((~mask).sum()) - gone
    repairs = (
        *note(
            "history",
            older,
            f"{older} andere versies van hetzelfde object vallen af (peildatum {peildatum}).",
            table.loc[~mask, "key"].head(50),
        ),
        *note(
            "history",
            gone,
            f"{gone} rijen vallen af: het object bestaat op {peildatum} niet meer.",
            table.loc[~table["key"].isin(kept["key"]), "key"].head(50),
        ),
        *note(
            "assumption",
            int(kept["later"].sum()),
            f"{kept['later'].sum()} objecten beginnen na {peildatum}; de eerste versie is gebruikt.",
            kept.loc[kept["later"], "key"].head(50),
        ),
    )
    return np.asarray(mask), repairs


def _preference(begin: pd.Series[pd.Timestamp], is_ended: pd.Series[bool], moment: pd.Timestamp) -> pd.Series[float]:
    """Lowest is best: valid on the moment and latest begun, then the first that begins later, then what has ended."""
    days = (begin - moment) / pd.Timedelta(days=1)
    far = 1e9
    return pd.Series(np.where(is_ended, 2 * far, np.where(begin < moment, -days, far + days)), index=begin.index)


def unique_keys(
    frame: pd.DataFrame, layer: LayerSpec, source: SourceSpec
) -> tuple[pd.DataFrame, np.ndarray, tuple[Repair, ...]]:
    """Return the rows with a filled and unique key, a mask of the rows that stay, and what fell away.

    Parameters
    ----------
    frame
        Rows in our columns.
    layer
        Layer with its key; without key everything stays.
    source
        Definition with the rule for double keys.
    """
    stays = np.ones(len(frame), dtype=bool)
    if layer.key is None or frame.empty:
        return frame, stays, ()
    keys = frame[layer.key]
    is_blank = keys.isna()
    if not layer.columns[layer.key].required:
        return _numbered(frame, layer.key, is_blank, source)
    is_double = _is_double(keys, frame, source) & ~is_blank
    title = layer.columns[layer.key].title
    blank = note(
        "dropped",
        int(is_blank.sum()),
        f"{is_blank.sum()} rijen vallen af: {title} is leeg.",
        labels(frame, None, is_blank),
    )
    if source.duplicates == "suffix":
        result, _, repairs = _numbered(frame, layer.key, is_blank & False, source)
        return result, ~is_blank.to_numpy(), (*blank, *repairs)
    repairs = note(
        "duplicate",
        int(is_double.sum()),
        f"{is_double.sum()} rijen vallen af: {title} komt vaker voor.",
        keys[is_double].head(50),
    )
    return frame, (~is_blank & ~is_double).to_numpy(), (*blank, *repairs)


def _is_double(keys: pd.Series[str], frame: pd.DataFrame, source: SourceSpec) -> pd.Series[bool]:
    """Rows beside the one of their key that stays; files and services order their rows in their own way."""
    if source.newest in frame.columns:
        keys = keys.loc[frame[source.newest].sort_values(ascending=False, na_position="last", kind="stable").index]
    found = keys.duplicated(keep="last" if source.duplicates == "last" else "first")
    return found.reindex(frame.index)


def _numbered(
    frame: pd.DataFrame, key: str, is_blank: pd.Series[bool], source: SourceSpec
) -> tuple[pd.DataFrame, np.ndarray, tuple[Repair, ...]]:
    """Blank keys get a row number; double keys fall away or get a serial number, as the source says."""
    numbers = source.name + "-" + frame.index.astype(str).to_series(index=frame.index)
    keys = frame[key].where(~is_blank, numbers).astype("str")
    serial = keys.groupby(keys).cumcount()
    is_double = (serial > 0) & keys.notna()
    filled = note(
        "assumption", int(is_blank.sum()), f"{is_blank.sum()} rijen zonder identificatie kregen een volgnummer."
    )
    if source.duplicates == "suffix":
        unique = keys.where(~is_double, keys + "-" + (serial + 1).astype(str))
        message = f"{is_double.sum()} keer dezelfde identificatie; elk deel houdt een eigen volgnummer."
        repairs = note("assumption", int(is_double.sum()), message, keys[is_double].head(50))
        return frame.assign(**{key: unique}), np.ones(len(frame), dtype=bool), (*filled, *repairs)
    message = f"{is_double.sum()} rijen vallen af: dezelfde identificatie komt vaker voor."
    repairs = note("duplicate", int(is_double.sum()), message, keys[is_double].head(50))
    return frame.assign(**{key: keys}), (~is_double).to_numpy(), (*filled, *repairs)
