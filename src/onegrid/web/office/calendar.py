"""The office's working time: its hours, the years ahead, and the days that it declares itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onegrid.casework.calendars import calendar_of, is_provisional
from onegrid.casework.day_lists import read_days
from onegrid.casework.domain.calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    Ruling,
    declare_days,
    set_office_hours,
    withdraw_days,
)
from onegrid.casework.models import CalendarDay
from onegrid.directory.rights import Right
from onegrid.lib.working_time import STATUTORY_YEARS
from onegrid.web.access import needs
from onegrid.web.office.addresses import address
from onegrid.web.office.inputs import SayingForm, date_input
from onegrid.web.office.page import show
from onegrid.web.office.place import Office, office_of, refuse

MOST_DAYS, SATURDAY = 366, 5


class HoursForm(SayingForm):
    """The office hours."""

    hours = forms.CharField(
        label=gettext_lazy("Office hours"),
        max_length=60,
        help_text=gettext_lazy("In order, with the break between them, like this: 09:00-12:00 13:30-17:30."),
    )


class DaysForm(SayingForm):
    """One day, or a run of days, that the office declares."""

    first = forms.DateField(label=gettext_lazy("Day"), widget=date_input())
    last = forms.DateField(label=gettext_lazy("until"), required=False, widget=date_input())
    working = forms.ChoiceField(
        label=gettext_lazy("This is"),
        choices=[("0", gettext_lazy("a day off")), ("1", gettext_lazy("a working day"))],
        widget=forms.RadioSelect,
        initial="0",
    )
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=60)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, last = found.get("first"), found.get("last") or found.get("first")
        if first and last and not 0 <= (last - first).days < MOST_DAYS:
            self.add_error("last", _("The days must follow on each other, a year at most."))
        return found

    def rulings(self) -> list[Ruling]:
        """What the form declares of each day."""
        asked = self.cleaned_data
        count = ((asked["last"] or asked["first"]) - asked["first"]).days + 1
        days = (asked["first"] + timedelta(days=each) for each in range(count))
        return [Ruling(day, asked["working"] == "1", asked["note"]) for day in days]


class ListForm(SayingForm):
    """A list of days as text."""

    year = forms.IntegerField(
        label=gettext_lazy("Year, where a date names none"), min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    text = forms.CharField(
        label=gettext_lazy("The days"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 8}),
        help_text=gettext_lazy(
            "Paste the yearly notice of the State Council, or write a day a line: 2027-02-06 休 春节."
        ),
    )


@dataclass(frozen=True)
class Day:
    """A day of a year: whether the office is open, whether it declared that itself, and why."""

    day: date
    working: bool
    own: bool
    note: str = ""


@needs(Right.EDIT_CALENDAR)
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """A year of the office, what it declared, and the forms to declare more."""
    return _show(request, office_of(request, Right.EDIT_CALENDAR))


@needs(Right.EDIT_CALENDAR)
@require_POST
def hours(request: HttpRequest) -> HttpResponse:
    """Set the office hours."""
    office, form = office_of(request, Right.EDIT_CALENDAR), HoursForm(request.POST)
    if form.is_valid():
        try:
            moved = set_office_hours(office.root, form.cleaned_data["hours"], actor=office.actor)
            return _done(request, office, _("The office hours are set."), moved)
        except ValidationError as fault:
            form.add_error("hours", fault)
    return _show(request, office, hours_form=form)


@needs(Right.EDIT_CALENDAR)
@require_POST
def days(request: HttpRequest) -> HttpResponse:
    """Declare a run of days."""
    office, form = office_of(request, Right.EDIT_CALENDAR), DaysForm(request.POST)
    if form.is_valid():
        try:
            moved = declare_days(office.root, form.rulings(), actor=office.actor)
            return _done(request, office, _("The days are declared."), moved, form.cleaned_data["first"].year)
        except ValidationError as fault:
            refuse(form, fault)
    return _show(request, office, days_form=form)


@needs(Right.EDIT_CALENDAR)
@require_http_methods(["GET", "POST"])
def day_list(request: HttpRequest) -> HttpResponse:
    """Read a list of days, show what was understood, and declare it once that is confirmed."""
    office = office_of(request, Right.EDIT_CALENDAR)
    form = ListForm(request.POST or None, initial={"year": next_unknown_year(office.root) or timezone.localdate().year})
    rulings: list[Ruling] = []
    if request.method == "POST" and form.is_valid():
        try:
            rulings = read_days(form.cleaned_data["text"], year=form.cleaned_data["year"])
            if "confirmed" in request.POST:
                moved = declare_days(office.root, rulings, actor=office.actor)
                return _done(request, office, _("The days are declared."), moved, rulings[0].day.year)
        except ValidationError as fault:
            form.add_error("text", fault)
    words = {"form": form, "rulings": rulings}
    return show(request, "day_list", office, "office-calendar", status=422 if form.errors else 200, **words)


@needs(Right.EDIT_CALENDAR)
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Let declared days be again what the published calendar says."""
    office = office_of(request, Right.EDIT_CALENDAR)
    chosen = [day for day in map(_read_day, request.POST.getlist("day")) if day]
    if not chosen:
        messages.error(request, _("Choose the days to withdraw."))
        return redirect(office.url("office-calendar"))
    moved = withdraw_days(office.root, chosen, actor=office.actor)
    return _done(request, office, _("The days are as published again."), moved, chosen[0].year)


