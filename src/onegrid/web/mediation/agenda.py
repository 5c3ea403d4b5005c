"""What lies before whoever mediates: sessions that are planned, terms that fall due, visits to be made."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from onegrid.directory.rights import Right
from onegrid.mediation.models import FollowUp, Session
from onegrid.mediation.queries import disputes_visible_to
from onegrid.web.access import needs
from onegrid.web.mediation.lists import pages
from onegrid.web.mediation.place import viewer_of

AHEAD = timedelta(days=14)
MOST = 100


@needs(Right.MEDIATE, Right.RUN_MEDIATION)
@require_safe
def agenda(request: HttpRequest) -> HttpResponse:
    """The sessions to come, or held and not noted yet, and what is to be looked at within two weeks; the earliest first."""
    mine, today = disputes_visible_to(viewer_of(request)).values("pk"), timezone.localdate()
    sessions = Session.objects.filter(dispute__in=mine, state=Session.State.PLANNED)
    visits = FollowUp.objects.filter(dispute__in=mine, done_at__isnull=True, due_on__lte=today + AHEAD)
    words = {
        "sessions": sessions.select_related("dispute__case")[:MOST],
        "visits": visits.select_related("dispute__case", "term")[:MOST],
        "now": timezone.now(),
        "today": today,
        "pages": pages(request, "mediation-agenda"),
    }
    return render(request, "mediation/agenda.html", words)
