"""The overview: how the office stands, and what an administrator should look at."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from onegrid.audit.models import Anchor
from onegrid.casework.calendars import settings_of
from onegrid.casework.models import Route
from onegrid.casework.registry import case_types
from onegrid.directory.bereft import changeover_of, count_lost
from onegrid.directory.models import Credential, Token
from onegrid.directory.queries import people_administered_by, people_visible_to
from onegrid.directory.rights import Right, has_right, scope_of
from onegrid.territory.models import Plan
from onegrid.web.access import needs
from onegrid.web.office.calendar import next_unknown_year
from onegrid.web.office.page import show
from onegrid.web.office.people import empty_seats
from onegrid.web.office.place import EVERY_RIGHT, Office, office_of
from onegrid.web.relative import say_date

LAPSES_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Standing:
    """One thing of the office: how it stands, where it is looked after, and whether it asks for something."""

    title: str
    text: str
    url: str
    asks: bool = False


@needs(*EVERY_RIGHT)
@require_safe
def office(request: HttpRequest) -> HttpResponse:
    """How the office stands."""
    here = office_of(request, *EVERY_RIGHT, whole=False)
    ways = {
        Right.SEE_PEOPLE: _people,
        Right.EDIT_ROUTES: _rules,
        Right.EDIT_CALENDAR: _years,
        Right.EDIT_PLANS: _plans,
        Right.SEE_RECORD: _record,
    }
    seen = [each for right, say in ways.items() if has_right(here.viewer, right) for each in say(here)]
    if has_right(here.viewer, Right.EDIT_PEOPLE):
        seen += _keys(here)
    return show(request, "home", here, "office", standings=sorted(seen, key=lambda each: not each.asks))


def _people(office: Office) -> list[Standing]:
    count, empty = people_visible_to(office.viewer).count(), len(empty_seats(office.root))
    staff = ngettext("%(count)d person on post", "%(count)d people on post", count) % {"count": count}
    vacant = ngettext(
        "%(count)d area has nobody at its own seat", "%(count)d areas have nobody at their own seat", empty
    )
    found = [Standing(_("People"), staff, office.url("office-people"))]
    if empty:
        found.append(Standing(_("Empty seats"), vacant % {"count": empty}, office.url("office-seats"), asks=True))
    change = changeover_of(office.root)
    if change and (lost := count_lost(change, scope_of(office.viewer, Right.SEE_PEOPLE))):
        words = ngettext("%(count)d post has lost its area", "%(count)d posts have lost their area", lost)
        found.append(Standing(_("New plan"), words % {"count": lost}, office.url("office-bereft"), asks=True))
    soon = timezone.localdate() + LAPSES_WITHIN
    lapsing = Credential.objects.filter(
        person__in=people_administered_by(office.viewer).values("pk"), expires__lte=soon
    )
    if lapses := lapsing.count():
        words = ngettext(
            "%(count)d certificate has lapsed or lapses within 30 days",
            "%(count)d certificates have lapsed or lapse within 30 days",
            lapses,
        )
        found.append(Standing(_("Certificates"), words % {"count": lapses}, office.url("office-people"), asks=True))
    return found


def _rules(office: Office) -> list[Standing]:
    count, settings = Route.objects.filter(subdistrict=office.root).count(), settings_of(office.root)
    routes = ngettext("%(count)d route", "%(count)d routes", count) % {"count": count}
    kinds = ngettext("%(count)d kind of case", "%(count)d kinds of case", len(case_types()))
    retired = sum(each.retired for each in settings.values())
    text = kinds % {"count": len(case_types())}
    if retired:
        text += " · " + ngettext("%(count)d no longer taken", "%(count)d no longer taken", retired) % {"count": retired}
    return [
        Standing(_("Routes"), routes, office.url("office-routes")),
        Standing(_("Kinds"), text, office.url("office-kinds")),
    ]


def _years(office: Office) -> list[Standing]:
    year = next_unknown_year(office.root)
    text = _("The holidays of %(year)d are not known yet. Enter them once they are published.") % {"year": year or 0}
    known = _("The holidays of this year and the next are known.")
    return [Standing(_("Calendar"), text if year else known, office.url("office-calendar"), asks=year is not None)]


def _plans(office: Office) -> list[Standing]:
    plans = Plan.objects.filter(subdistrict=office.root)
    now = plans.filter(status=Plan.Status.IN_FORCE).first()
    text = (
        _("%(plan)s is in force since %(day)s") % {"plan": now, "day": say_date(now.starts)}
        if now and now.starts
        else ""
    )
    waiting = plans.exclude(status__in=(Plan.Status.IN_FORCE, Plan.Status.SUPERSEDED)).count()
    found = [Standing(_("Areas"), text or _("No plan is in force"), office.url("office-areas"), asks=not text)]
    if waiting:
        words = ngettext("%(count)d plan waits to be put in force", "%(count)d plans wait to be put in force", waiting)
        found.append(Standing(_("Plans"), words % {"count": waiting}, office.url("office-areas"), asks=True))
    return found


def _record(office: Office) -> list[Standing]:
    last = Anchor.objects.order_by("-day").first()
    text = _("Last anchored on %(day)s") % {"day": say_date(last.day)} if last else _("Not anchored yet")
    return [Standing(_("Record"), text, office.url("office-record"), asks=last is None)]


def _keys(office: Office) -> list[Standing]:
    mine = people_administered_by(office.viewer).values("pk")
    count = Token.objects.filter(person__in=mine, revoked=False).count()
    text = ngettext("%(count)d key in use", "%(count)d keys in use", count) % {"count": count}
    return [Standing(_("Keys"), text, office.url("office-keys"))]
