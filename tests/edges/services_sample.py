"""Small images, catalogs and map definitions that the servers of the tests give out."""

import datetime as dt
import json
import shutil
from pathlib import Path

import numpy as np
import pystac
import rasterio
import rasterio.shutil
from pyproj import Transformer

from geo_risico.catalog.yaml_files import parse
from geo_risico.core.service_specs import FetchUse, RasterServiceSpec
from geo_risico.io.services import Request
from geo_risico.io.services.jobs import Wish

RD = "EPSG:28992"
AREA = (196_000.0, 460_000.0, 197_200.0, 461_000.0)
"""Where UTM zones 31 and 32 meet, in EPSG:28992."""
BANDS = {"blue": 10, "green": 10, "red": 10, "nir": 10, "scl": 20}

MAPFILE = """MAP
  NAME "proef" SIZE 400 400 EXTENT {left} {bottom} {right} {top} UNITS METERS MAXSIZE {maxsize}
  PROJECTION "init=epsg:28992" END
  OUTPUTFORMAT NAME GTiff DRIVER GDAL/GTiff MIMETYPE "image/tiff" IMAGEMODE FLOAT32 EXTENSION "tif"
    FORMATOPTION "NULLVALUE=-9999" END
  OUTPUTFORMAT NAME png DRIVER AGG/PNG MIMETYPE "image/png" IMAGEMODE RGBA EXTENSION "png" TRANSPARENT ON END
  WEB METADATA "ows_title" "proef" "ows_onlineresource" "http://elders.invalid/mapserv?"
    "ows_enable_request" "*" "wms_srs" "EPSG:28992 EPSG:3857" END END
  LAYER NAME "dsm_05m" TYPE RASTER STATUS ON DATA "{dsm}" PROJECTION "init=epsg:28992" END
    METADATA "wcs_label" "dsm" "wcs_rangeset_name" "hoogte" "wcs_rangeset_label" "hoogte"
      "wcs_nativeformat" "GTiff" "wcs_formats" "GTiff" "wcs_srs" "EPSG:28992" "wcs_rangeset_nullvalue" "-9999"
      "ows_enable_request" "*" END END
  LAYER NAME "foto" TYPE RASTER STATUS ON DATA "{photo}" PROJECTION "init=epsg:28992" END
    METADATA "wms_title" "foto" "ows_enable_request" "*" END END
END
"""


def write_tif(path, values, left, top, pixel, *, crs=RD, cog=False, **more):
    """Write values (bands, rows, columns) as GeoTIFF or COG."""
    plain = path.with_suffix(".plain.tif") if cog else path
    shape = {"count": values.shape[0], "height": values.shape[1], "width": values.shape[2], "dtype": values.dtype}
    where = {"crs": crs, "transform": rasterio.Affine(pixel, 0, left, 0, -pixel, top)}
    with rasterio.open(plain, "w", driver="GTiff", **shape, **where, **more) as data:
        data.write(values)
    if cog:
        rasterio.shutil.copy(plain, path, driver="COG", compress="DEFLATE", blocksize=128)
        plain.unlink()
    return path


def heights(folder, pixel=5.0, size=480):
    """DSM of which every cell tells its place, with a hole without measurement."""
    rows, columns = np.mgrid[0:size, 0:size]
    values = (rows * 1000 + columns).astype(np.float32)[None]
    values[0, 100:110, 100:110] = -9999
    return write_tif(folder / "dsm.tif", values, 195_400, 461_600, pixel, nodata=-9999), values[0]


