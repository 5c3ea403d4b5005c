"""The fixed cast: the people of a small invented subdistrict, and an outsider from the next one."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import translation
from pytest_django import DjangoDbBlocker

from onegrid.casework.acts import Actor
from onegrid.directory.models import Organisation, Person, Role
from onegrid.territory import generations
from onegrid.territory.models import Plan
from tests.factories import ELSEWHERE, ROOT, fill_at_once, make_organisation, make_person, make_plan

MICRO_GRID = ROOT + "001001001"
GRID = ROOT + "001001"
COMMUNITY = ROOT + "001"


@pytest.fixture(autouse=True)
def _fresh_memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What processes keep in memory, brakes too, belongs to one test, and is not read anew because a machine is slow."""
    monkeypatch.setattr(generations, "PATIENCE", 3600)
    generations.forget()
    cache.clear()
    yield
    generations.forget()


@pytest.fixture(autouse=True)
def _default_language() -> Iterator[None]:
    """A page asked for in one test leaves its reader's language switched on; none reaches the next test."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def land(db: None) -> Plan:
    """The plan in force of the small subdistrict."""
    return make_plan()


@dataclass
class Cast:
    """Everybody, on post."""

    grid_member: Person
    grid_leader: Person
    community_officer: Person
    duty_officer: Person
    handler: Person
    colleague: Person
    inspector: Person
    planner: Person
    administrator: Person
    auditor: Person
    leader: Person
    outsider: Person
    department: Organisation
    other_department: Organisation

    def actor(self, name: str) -> Actor:
        """Somebody as the one who acts. Posts are read anew, as a new request would."""
        return Actor.of(Person.objects.get(pk=getattr(self, name).pk))


@pytest.fixture
def cast(land: Plan) -> Cast:
    department, other = make_organisation("环卫所"), make_organisation("路灯管理所")
    make_plan(ELSEWHERE, west=117.0)
    seats = {
        "grid_member": ("王网格", Role.GRID_MEMBER, MICRO_GRID, None),
        "grid_leader": ("李格长", Role.GRID_LEADER, GRID, None),
        "community_officer": ("张社区", Role.COMMUNITY_OFFICER, COMMUNITY, None),
        "duty_officer": ("赵值班", Role.DUTY_OFFICER, ROOT, None),
        "handler": ("钱环卫", Role.DEPARTMENT_HANDLER, ROOT, department),
        "colleague": ("孙路灯", Role.DEPARTMENT_HANDLER, ROOT, other),
        "inspector": ("周核查", Role.INSPECTOR, ROOT, None),
        "planner": ("吴规划", Role.PLANNER, ROOT, None),
        "administrator": ("郑管理", Role.ADMINISTRATOR, ROOT, None),
        "auditor": ("冯审计", Role.AUDITOR, ROOT, None),
        "leader": ("陈书记", Role.LEADER, ROOT, None),
        "outsider": ("褚外人", Role.GRID_MEMBER, ELSEWHERE + "001001001", None),
    }
    people = {key: make_person(name, username=key) for key, (name, *_) in seats.items()}
    fill_at_once([(people[key], *seat) for key, (_, *seat) in seats.items()])
    return Cast(**people, department=department, other_department=other)


@pytest.fixture(scope="session", autouse=True)
def _flushable_record(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Tests that commit are cleaned by deleting rows; the record refuses that, so on SQLite its guard is lifted for them.

    The guard itself is tested in tests/audit, which sets it up again for the length of a test.
    """
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER IF EXISTS audit_entry_no_delete")
