"""What lies under the areas: roads, blocks, water, compounds. Kept in memory until the land changes."""

import json
from collections.abc import Iterator

import shapely

from onegrid.lib.coordinates import Datum
from onegrid.territory.generations import LAND, token_of
from onegrid.territory.models import Compound, Feature
from onegrid.web.maps.outlines import as_geojson

_kept: dict[tuple[Datum, str], tuple[str, str]] = {}


def base_map(datum: Datum = Datum.WGS84, subdistrict: str = "") -> str:
    """The base map of a subdistrict ('' for all) as a GeoJSON feature collection in a datum."""
    token = token_of(LAND)
    kept = _kept.get((datum, subdistrict))
    if kept is None or kept[0] != token:
        features = ",".join((*_features(datum, subdistrict), *_compounds(datum, subdistrict)))
        kept = _kept[datum, subdistrict] = (token, f'{{"type":"FeatureCollection","features":[{features}]}}')
    return kept[1]


def feature(geometry: str, **properties: object) -> str:
    """A GeoJSON feature as text, given its geometry as text."""
    said = json.dumps(properties, ensure_ascii=False, separators=(",", ":"))
    return f'{{"type":"Feature","properties":{said},"geometry":{geometry}}}'


def _features(datum: Datum, subdistrict: str) -> Iterator[str]:
    rows = Feature.objects.filter(subdistrict=subdistrict) if subdistrict else Feature.objects.all()
    for row in rows.order_by("kind", "rank", "pk").iterator(chunk_size=2000):
        geometry = as_geojson(shapely.from_wkb(bytes(row.outline)), datum)
        yield feature(geometry, kind=row.kind, rank=row.rank, **({"name": row.name} if row.name else {}))


def _compounds(datum: Datum, subdistrict: str) -> Iterator[str]:
    rows = Compound.objects.filter(subdistrict=subdistrict) if subdistrict else Compound.objects.all()
    for row in rows.exclude(outline=b"").order_by("pk").iterator(chunk_size=2000):
        geometry = as_geojson(shapely.from_wkb(bytes(row.outline)), datum)
        yield feature(geometry, kind="compound", sort=row.kind, name=row.name)
