"""Whoever moves open cases to a new plan is killed again and again; at the end every case was moved, and once."""

import os
import signal
import time

import pytest
from django.db import connections

from onegrid.audit.domain.verification import verify
from onegrid.audit.models import Entry
from onegrid.casework.domain import resettling
from onegrid.casework.domain.resettling import resettle_cases
from onegrid.casework.models import Case
from tests.conftest import Cast
from tests.factories import at, make_case, make_plan, redrawn_areas

CASES, KILLS = 120, 12
AFTER = at("2026-04-01 00:05")


def start_moving() -> int:
    """Fork a child that moves cases until none is left; returns its process id."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            while resettle_cases(at=AFTER, most=10):
                pass
        finally:
            os._exit(0)
    return child


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_every_case_is_moved_once_whoever_is_killed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resettling, "TOGETHER", 5)
    for number in range(CASES):
        make_case(when=at("2026-03-02 09:00"), lon=116.0005 + number * 0.0003, lat=36.005)
    plan = make_plan(areas=redrawn_areas(), starts=AFTER.date())
    for number in range(KILLS):
        child = start_moving()
        time.sleep(0.02 + number * 0.01)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    while resettle_cases(at=AFTER):
        pass
    assert Case.objects.filter(plan=plan).count() == CASES
    assert Entry.objects.filter(verb="plan changed").count() == CASES
    assert list(verify()) == []
