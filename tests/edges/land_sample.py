"""A small fictitious country and short ways to look into it."""

import hashlib

import geopandas as gpd
import pandas as pd

from geo_risico.io.sources.fictief.land import Asked, make_country

GEMEENTEN, PANDEN = 6, 6_000


def small_country(folder, step=lambda *_: None, **changes):
    """Account of a country of 6 gemeenten and 6,000 panden in a folder."""
    asked = {"gemeenten": GEMEENTEN, "panden": PANDEN, "seed": 5} | changes
    return make_country(Asked(folder=folder, **asked), step)


def layer(folder, name):
    """All rows of a layer with the code of the gemeente whose file they are in."""
    frames = [gpd.read_parquet(path).assign(file=path.stem) for path in sorted((folder / name).glob("*.parquet"))]
    return pd.concat(frames, ignore_index=True)


def digests(folder):
    """SHA-256 of every file that is data."""
    paths = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