def next_unknown_year(root: str) -> int | None:
    """This year or the next, if its holidays are neither published nor declared."""
    this = timezone.localdate().year
    return next((year for year in (this, this + 1) if is_provisional(root, date(year, 1, 1))), None)


def unusual_days(root: str, year: int) -> list[Day]:
    """The days of a year that are not what the week says: days off from Monday to Friday, working days at weekends."""
    declared = {row.day: row for row in CalendarDay.objects.filter(subdistrict=root, day__year=year)}
    open_on, first = calendar_of(root).is_working_day, date(year, 1, 1)
    found = []
    for each in (first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days)):
        if (works := open_on(each)) != (each.weekday() < SATURDAY):
            own = declared.get(each)
            found.append(Day(each, works, own is not None, own.note if own else ""))
    return found


def years_of(office: Office, chosen: int) -> list[dict[str, Any]]:
    """The years around this one, those with days of the office's own, and the chosen one: what is known of each."""
    this = timezone.localdate().year
    days = CalendarDay.objects.filter(subdistrict=office.root).dates("day", "year")
    declared = {day.year for day in days}
    years = sorted({this - 1, this, this + 1, chosen} | declared)
    return [{"year": year, "url": _url(office, year), "said": _say_year(year, declared)} for year in years]


def _say_year(year: int, declared: set[int]) -> str:
    if year in STATUTORY_YEARS:
        return _("published, with days of its own") if year in declared else _("published")
    return _("declared") if year in declared else _("unknown")


def _show(
    request: HttpRequest,
    office: Office,
    *,
    hours_form: HoursForm | None = None,
    days_form: DaysForm | None = None,
) -> HttpResponse:
    year = _year(request.GET.get("year", ""))
    declared: Sequence[CalendarDay] = list(CalendarDay.objects.filter(subdistrict=office.root, day__year=year))
    words = {
        "year": year,
        "years": years_of(office, year),
        "unknown": next_unknown_year(office.root),
        "unusual": unusual_days(office.root, year),
        "declared": declared,
        "hours_form": hours_form or HoursForm(initial={"hours": str(calendar_of(office.root).office_hours)}),
        "days_form": days_form or DaysForm(initial={"first": request.GET.get("day", ""), "working": "0"}),
    }
    return show(request, "calendar", office, "office-calendar", status=422 if hours_form or days_form else 200, **words)


def _done(request: HttpRequest, office: Office, said: str, moved: int, year: int | None = None) -> HttpResponse:
    count = ngettext("%(count)d open deadline moved.", "%(count)d open deadlines moved.", moved) % {"count": moved}
    messages.success(request, f"{said} {count}")
    return redirect(_url(office, year) if year else office.url("office-calendar"))


def _url(office: Office, year: int) -> str:
    return reverse("office-calendar") + address(office, year=year)


def _year(text: str) -> int:
    this = timezone.localdate().year
    return int(text) if text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR else this


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
