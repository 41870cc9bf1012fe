"""A fictitious country of many gemeenten, in the form of the real registers, one file per gemeente and layer."""

from geo_risico.io.sources.fictief.land.country import Asked, Country, make_country

__all__ = ["Asked", "Country", "make_country"]
