"""Release in, folium.Map out."""

from geo_risico.maps.folium_map import draw_map

__all__ = ["draw_map"]