def photo(folder, size=1200, pixel=2.0):
    """Photo with a red west, a green east and a black square."""
    values = np.zeros((3, size, size), dtype=np.uint8)
    values[0, :, : size // 2], values[1, :, size // 2 :] = 200, 180
    values[:, 590:610, 300:320] = 0
    return write_tif(folder / "foto.tif", values, 195_400, 461_600, pixel, photometric="RGB")


def mapfile(folder, maxsize=2048):
    """Map definition of MapServer over the heights and the photo."""
    dsm, _ = heights(folder)
    text = MAPFILE.format(
        left=195_400, bottom=459_200, right=197_800, top=461_600, dsm=dsm, photo=photo(folder), maxsize=maxsize
    )
    path = folder / "proef.map"
    path.write_text(text, encoding="utf-8")
    return path


def scene(folder, name, epsg, day, *, base="", rd=AREA, cloud=5.0, **words):
    """STAC item with COGs over a part of the area, in a UTM zone; red holds 1000 plus the day of the month."""
    target = folder / name
    target.mkdir(parents=True)
    west, south, east, north = Transformer.from_crs(RD, f"EPSG:{epsg}", always_xy=True).transform_bounds(*rd)
    left, top = np.floor(west / 20) * 20 - 200, np.ceil(north / 20) * 20 + 200
    assets = {}
    for band, pixel in BANDS.items():
        size = (int((top - south + 200) // pixel), int((east - left + 200) // pixel))
        value = 4 if band == "scl" else 1000 + int(day[8:])
        dtype = np.uint8 if band == "scl" else np.uint16
        values = np.full((1, *size), value, dtype=dtype)
        write_tif(target / f"{band}.tif", values, left, top, pixel, crs=f"EPSG:{epsg}", cog=True, nodata=0)
        assets[band] = {"href": f"{base}{name}/{band}.tif", "type": "image/tiff", "roles": ["data"]}
    box = Transformer.from_crs(RD, "EPSG:4326", always_xy=True).transform_bounds(*rd)
    corners = [[box[0], box[1]], [box[2], box[1]], [box[2], box[3]], [box[0], box[3]], [box[0], box[1]]]
    return {
        "type": "Feature",
        "stac_version": "1.0.0",
        "stac_extensions": [],
        "id": name,
        "collection": "sentinel-2-l2a",
        "geometry": {"type": "Polygon", "coordinates": [corners]},
        "bbox": list(box),
        "properties": {
            "datetime": f"{day}T10:50:00Z",
            "created": "2023-01-01T00:00:00Z",
            "eo:cloud_cover": cloud,
            "proj:epsg": epsg,
            "grid:code": f"MGRS-{name.split('_')[1]}",
            "s2:processing_baseline": "05.09",
            "earthsearch:boa_offset_applied": True,
        }
        | words,
        "links": [],
        "assets": assets,
    }


def static_catalog(folder, items, address):
    """Static catalog of the items, written with pystac; assets at absolute addresses."""
    catalog = pystac.Catalog(id="proef", description="proef")
    extent = pystac.Extent(pystac.SpatialExtent([[3, 50, 8, 54]]), pystac.TemporalExtent([[None, None]]))
    collection = pystac.Collection(id="sentinel-2-l2a", description="proef", extent=extent)
    catalog.add_child(collection)
    for item in items:
        collection.add_item(pystac.Item.from_dict(item))
    catalog.normalize_hrefs(f"{address}/catalogus")
    target = folder / "catalogus"
    shutil.rmtree(target, ignore_errors=True)
    catalog.save(catalog_type=pystac.CatalogType.ABSOLUTE_PUBLISHED, dest_href=str(target))
    return f"{address}/catalogus/catalog.json"


def api_files(folder, items):
    """Files of a collection and its items that a STAC API loads."""
    whole = {"type": "FeatureCollection", "features": items}
    collection = {
        "type": "Collection",
        "stac_version": "1.0.0",
        "id": "sentinel-2-l2a",
        "description": "proef",
        "license": "other",
        "links": [],
        "extent": {"spatial": {"bbox": [[3, 50, 8, 54]]}, "temporal": {"interval": [["2015-01-01T00:00:00Z", None]]}},
    }
    paths = []
    for name, content in (("collection.json", collection), ("items.json", whole)):
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
        paths.append(str(folder / name))
    return paths


def service(name):
    """Service of the project by its name."""
    return parse(Path(__file__).parents[2] / "layers" / "services" / f"{name}.yaml", RasterServiceSpec)


def wish_of(spec, address, *, bounds=AREA, **use):
    """Wish of a scan to one service at an address, patient for a moment only."""
    words = {"service": spec.name, "folder": "beelden", "layer": "hoogten", "endpoint": address, **use}
    quick = spec.model_copy(update={"timeout_s": 3.0, "tries": 3})
    return Wish(name="proef", use=FetchUse.model_validate(words), spec=quick, bounds=bounds)


def request_in(folder, **changes):
    """Request that keeps everything below a folder."""
    words = {
        "folder": folder / "scan",
        "work": folder / "werk",
        "now": dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC),
        "refresh": False,
        "most_mb": 100,
        "report": lambda _scene, _done, _total: None,
        "may_exceed": lambda _size: False,
    }
    return Request(**(words | changes))


def left_over(folder):
    """Files that have no final name."""
    return [path for path in folder.rglob("*") if path.is_file() and (path.name.startswith(".") or "deel" in path.name)]
