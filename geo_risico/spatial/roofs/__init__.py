"""What aerial photos say of roofs: their colour over the years, and fields of solar panels."""

from geo_risico.spatial.roofs.change import ChangeRule, roof_changes
from geo_risico.spatial.roofs.location_shares import roof_share
from geo_risico.spatial.roofs.panden import Roofs, colour_scenes, roofs_of
from geo_risico.spatial.roofs.panels import PanelRule, panel_areas
from geo_risico.spatial.roofs.tiles import roof_tiles

__all__ = [
    "ChangeRule",
    "PanelRule",
    "Roofs",
    "colour_scenes",
    "panel_areas",
    "roof_changes",
    "roof_share",
    "roof_tiles",
    "roofs_of",
]
