"""Places where something may happen: at a building, in a street, at the shops, at a landmark; each with what is near."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

import numpy as np
import shapely

from onegrid.demo.geography.frame import LAT
from onegrid.demo.geography.shapes import Building, Compound, Feature, Geography
from onegrid.territory.metres import metres_per_degree

SETTINGS = ("home", "yard", "street", "shop", "public")
STEP = 90.0  # metres between places along a street
ASIDE = 4.0  # metres from the middle of the street
NEAR = 35.0  # metres from a crossing that are still 'at the crossing'
ACROSS, ALONG = (float(metres) for metres in metres_per_degree(LAT))
ROOM = 3.0  # metres around a place that lie in its micro-grid, too


@dataclass(frozen=True)
class Place:
    """A point (WGS 84 degrees) in a micro-grid and the words for it; '' for what it has not.

    `setting` is home, yard (a low house of its own), street, shop or public; `weight` is households at home, 1 elsewhere.
    `crossing` is the other street at a corner; `landmark` is where it lies or what lies nearest.
    """

    lon: float
    lat: float
    area_code: str
    setting: str
    street: str
    landmark: str
    crossing: str = ""
    compound: str = ""
    compound_kind: str = ""
    building: str = ""
    floors: int = 0
    weight: float = 1.0

    @property
    def address(self) -> str:
        """The place in one line, as an address field would have it."""
        if self.compound:
            return f"{self.street}{self.compound}{self.building or '沿街商铺'}"
        if self.setting == "public":
            return self.landmark
        return f"{self.street}与{self.crossing}交叉口" if self.crossing else f"{self.street}近{self.landmark}"


def list_places(geography: Geography) -> tuple[Place, ...]:
    """All places of the subdistrict: every dwelling house and shop, every landmark, and a point each 90 m of street."""
    streets = [road for road in geography.features if road.kind == "road" and road.name]
    signs = _Signs(geography, streets)
    return (*_at_buildings(geography, signs), *_at_landmarks(geography, signs), *_along(geography, streets, signs))


class PlaceBook:
    """Places to draw from, by setting."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._groups = {name: [place for place in places if place.setting == name] for name in SETTINGS}
        self._sums = {name: list(accumulate(each.weight for each in group)) for name, group in self._groups.items()}

    def draw(self, rng: random.Random, settings: Mapping[str, float]) -> Place:
        """A place, its setting in the given shares and homes by households, a step aside of where it is listed.

        Raises KeyError for a setting that does not exist.
        """
        (name,) = rng.choices(list(settings), weights=list(settings.values()))
        (place,) = rng.choices(self._groups[name], cum_weights=self._sums[name])
        return _moved(rng, place)


class _Signs:
    """What is written near a point: the nearest street and landmark, and whose micro-grid it is."""

    def __init__(self, geography: Geography, streets: list[Feature]) -> None:
        self.streets, self.landmarks = streets, geography.landmarks
        self.micro_grids = geography.micro_grids
        self._street_tree = shapely.STRtree([street.geometry for street in streets])
        self._landmark_tree = shapely.STRtree([landmark.geometry for landmark in geography.landmarks])
        self._area_tree = shapely.STRtree([area.geometry for area in geography.micro_grids])

    def street(self, points: Any) -> list[str]:
        """The nearest street of each point."""
        return [self.streets[i].name for i in self._street_tree.nearest(points)]

    def landmark(self, points: Any) -> list[str]:
        """The nearest landmark of each point."""
        return [self.landmarks[i].name for i in self._landmark_tree.nearest(points)]

    def area(self, points: Any) -> list[str]:
        """The micro-grid in which each point lies with a few metres around it; '' for none."""
        codes = [""] * len(points)
        rounds = shapely.buffer(points, ROOM / ACROSS)
        for point, area in self._area_tree.query(rounds, predicate="within").T:
            codes[point] = self.micro_grids[area].code
        return codes


