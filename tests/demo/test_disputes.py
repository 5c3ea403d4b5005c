import random
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from onegrid.audit.domain.verification import verify
from onegrid.demo.crew import gather_crew
from onegrid.demo.disputes import settle_disputes, words
from onegrid.demo.geography import Geography
from onegrid.demo.geography.places import PlaceBook
from onegrid.demo.land import settle
from onegrid.demo.staffing import MEDIATORS, found_organisations, lay_routes, staff_posts
from onegrid.mediation.figures import outcome_figures
from onegrid.mediation.matching import certified
from onegrid.mediation.models import Agreement, Dispute, Party, Session, Term
from onegrid.mediation.models.dispute import Sort


def test_there_are_words_for_every_type_and_every_hole_in_them_is_filled() -> None:
    assert set(words()) == set(Sort.values)
    assert sum(known["share"] for known in words().values()) == 100
    for known in words().values():
        for text in (*known["statements"], *known["wants"], *known["terms"]):
            assert "{" not in text.format(place="云杉社区", sum=300)


@pytest.mark.django_db
def test_disputes_live_a_year_through_the_rooms_own_verbs(geography: Geography, book: PlaceBook) -> None:
    until = timezone.now()
    starts = timezone.localdate(until - timedelta(days=730))
    settle(geography, starts=starts)
    organisations = found_organisations(geography)
    staff = staff_posts(geography, organisations, random.Random(1), starts=starts)
    lay_routes(geography.subdistrict.code, organisations)
    crew = gather_crew(geography, random.Random(1), starts=starts)
    assert len(certified(crew.mediators)) == MEDIATORS - 1
    assert list(settle_disputes(book, staff, crew, seed=1, count=150, until=until)) == [100, 150]
    states = Counter(Dispute.objects.values_list("case__state", flat=True))
    assert states.total() == 150 and states["closed"] > 75 and states["refused"] and states["mediating"]
    numbers = Agreement.objects.order_by("year", "serial").values_list("year", "serial")
    by_year = {year: [serial for each, serial in numbers if each == year] for year, _serial in numbers}
    assert all(serials == list(range(1, len(serials) + 1)) for serials in by_year.values())
    assert not Term.objects.filter(agreement__state="kept", kept_on=None).exists()
    assert all(each.minutes for each in Session.objects.filter(state="held"))
    assert Party.objects.count() == 300
    whole, *_sorts = outcome_figures(geography.subdistrict.code, since=starts, until=timezone.localdate(until))
    assert whole.counts["brought"] == 150
    assert list(verify()) == []
