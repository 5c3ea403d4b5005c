"""What the invented subdistrict is made of. All geometries are shapely, WGS 84 degrees, rounded to 7 decimals (1 cm)."""

from dataclasses import dataclass
from typing import Any

Geometry = Any  # a shapely geometry

PERSONS_PER_HOUSEHOLD = 2.63  # so that 38,000 households are some 100,000 residents


@dataclass(frozen=True)
class Area:
    """A community (12 digits), grid (15) or micro-grid (18), or the subdistrict itself (9). `kind`: basic or dedicated."""

    code: str
    name: str
    households: int
    geometry: Geometry
    kind: str = "basic"


@dataclass(frozen=True)
class Compound:
    """A housing compound of one of five kinds: commercial, relocation, old, new, mixed.

    `area_code` is the smallest area that holds it whole; it may be cut by micro-grids, never by communities.
    """

    key: str
    name: str
    kind: str
    households: int
    geometry: Geometry
    built_year: int
    address: str
    area_code: str


@dataclass(frozen=True)
class Building:
    """A footprint. `use`: slab, tower, house, shop, office, mall, school, market, works, hospital or hall."""

    number: str
    floors: int
    use: str
    geometry: Geometry
    compound: str | None
    households: int
    area_code: str


@dataclass(frozen=True)
class Landmark:
    """A place that people name: `kind` is mall, office, park, school, market, works, hospital or hall."""

    key: str
    name: str
    kind: str
    geometry: Geometry


@dataclass(frozen=True)
class Feature:
    """What a base map draws besides buildings: `kind` is road, rail, water, green or block.

    `rank` tells roads apart: 1 arterial, 2 secondary, 3 lane; 0 for the rest.
    """

    kind: str
    name: str
    rank: int
    geometry: Geometry


@dataclass(frozen=True)
class Unit:
    """A bit of land that planning does not divide: a part of a compound, or a block. `dedicated` names what it is kept for."""

    key: str
    households: int
    geometry: Geometry
    dedicated: str = ""


@dataclass(frozen=True)
class NetGrid:
    """A grid of a department's net, as the department drew it."""

    net: str
    name: str
    geometry: Geometry


@dataclass(frozen=True)
class Geography:
    """The invented subdistrict: areas that nest exactly, and what stands in them."""

    subdistrict: Area
    communities: tuple[Area, ...]
    grids: tuple[Area, ...]
    micro_grids: tuple[Area, ...]
    compounds: tuple[Compound, ...]
    buildings: tuple[Building, ...]
    landmarks: tuple[Landmark, ...]
    features: tuple[Feature, ...]
    units: tuple[Unit, ...]
    nets: tuple[NetGrid, ...]

    @property
    def households(self) -> int:
        """Households of the subdistrict."""
        return self.subdistrict.households

    @property
    def residents(self) -> int:
        """Residents, reckoned from households."""
        return round(self.households * PERSONS_PER_HOUSEHOLD)
