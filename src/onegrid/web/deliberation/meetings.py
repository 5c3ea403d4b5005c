"""Meetings: a calendar file to keep, and signing in by the code at the door."""

from collections.abc import Iterable
from typing import Any

import segno
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from icalendar import Calendar, Event

from onegrid.casework.domain.attachments import path_of
from onegrid.deliberation.domain.meeting import sign_in
from onegrid.deliberation.faults import TalkFault
from onegrid.deliberation.models import Meeting, MeetingPhoto
from onegrid.deliberation.queries import meetings_to_come, topics_visible_to
from onegrid.directory.rights import Right
from onegrid.web.access import needs, open_to_all
from onegrid.web.deliberation.identity import participant_of
from onegrid.web.deliberation.public import A_PAGE, find_topic


@open_to_all
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """All meetings to come, as a calendar to subscribe to."""
    return _file(request, meetings_to_come(), "meetings.ics")


@open_to_all
@require_GET
def meetings(request: HttpRequest) -> HttpResponse:
    """All meetings to come, the next first."""
    page = Paginator(meetings_to_come(), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "deliberation/meetings.html", {"page": page})


@open_to_all
@require_GET
def photo(request: HttpRequest, topic: str, photo: int) -> FileResponse:
    """A photo of a meeting, for everybody."""
    found = get_object_or_404(MeetingPhoto.objects.select_related("file"), meeting__topic=find_topic(topic), pk=photo)
    path = path_of(found.file_id)
    if not path.exists():
        raise Http404
    response = FileResponse(path.open("rb"), content_type=found.file.media_type)
    # For a while only: whoever thinks better of it is not to be seen any more soon after.
    response["Cache-Control"] = "public, max-age=600"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@open_to_all
@require_GET
def meeting_file(request: HttpRequest, topic: str, meeting: int) -> HttpResponse:
    """One meeting as a calendar file."""
    found = get_object_or_404(Meeting.objects.select_related("topic"), topic=find_topic(topic), pk=meeting)
    return _file(request, [found], f"meeting-{topic}.ics")


@open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def here(request: HttpRequest, topic: str, token: str) -> HttpResponse:
    """Sign in at the door."""
    meeting = get_object_or_404(Meeting.objects.select_related("topic"), topic=find_topic(topic), token=token)
    who = participant_of(request)
    if who is None:
        return redirect(f"{reverse('talk-who')}?next={request.path}")
    if request.method == "GET":
        return render(request, "deliberation/here.html", {"meeting": meeting, "topic": meeting.topic})
    try:
        new = sign_in(meeting, who)
        messages.success(request, _("You are signed in.") if new else _("You had signed in before."))
    except TalkFault as fault:
        messages.error(request, fault.messages[0])
    return redirect(meeting.topic)


@needs(Right.HOST_TALKS)
@never_cache
@require_GET
def door(request: HttpRequest, topic: str, meeting: int) -> HttpResponse:
    """The sheet for the door, with the code to sign in."""
    viewer: Any = request.user
    visible = topics_visible_to(viewer)
    found = get_object_or_404(Meeting.objects.select_related("topic"), topic__in=visible, topic__code=topic, pk=meeting)
    link = request.build_absolute_uri(reverse("meeting-here", args=[topic, found.token]))
    words = {"meeting": found, "topic": found.topic, "link": link, "picture": _qr(link)}
    return render(request, "deliberation/door.html", words)


def _qr(link: str) -> SafeString:
    return mark_safe(
        segno.make(link, error="q", micro=False).svg_inline(scale=6, border=3, dark="#16232e", light="#ffffff")
    )


def _file(request: HttpRequest, meetings: Iterable[Meeting], name: str) -> HttpResponse:
    made = Calendar()
    made.add("prodid", "-//OneGrid//talks//")
    made.add("version", "2.0")
    for meeting in meetings:
        made.add_component(_event(request, meeting))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8", headers=headers)


def _event(request: HttpRequest, meeting: Meeting) -> Event:
    event, link = Event(), request.build_absolute_uri(meeting.topic.get_absolute_url())
    event.add("uid", f"meeting-{meeting.pk}@{request.get_host()}")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("summary", meeting.topic.title)
    event.add("location", meeting.place)
    event.add("description", f"{meeting.agenda}\n{link}")
    event.add("url", link)
    if meeting.called_off:
        event.add("status", "CANCELLED")
        event.add("sequence", 1)
    return event
