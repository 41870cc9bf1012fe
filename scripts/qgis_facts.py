"""Open a QGIS project or GeoPackage in real QGIS and print what it finds as JSON; for the python of QGIS itself."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import QgsApplication, QgsLayoutExporter, QgsProject, QgsVectorLayer


def facts(layer: QgsVectorLayer) -> dict[str, Any]:
    """What QGIS made of one layer."""
    renderer = layer.renderer()
    fields = layer.fields()
    return {
        "name": layer.name(),
        "is_valid": layer.isValid(),
        "crs": layer.crs().authid(),
        "count": layer.featureCount(),
        "renderer": renderer.type() if renderer else "",
        "classes": [item.label() for item in renderer.legendSymbolItems()] if renderer else [],
        "aliases": {field.name(): field.alias() for field in fields},
        "widgets": {field.name(): layer.editorWidgetSetup(place).type() for place, field in enumerate(fields)},
        "map_tip": layer.mapTipTemplate(),
        "has_default_style": layer.loadDefaultStyle()[1],
        "is_read_only": layer.readOnly(),
    }


def project_facts(path: Path, picture: str) -> dict[str, Any]:
    """What QGIS made of a project, and its first layout as a picture."""
    project = QgsProject.instance()
    is_read = project.read(str(path))
    layouts = project.layoutManager().printLayouts()
    if picture and layouts:
        settings = QgsLayoutExporter.ImageExportSettings()
        settings.dpi = 80
        settings.exportMetadata = False
        QgsLayoutExporter(layouts[0]).exportToImage(str(picture), settings)
    root = project.layerTreeRoot()
    extent = project.viewSettings().defaultViewExtent()
    return {
        "is_read": is_read,
        "error": project.error(),
        "title": project.title(),
        "crs": project.crs().authid(),
        "extent": [extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()],
        "groups": {group.name(): [node.name() for node in group.findLayers()] for group in root.findGroups()},
        "shown": [node.name() for node in root.findLayers() if node.isVisible()],
        "layers": {key: facts(layer) for key, layer in project.mapLayers().items()},
        "relations": [item.isValid() for item in project.relationManager().relations().values()],
        "layouts": [layout.name() for layout in layouts],
    }


def layer_facts(path: Path, names: list[str]) -> dict[str, Any]:
    """What QGIS made of layers of a GeoPackage opened one by one."""
    return {name: facts(QgsVectorLayer(f"{path}|layername={name}", name, "ogr")) for name in names}


def main() -> None:
    """Print facts of the file in the first argument."""
    application = QgsApplication([], False)  # noqa: FBT003 - words of QGIS
    application.initQgis()
    log: list[str] = []
    application.messageLog().messageReceived.connect(lambda text, tag, _level: log.append(f"{tag}: {text}"))
    path = Path(sys.argv[1])
    found = project_facts(path, "".join(sys.argv[2:])) if path.suffix == ".qgs" else layer_facts(path, sys.argv[2:])
    print(json.dumps({"found": found, "log": log}))
    QgsProject.instance().clear()
    application.exitQgis()


main()
