"""Outcome figures of a period, for those who may see figures. No number under five is on the page."""

from datetime import date, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from onegrid.directory.rights import Right, scope_of
from onegrid.mediation.figures import LEAST, outcome_figures
from onegrid.mediation.models.dispute import Sort
from onegrid.territory.queries import name_of
from onegrid.web.access import needs
from onegrid.web.mediation.lists import pages
from onegrid.web.mediation.place import viewer_of
from onegrid.web.office.inputs import SayingForm, date_input


class PeriodForm(SayingForm):
    """From a day to a day."""

    since = forms.DateField(label=_("From"), widget=date_input())
    until = forms.DateField(label=_("Until"), widget=date_input())
    area = forms.ChoiceField(label=_("Area"))


@needs(Right.SEE_FIGURES)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """What came of the disputes of a period."""
    prefixes = sorted(scope_of(viewer_of(request), Right.SEE_FIGURES).prefixes)
    today = timezone.localdate()
    period = {"since": today - timedelta(days=364), "until": today, "area": prefixes[0]}
    form = PeriodForm({**period, **request.GET.dict()})
    form.fields["area"].choices = [(each, name_of(each)) for each in prefixes]  # type: ignore[attr-defined]
    if form.is_valid():
        period = form.cleaned_data
    since, until, area = period["since"], period["until"], period["area"]
    assert isinstance(since, date) and isinstance(until, date)
    whole, *rows = outcome_figures(str(area), since=since, until=until)
    words = {
        "form": form,
        "whole": whole,
        "rows": [(Sort(row.sort).label, row) for row in rows],
        "least": LEAST,
        "pages": pages(request, "mediation-figures"),
    }
    return render(request, "mediation/figures.html", words)
