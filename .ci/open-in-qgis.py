"""Opens what Kvarter gives out in QGIS and compares counts; see test-qgis.

    open-in-qgis.py BASE FILES PICTURES RECIPE
"""

import collections
import json
import os
import sys
import urllib.parse
import urllib.request

from qgis.core import (
    Qgis, QgsApplication, QgsCoordinateReferenceSystem, QgsMapRendererParallelJob, QgsMapSettings, QgsProject,
    QgsRectangle, QgsVectorLayer, QgsWkbTypes,
)
from qgis.PyQt.QtCore import QSize

base, files, pictures, recipe = sys.argv[1:5]
faults = []


def same(what, got, want):
    """Notes a fault unless got is want."""
    print(("ok    " if got == want else "FAULT ") + f"{what}: {got}" + ("" if got == want else f", not {want}"))
    if got != want:
        faults.append(what)


def ask(path):
    with urllib.request.urlopen(base + path) as answer:
        return json.load(answer)


def matched(collection, **filters):
    query = urllib.parse.urlencode({"limit": 1, **filters})
    return ask(f"/ogc/collections/torstrand-{collection}/items?{query}")["numberMatched"]


def counted(layer):
    return sum(1 for _ in layer.getFeatures())


def draw(layers, extent, crs, name):
    """Saves a picture of layers, the first uppermost, and says how many colours it has."""
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setExtent(extent)
    settings.setDestinationCrs(crs)
    settings.setOutputSize(QSize(1400, 1000))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    picture = job.renderedImage()
    picture.save(f"{pictures}/{name}.png")
    colours = {picture.pixel(x, y) for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 3)}
    same(f"{name}.png shows more than paper", len(colours) > 12, True)


app = QgsApplication([], False)
app.initQgis()
print("QGIS", Qgis.QGIS_VERSION)

shapes = {"points": QgsWkbTypes.PointGeometry, "lines": QgsWkbTypes.LineGeometry, "areas": QgsWkbTypes.PolygonGeometry, "placeless": QgsWkbTypes.NullGeometry}
totals = {name: matched(name) for name in shapes}
everything = sum(totals.values())
features = ask("/api/v1/areas/torstrand/contributions?limit=10000")["features"]
same("the API's list beside the collections", len(features), everything)
prompts = collections.Counter(f["properties"]["prompt"] for f in features if f["geometry"])

for name, shape in shapes.items():
    live = QgsVectorLayer(f"url='{base}/ogc' typename='torstrand-{name}'", name, "OAPIF")
    same(f"/ogc {name} opens", live.isValid(), True)
    same(f"/ogc {name} counts", (live.featureCount(), counted(live)), (totals[name], totals[name]))
    same(f"/ogc {name} is of its shape", live.geometryType(), shape)
    for file, system in ("contributions.gpkg", "EPSG:4326"), ("metres.gpkg", "EPSG:25832"):
        layer = QgsVectorLayer(f"{files}/{file}|layername={name}", name, "ogr")
        same(f"{file} {name}", (layer.isValid(), layer.featureCount(), counted(layer)), (True, totals[name], totals[name]))
        if name != "placeless":
            same(f"{file} {name} lies in", layer.crs().authid(), system)
            same(f"{file} {name} is styled", layer.renderer().type(), "categorizedSymbol")

placed = everything - totals["placeless"]
geojson = QgsVectorLayer(f"{files}/contributions.geojson", "geojson", "ogr")
# A file of several shapes is a layer for each, and none for what has no place.
same("geojson counts", sum(int(one.split("!!::!!")[2]) for one in geojson.dataProvider().subLayers()), placed)
for file, source, provider in (
    ("csv", f"file://{files}/contributions.csv?type=csv&geomType=none", "delimitedtext"),
    ("csv with wkt", f"file://{files}/contributions.csv?type=csv&wktField=wkt&geomType=point&crs=EPSG:4326", "delimitedtext"),
    ("xlsx", f"{files}/contributions.xlsx|layername=data", "ogr"),
):
    same(f"{file} counts", counted(QgsVectorLayer(source, file, provider)), totals["points"] + totals["placeless"] if "wkt" in file else everything)

project = QgsProject.instance()
same("the project is read", project.read(f"{files}/project.qgz"), True)
same("the project's system", project.crs().authid(), "EPSG:25832")
groups = project.layerTreeRoot().children()
found = collections.Counter()
drawn = []
for group in groups:
    for node in group.children() if hasattr(group, "children") else []:
        layer = node.layer()
        if layer is None or not layer.isValid():
            same(f"the project's {group.name()}, {node.name()}", "broken", "valid")
            continue
        if layer.providerType() != "OAPIF":
            continue
        n = counted(layer)  # QGIS 3.22 filters by itself, and its featureCount knows nothing of it
        if layer.geometryType() != QgsWkbTypes.NullGeometry:
            found[layer.id().removeprefix("kvarter_layer_").rsplit("_", 1)[0]] += n
            drawn.append(layer)
            same(f"{group.name()}, {layer.name()} is styled and labelled", (layer.renderer().type(), layer.labelsEnabled()), ("singleSymbol", True))
        same(f"{group.name()}, {layer.name()} gives codes' meanings", layer.editorWidgetSetup(layer.fields().indexFromName("prompt")).type(), "ValueMap")
same("the project's layers hold all answers with a place", dict(+found), dict(prompts))
base_map = project.mapLayer("kvarter_layer_base_map")
same("the base map names its source", "Kartverket" in (base_map.attribution() + " ".join(base_map.metadata().rights())), True)
same("the map names it too", project.readEntry("CopyrightLabel", "/Label")[0], base_map.attribution())

system = QgsCoordinateReferenceSystem("EPSG:25832")
draw(drawn, QgsRectangle(559600, 6544600, 561400, 6546700), system, "qgis-project")
draw(drawn, QgsRectangle(560250, 6545500, 560850, 6545930), system, "qgis-project-near")
from_file = [QgsVectorLayer(f"{files}/metres.gpkg|layername={name}", name, "ogr") for name in ("points", "lines", "areas")]
draw(from_file, QgsRectangle(560250, 6545500, 560850, 6545930), system, "qgis-geopackage-near")

by_recipe = QgsProject()
same("the recipe's project is read", by_recipe.read(f"{files}/recipe.qgz"), True)
layer = by_recipe.mapLayer("kvarter_layer_meeting_place_points")
same("the recipe's project asks by the recipe", recipe + "/ogc" in layer.source(), True)
same("the recipe's layer counts", counted(layer), prompts["meeting_place"])
same("the recipe's layer tells people apart", layer.fields().indexFromName("person") >= 0, True)
layer = by_recipe.mapLayer("kvarter_layer_missing_points")
same("the recipe lets out no more than its filter", layer is None or counted(layer), 0)

print(f"{len(faults)} faults")
sys.stdout.flush()
os._exit(1 if faults else 0)  # QGIS may fall over while it is taken down
