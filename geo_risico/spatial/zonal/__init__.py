"""Zonal statistics: what a raster says within polygons, by the exact share of each cell inside."""

from geo_risico.spatial.zonal.blocks import CellBlock, cell_blocks
from geo_risico.spatial.zonal.stats import zonal_stats
from geo_risico.spatial.zonal.support import nothing_known, supported
from geo_risico.spatial.zonal.surroundings import buffers, rings

__all__ = ["CellBlock", "buffers", "cell_blocks", "nothing_known", "rings", "supported", "zonal_stats"]
