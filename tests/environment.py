"""Where the tests run: a home of their own, never the office's."""

import os
import tempfile

import pytest

HOME = tempfile.mkdtemp(prefix="onegrid-tests-")
os.environ["ONEGRID_HOME"] = HOME
os.environ["ONEGRID_DATA_KEYS"] = "dGVzdHMgb25seSwgbm90IGEgc2VjcmV0IGF0IGFsbCwgMzI"
os.environ["ONEGRID_SECRET_KEY"] = "tests only, not a secret"
os.environ["ONEGRID_OUTBOX"] = "memory"
os.environ["ONEGRID_SECOND_FACTOR"] = "0"
os.environ.setdefault("DATABASE_URL", f"sqlite:///{HOME}/tests.sqlite3")

OPTION = "--only-with-database"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(OPTION, action="store_true", help="leave out the tests that no other database could make fail")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption(OPTION):
        spared = [item for item in items if not touches_database(item)]
        config.hook.pytest_deselected(items=spared)
        items[:] = [item for item in items if touches_database(item)]


def touches_database(item: pytest.Item) -> bool:
    """Whether a test has a database; without asking for one it would be refused it."""
    asked = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None
