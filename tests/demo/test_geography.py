"""The invented subdistrict: exact counts, exact nesting, balance, names, and always the same."""

import hashlib
import random
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from onegrid.demo.geography import Area, Geography, make_geography
from onegrid.demo.geography.areas import apportion
from onegrid.demo.geography.districts import divide
from onegrid.demo.geography.mesh import Mesh
from onegrid.demo.geography.naming import numeral
from onegrid.demo.geography.places import Place, PlaceBook
from onegrid.territory.metres import metres_per_degree, square_metres

PARENT = {12: 9, 15: 12, 18: 15}


def levels(geography: Geography) -> list[Sequence[Area]]:
    return [geography.communities, geography.grids, geography.micro_grids]


def fingerprint(geography: Geography) -> str:
    """A digest of every shape, code, name and number."""
    digest = hashlib.sha256()
    groups: Iterable[Iterable[object]] = (
        [geography.subdistrict],
        *levels(geography),
        geography.compounds,
        geography.buildings,
        geography.landmarks,
        geography.features,
    )
    for thing in (thing for group in groups for thing in group):
        facts = {name: value for name, value in vars(thing).items() if name != "geometry"}
        digest.update(shapely.to_wkb(vars(thing)["geometry"]) + repr(sorted(facts.items())).encode())
    return digest.hexdigest()


def test_there_are_eleven_communities_84_grids_and_245_micro_grids(geography: Geography) -> None:
    assert [len(level) for level in levels(geography)] == [11, 84, 245]


def test_codes_count_up_from_the_root_and_every_area_has_its_parent(geography: Geography) -> None:
    assert geography.subdistrict.code == "371502009"
    assert [area.code for area in geography.communities] == [f"371502009{n:03}" for n in range(1, 12)]
    codes = {area.code for level in levels(geography) for area in level} | {"371502009"}
    assert len(codes) == 1 + 11 + 84 + 245
    for level in levels(geography):
        assert all(area.code[: PARENT[len(area.code)]] in codes for area in level)
        last = Counter(area.code[:-3] for area in level)
        assert all(int(area.code[-3:]) <= last[area.code[:-3]] for area in level)


def test_areas_of_a_level_neither_overlap_nor_leave_a_gap(geography: Geography) -> None:
    for level in levels(geography):
        shapes = [area.geometry for area in level]
        assert shapely.coverage_is_valid(shapes)
        assert shapely.coverage_union_all(shapes).symmetric_difference(geography.subdistrict.geometry).area == 0


def test_every_area_is_exactly_the_union_of_its_children(geography: Geography) -> None:
    for above, below in ((geography.communities, geography.grids), (geography.grids, geography.micro_grids)):
        for area in above:
            children = [child for child in below if child.code.startswith(area.code)]
            together = shapely.coverage_union_all([child.geometry for child in children])
            assert together.symmetric_difference(area.geometry).area == 0
            assert sum(child.households for child in children) == area.households


def test_every_area_is_one_piece(geography: Geography) -> None:
    for level in ([geography.subdistrict], *levels(geography)):
        assert {area.geometry.geom_type for area in level} == {"Polygon"}
        assert all(area.geometry.is_valid for area in level)


def test_areas_are_reasonably_compact(geography: Geography) -> None:
    scale = np.array(metres_per_degree(36.45))
    for level in levels(geography):
        shapes = shapely.transform([area.geometry for area in level], lambda degrees: degrees * scale)
        roundness = 4 * np.pi * shapely.area(shapes) / shapely.length(shapes) ** 2
        assert roundness.min() > 0.25
        assert np.median(roundness) > 0.5


def test_it_is_about_as_large_and_as_populous_as_it_should_be(geography: Geography) -> None:
    west, south, east, north = geography.subdistrict.geometry.bounds
    across, along = metres_per_degree(36.45)
    assert (east - west) * across == pytest.approx(5400, abs=400)
    assert (north - south) * along == pytest.approx(4500, abs=400)
    assert geography.households == pytest.approx(38_000, abs=300)
    assert geography.residents == pytest.approx(100_000, abs=1_500)


