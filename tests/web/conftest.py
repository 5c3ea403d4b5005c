"""Browsers of people whose pages several modules open."""

import pytest
from django.test import Client

from tests.conftest import Cast


@pytest.fixture
def planner(client: Client, cast: Cast) -> Client:
    """The planner's, in English."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.force_login(cast.planner)
    return client
