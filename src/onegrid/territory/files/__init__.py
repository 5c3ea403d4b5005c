"""Area files: GeoJSON, GeoPackage and Shapefile, read, mended and written.

Five words. A *source* is a file opened as a table; a *column* of it is recognised or named; an area *row* is what comes
out; a *repair* mends an outline; a *notice* says what had to be guessed.
"""

from onegrid.territory.files.columns import AreaRow
from onegrid.territory.files.errors import (
    AreaFileError,
    BadCodes,
    BadText,
    BadValue,
    NotGeographic,
    UnknownColumn,
    UnknownLayer,
    UnreadableFile,
)
from onegrid.territory.files.reading import AreaFile, read_areas
from onegrid.territory.files.repairs import Repair, repair
from onegrid.territory.files.writing import write_areas

__all__ = [
    "AreaFile",
    "AreaFileError",
    "AreaRow",
    "BadCodes",
    "BadText",
    "BadValue",
    "NotGeographic",
    "Repair",
    "UnknownColumn",
    "UnknownLayer",
    "UnreadableFile",
    "read_areas",
    "repair",
    "write_areas",
]