def test_households_add_up_from_buildings_and_compounds(geography: Geography) -> None:
    assert sum(building.households for building in geography.buildings) == geography.households
    in_compounds = Counter[str]()
    in_micro_grids = Counter[str]()
    for building in geography.buildings:
        in_compounds[building.compound or ""] += building.households
        in_micro_grids[building.area_code] += building.households
    assert all(in_compounds[compound.key] == compound.households for compound in geography.compounds)
    assert all(in_micro_grids[area.code] == area.households for area in geography.micro_grids)


def test_basic_areas_are_balanced_by_households(geography: Geography) -> None:
    grids = [area.households for area in geography.grids if area.kind == "basic"]
    micro_grids = [area.households for area in geography.micro_grids if area.kind == "basic"]
    assert min(grids) > 350
    assert max(grids) < 700
    assert min(micro_grids) > 60
    assert max(micro_grids) < 260


def test_communities_differ_in_size_as_real_ones_do(geography: Geography) -> None:
    size = square_metres([area.geometry for area in geography.communities])
    households = [area.households for area in geography.communities]
    assert size.max() > 4 * size.min()
    assert max(households) > 2 * min(households)


def test_some_grids_are_kept_for_a_mall_offices_parks_schools_works_and_a_market(geography: Geography) -> None:
    kinds = {landmark.name: landmark.kind for landmark in geography.landmarks} | {"东城商务区": "office"}
    dedicated = [area for area in geography.grids if area.kind == "dedicated"]
    assert {kinds[area.name.removesuffix("专属网格")] for area in dedicated} == {
        "mall",
        "office",
        "park",
        "school",
        "works",
        "market",
    }
    assert all(area.households == 0 for area in dedicated)


def test_all_names_of_a_level_differ(geography: Geography) -> None:
    for level in levels(geography):
        assert len({area.name for area in level}) == len(level)
    assert len({compound.name for compound in geography.compounds}) == len(geography.compounds)
    assert len({landmark.name for landmark in geography.landmarks}) == len(geography.landmarks)
    roads = [road.name for road in geography.features if road.kind == "road" and road.name]
    assert len(set(roads)) == len(roads)
    assert len({compound.key for compound in geography.compounds}) == len(geography.compounds)


def test_there_are_compounds_of_all_five_kinds_and_eight_office_buildings(geography: Geography) -> None:
    kinds = Counter(compound.kind for compound in geography.compounds)
    assert set(kinds) == {"commercial", "relocation", "old", "new", "mixed"}
    assert min(kinds.values()) >= 5
    assert sum(landmark.kind == "office" for landmark in geography.landmarks) == 8


def test_no_compound_is_cut_by_a_community_and_each_lies_in_its_area(geography: Geography) -> None:
    areas = {area.code: area.geometry for level in levels(geography) for area in level}
    for compound in geography.compounds:
        assert len(compound.area_code) >= 12
        assert areas[compound.area_code].covers(compound.geometry)


def test_every_building_stands_in_its_micro_grid_and_in_its_compound(geography: Geography) -> None:
    areas = {area.code: area.geometry for area in geography.micro_grids}
    compounds = {compound.key: compound.geometry for compound in geography.compounds}
    for building in geography.buildings:
        assert areas[building.area_code].covers(building.geometry)
        assert building.compound is None or compounds[building.compound].covers(building.geometry)


def test_houses_of_a_compound_have_each_their_number(geography: Geography) -> None:
    numbers = Counter((b.compound, b.number) for b in geography.buildings if b.compound and b.use != "shop")
    assert max(numbers.values()) == 1


def test_a_micro_grid_that_is_one_compound_bears_its_name(geography: Geography) -> None:
    named = sum(any(area.name.startswith(c.name) for c in geography.compounds) for area in geography.micro_grids)
    assert named > 80


