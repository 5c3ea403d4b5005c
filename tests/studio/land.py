"""A small land to draw plans on: 8 × 4 blocks over the two communities of the factories' plan, and nets over it."""

import json
from itertools import pairwise
from typing import Any

import geopandas
import numpy as np
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile

from onegrid.studio.domain.drawings import begin_drawing, put_map
from onegrid.studio.maps import columns_of, find_faults, guess_key, names_of, pack
from onegrid.studio.models import Drawing, SourceMap
from tests.factories import ROOT

WEST, SOUTH, SIDE = 116.0, 36.0, 0.005
BOWTIE = [(116.0, 36.0), (116.005, 36.005), (116.005, 36.0), (116.0, 36.005), (116.0, 36.0)]


def blocks(households: int = 50) -> Any:
    """Blocks in rows from the south-west, b0 to b31, each with as many households."""
    column, row = np.meshgrid(np.arange(8), np.arange(4))
    x, y = WEST + column.ravel() * SIDE, SOUTH + row.ravel() * SIDE
    table = {"key": [f"b{number}" for number in range(32)], "households": households}
    return geopandas.GeoDataFrame(table, geometry=list(shapely.box(x, y, x + SIDE, y + SIDE)), crs=4326)


def strips(*edges: int) -> Any:
    """A net of upright strips between columns of blocks."""
    shapes = [
        shapely.box(WEST + one * SIDE, SOUTH, WEST + other * SIDE, SOUTH + 4 * SIDE) for one, other in pairwise(edges)
    ]
    return geopandas.GeoDataFrame({"name": [f"片{at}" for at in range(1, len(edges))]}, geometry=shapes, crs=4326)


def source(role: str, frame: Any, name: str = "") -> SourceMap:
    """A map as it is brought in, unsaved."""
    key = guess_key(frame)
    return SourceMap(
        role=role,
        name=name or role,
        file_name=f"{role}.geojson",
        columns=columns_of(frame),
        key_column=key,
        rows=len(frame),
        content=pack(frame),
        faults=find_faults(frame, names_of(frame, key), role),
    )


def make_drawing(**settings: Any) -> Drawing:
    """A drawing with units, two nets, grids of 300 to 500 households and micro-grids of 100 to 250."""
    drawing = begin_drawing(ROOT, "新一轮网格", actor="system")
    drawing.settings |= {"grids": "300-500", "micro_grids": "100-250", "households": "households"} | settings
    drawing.save()
    put_map(drawing, source("units", blocks()))
    put_map(drawing, source("net", strips(0, 3, 5, 8), "综治"))
    put_map(drawing, source("net", strips(0, 4, 8), "党建"))
    return drawing


def upload(frame: Any, name: str = "units.geojson") -> SimpleUploadedFile:
    """A frame as a file that a browser sends."""
    return SimpleUploadedFile(
        name, json.dumps(json.loads(frame.to_json(drop_id=True))).encode(), "application/geo+json"
    )
