"""A session for somebody's calendar (RFC 5545). It names the dispute by number and nobody at all."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Alarm, Calendar, Event

from onegrid.mediation.models import Session
from onegrid.mediation.queries import disputes_visible_to
from onegrid.web.access import signed_in
from onegrid.web.mediation.place import viewer_of

BEFORE = timedelta(hours=2)


@signed_in
@require_safe
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """A session as a file that calendars read."""
    mine = disputes_visible_to(viewer_of(request)).values("pk")
    session = Session.objects.select_related("dispute__case").filter(pk=pk, dispute__in=mine).first()
    if session is None:
        raise Http404(_("There is no such session."))
    return as_file(session)


def as_file(session: Session) -> HttpResponse:
    """The calendar of a session as a download."""
    answer = HttpResponse(calendar_of(session).to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{session.dispute.case.number}.ics"'
    return answer


def calendar_of(session: Session) -> Calendar:
    """The session as a calendar of one event; cancelled, it takes the event out again."""
    cancelled = session.state == Session.State.CANCELLED
    calendar, event, alarm = Calendar(), Event(), Alarm()
    calendar.add("prodid", "-//OneGrid//mediation//")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    event.add("uid", f"mediation-{session.pk}@onegrid")
    event.add("sequence", session.sequence)
    event.add("dtstamp", timezone.now())
    event.add("dtstart", timezone.localtime(session.starts))
    event.add("dtend", timezone.localtime(session.ends))
    event.add("summary", _("Mediation %(number)s") % {"number": session.dispute.case.number})
    event.add("location", session.room or session.link)
    if session.link:
        event.add("url", session.link)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("class", "CONFIDENTIAL")
    alarm.add("action", "DISPLAY")
    alarm.add("description", _("Mediation %(number)s") % {"number": session.dispute.case.number})
    alarm.add("trigger", -BEFORE)
    event.add_component(alarm)
    calendar.add_component(event)
    return calendar
