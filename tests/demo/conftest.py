"""The invented subdistrict, built once for all tests that look at it."""

import pytest

from onegrid.demo.geography import Geography, make_geography
from onegrid.demo.geography.places import Place, PlaceBook, list_places


@pytest.fixture(scope="session")
def geography() -> Geography:
    return make_geography()


@pytest.fixture(scope="session")
def places(geography: Geography) -> tuple[Place, ...]:
    return list_places(geography)


@pytest.fixture(scope="session")
def book(places: tuple[Place, ...]) -> PlaceBook:
    return PlaceBook(places)
