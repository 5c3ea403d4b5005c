import random
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from onegrid.audit.domain.verification import verify
from onegrid.casework.acts import Actor
from onegrid.casework.dispatch.candidates import candidates_for
from onegrid.casework.domain.filing import Report, open_case
from onegrid.casework.domain.moving import make_move
from onegrid.casework.models import Case
from onegrid.demo.dispatch import SWEPT, certify_staff, leave_a_grid, sweep_lanes
from onegrid.demo.geography import Geography
from onegrid.demo.geography.places import PlaceBook
from onegrid.demo.land import settle
from onegrid.demo.staffing import found_organisations, lay_routes, staff_posts
from onegrid.directory.certificates import Standing, certifications_of
from onegrid.directory.models import Person, Role


@pytest.mark.django_db
def test_dispatch_has_something_to_say(geography: Geography, book: PlaceBook) -> None:
    until = timezone.now()
    today, starts = timezone.localdate(until), timezone.localdate(until - timedelta(days=730))
    root, grid = geography.subdistrict.code, geography.grids[1].code
    settle(geography, starts=starts)
    organisations = found_organisations(geography)
    staff = staff_posts(geography, organisations, random.Random(1), starts=starts)
    lay_routes(root, organisations)
    certify_staff(geography, random.Random(1), starts=starts)
    leave_a_grid(geography, on=today - timedelta(days=12))
    sweep_lanes(book, staff, seed=1, until=until)

    members = Person.objects.filter(posts__role=Role.GRID_MEMBER).values_list("pk", flat=True)
    standings = Counter(
        each.standing for each in certifications_of(list(members), ["消防安全培训合格证"], on=today).values()
    )
    assert standings[Standing.VALID] > 2 * standings[Standing.LAPSED] > 0 < standings[Standing.MISSING]
    held = Case.objects.filter(holder_organisation__name="综合执法大队", state="paused")
    assert held.count() == SWEPT

    micro = next(each.code for each in geography.micro_grids if each.code.startswith(grid))
    report = Report(kind="blocked-fire-passage", category="vehicle", description="消防通道被堵", area_code=micro)
    case = open_case(report).case
    desk = Actor.of(Person.objects.get(username="zhiban"))
    make_move(case, "escalate", actor=staff.departments[case.holder_organisation_id or 0][0], reason="需协调")
    said = {str(each.target.organisation or each.target.area): each for each in candidates_for(case, desk)}
    assert said["消防工作站"].is_suggested
    assert said["综合执法大队"].load.is_too_much
    assert said[grid].objections == [f"{today - timedelta(days=12)}起无人在岗"]
    assert list(verify()) == []