def _at_buildings(geography: Geography, signs: _Signs) -> Iterator[Place]:
    compounds = {compound.key: compound for compound in geography.compounds}
    buildings = [b for b in geography.buildings if b.households or b.use == "shop"]
    points = shapely.point_on_surface([building.geometry for building in buildings])
    for building, point, street, landmark in zip(
        buildings, points, signs.street(points), signs.landmark(points), strict=True
    ):
        compound = compounds.get(building.compound or "")
        yield _at_building(building, compound, Place(point.x, point.y, building.area_code, "shop", street, landmark))


def _at_building(building: Building, compound: Compound | None, place: Place) -> Place:
    number = building.number if building.households else ""
    if compound:
        place = replace(place, compound=compound.name, compound_kind=compound.kind, street=_street_of(compound))
    if building.households:
        setting = "yard" if building.use == "house" else "home"
        place = replace(place, setting=setting, weight=float(building.households))
    return replace(place, building=number, floors=building.floors)


def _street_of(compound: Compound) -> str:
    return compound.address.rstrip("号").rstrip("0123456789")


def _at_landmarks(geography: Geography, signs: _Signs) -> Iterator[Place]:
    """A point or, in a large place, several, never in the water."""
    water = shapely.union_all([feature.geometry for feature in geography.features if feature.kind == "water"])
    shapely.prepare(water)
    for landmark in geography.landmarks:
        points = np.array([each for each in _within(landmark.geometry) if not water.contains(each)])
        for point, street, code in zip(points, signs.street(points), signs.area(points), strict=True):
            if code:
                yield Place(point.x, point.y, code, "public", street, landmark.name)


def _within(shape: Any) -> list[Any]:
    """Points of a shape (degrees), some 100 m apart."""
    west, south, east, north = shape.bounds
    xs, ys = np.meshgrid(np.arange(west, east, 0.0011) + 0.0005, np.arange(south, north, 0.0009) + 0.0004)
    points = shapely.points(xs.ravel(), ys.ravel())
    inside = points[shapely.contains(shape, points)]
    return [*inside, *shapely.point_on_surface(shapely.get_parts(shape))]


def _along(geography: Geography, streets: list[Feature], signs: _Signs) -> Iterator[Place]:
    """Points beside the middle of each street, alternately left and right, that lie inside the subdistrict."""
    scale = np.array([ACROSS, ALONG])
    tree = shapely.STRtree([street.geometry for street in streets])
    for street in streets:
        for line in shapely.get_parts(street.geometry):
            points = shapely.points(_beside(shapely.get_coordinates(line) * scale) / scale)
            for point, code, landmark in zip(points, signs.area(points), signs.landmark(points), strict=True):
                if code:
                    near = tree.query(point.buffer(NEAR / ALONG), predicate="intersects")
                    others = [streets[i].name for i in near if streets[i].name != street.name]
                    crossing = others[0] if others else ""
                    yield Place(point.x, point.y, code, "street", street.name, landmark, crossing)


def _beside(line: Any) -> Any:
    """Points at every step of a line (metres), a few metres to one side and the other in turn."""
    steps = np.hypot(*np.diff(line, axis=0).T)
    at = np.concatenate(([0], np.cumsum(steps)))
    where = np.arange(min(STEP, at[-1]) / 2, at[-1], STEP)
    segment = np.clip(np.searchsorted(at, where) - 1, 0, len(steps) - 1)
    heading = (line[segment + 1] - line[segment]) / steps[segment, None]
    middle = line[segment] + heading * (where - at[segment])[:, None]
    side = np.where(np.arange(len(where)) % 2 == 0, 1.0, -1.0)[:, None]
    return middle + side * ASIDE * np.column_stack((-heading[:, 1], heading[:, 0]))


def _moved(rng: random.Random, place: Place) -> Place:
    """The place a step or two further, still in its micro-grid."""
    east, north = rng.uniform(-ROOM / 2, ROOM / 2), rng.uniform(-ROOM / 2, ROOM / 2)
    return replace(place, lon=round(place.lon + east / ACROSS, 7), lat=round(place.lat + north / ALONG, 7))