@pytest.mark.slow
def test_it_is_the_same_each_time_and_another_from_another_seed(geography: Geography) -> None:
    assert fingerprint(make_geography()) == fingerprint(geography)
    other = make_geography(7)
    assert fingerprint(other) != fingerprint(geography)
    assert [len(level) for level in levels(other)] == [11, 84, 245]
    assert shapely.coverage_is_valid([area.geometry for area in other.micro_grids])


def test_drawn_places_lie_in_the_micro_grid_they_name(geography: Geography, book: PlaceBook) -> None:
    rng = random.Random(1)
    shares = {"home": 4, "yard": 1, "street": 4, "shop": 2, "public": 2}
    drawn = [book.draw(rng, shares) for _ in range(3000)]
    areas = {area.code: area.geometry for area in geography.micro_grids}
    shapely.prepare(list(areas.values()))
    assert all(shapely.contains_xy(areas[place.area_code], place.lon, place.lat) for place in drawn)
    assert {place.setting for place in drawn} == set(shares)


def test_places_at_home_are_drawn_by_households(geography: Geography, book: PlaceBook) -> None:
    rng = random.Random(2)
    drawn = Counter(book.draw(rng, {"home": 1}).compound for _ in range(6000))
    largest = max(geography.compounds, key=lambda compound: compound.households)
    assert drawn[largest.name] / 6000 == pytest.approx(largest.households / geography.households, rel=0.35)


def test_an_address_names_the_street_and_what_stands_there(places: tuple[Place, ...]) -> None:
    home = next(place for place in places if place.setting == "home")
    assert home.address == f"{home.street}{home.compound}{home.building}"
    corner = next(place for place in places if place.setting == "street" and place.crossing)
    assert corner.address == f"{corner.street}与{corner.crossing}交叉口"


def test_numerals_are_read_as_in_chinese() -> None:
    assert [numeral(n) for n in (1, 9, 10, 11, 20, 25, 99)] == ["一", "九", "十", "十一", "二十", "二十五", "九十九"]


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=20), st.integers(0, 60))
def test_apportioned_seats_sum_up_and_nobody_has_fewer_than_the_least(weights: list[float], more: int) -> None:
    seats = len(weights) * 2 + more
    given_ = apportion(weights, seats, least=2)
    assert sum(given_) == seats
    assert min(given_) >= 2
    heavy, light = weights.index(max(weights)), weights.index(min(weights))
    assert given_[heavy] >= given_[light]


def test_apportioning_follows_websters_divisors() -> None:
    assert apportion([53, 24, 23], 7, least=0) == [3, 2, 2]


def chessboard(size: int) -> Mesh:
    """Squares of one metre, size × size, each of weight 1."""
    index = np.arange(size * size).reshape(size, size)
    pairs = np.vstack(
        (
            np.column_stack((index[:, :-1].ravel(), index[:, 1:].ravel())),
            np.column_stack((index[:-1].ravel(), index[1:].ravel())),
        )
    )
    y, x = np.divmod(np.arange(size * size), size)
    ones = np.ones(size * size)
    return Mesh(pairs, np.ones(len(pairs)), ones, np.column_stack((x, y)).astype(float), ones)


@given(st.integers(2, 7), st.integers(0, 2**32 - 1))
def test_a_divided_board_falls_into_connected_parts_that_share_it_out(parts: int, seed: int) -> None:
    board = chessboard(8)
    districts = divide(board, np.arange(64), [1] * parts, np.random.default_rng(seed))
    assert sorted(np.concatenate(districts).tolist()) == list(range(64))
    assert all(0.4 * 64 / parts < len(district) < 1.8 * 64 / parts for district in districts)
    for district in districts:
        squares = [shapely.box(*board.middles[i], *(board.middles[i] + 1)) for i in district]
        assert shapely.union_all(squares).geom_type == "Polygon"
