"""What people keep at their own desk: filters under a name, the columns they want, whether single keys act."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onegrid.casework.domain.desks import (
    LONGEST_NAME,
    choose_columns,
    delete_filter,
    filters_of,
    habit_of,
    rename_filter,
    save_filter,
    switch_single_keys,
)
from onegrid.casework.models import SavedFilter
from onegrid.casework.queue import Selection
from onegrid.directory.models import Person
from onegrid.directory.rights import Right
from onegrid.web.access import needs
from onegrid.web.cases.shortcuts import PLACES
from onegrid.web.desk.columns import USUAL, all_columns, known_columns
from onegrid.web.desk.filters import describe_selection
from onegrid.web.desk.selection import read_selection, write_selection
from onegrid.web.fields import say_what_is_missing


class NameForm(forms.Form):
    """The name of a filter."""

    name = forms.CharField(label=gettext_lazy("Name of the filter"), max_length=LONGEST_NAME)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        say_what_is_missing(self)


@needs(Right.SEE_CASES)
@never_cache
@require_GET
def saved_filters(request: HttpRequest) -> HttpResponse:
    """The filters that one keeps, to rename and to delete."""
    return _show_filters(request)


@needs(Right.SEE_CASES)
@never_cache
@require_http_methods(["GET", "POST"])
def new_filter(request: HttpRequest) -> HttpResponse:
    """Keep what the queue is narrowed to under a name."""
    person, selection = cast(Person, request.user), read_selection(request.GET)
    chosen, form = write_selection(selection), NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            save_filter(person, form.cleaned_data["name"], chosen)
        except ValidationError as fault:
            form.add_error("name", fault)
        else:
            messages.success(request, _("The filter is saved."))
            return redirect(reverse("desk") + chosen)
    words = {"form": form, "chosen": chosen, "described": describe_selection(person, selection)}
    return render(request, "desk/filter_new.html", words, status=422 if form.errors else 200)


@needs(Right.SEE_CASES)
@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a filter another name."""
    form = NameForm(request.POST)
    try:
        if form.is_valid():
            rename_filter(_own(request, pk), form.cleaned_data["name"])
            messages.success(request, _("The filter has its new name."))
            return redirect("desk-filters")
    except ValidationError as fault:
        form.add_error("name", fault)
    return _show_filters(request, faulty=pk, form=form)


@needs(Right.SEE_CASES)
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a filter no longer."""
    delete_filter(_own(request, pk))
    messages.success(request, _("The filter is deleted."))
    return redirect("desk-filters")


@needs(Right.SEE_CASES)
@never_cache
@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest) -> HttpResponse:
    """Choose the columns of the queue; the export to Excel follows."""
    person, back = cast(Person, request.user), write_selection(read_selection(request.GET))
    if request.method == "POST":
        wanted = [] if "usual" in request.POST else known_columns(request.POST.getlist("column"))
        choose_columns(person, wanted)
        return redirect(reverse("desk") + back)
    shown = habit_of(person).columns or USUAL
    offered = [(column, column.key in shown) for column in all_columns() if column.listed]
    return render(request, "desk/columns.html", {"offered": offered, "back": back})


@needs(Right.SEE_CASES)
@never_cache
@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """What the keys do on the desk, and whether single letters act at all."""
    person = cast(Person, request.user)
    if request.method == "POST":
        switch_single_keys(person, "on" in request.POST.getlist("single_keys"))
        messages.success(request, _("Your choice is kept."))
        return redirect("desk")
    return render(request, "desk/keys.html", {"single_keys": habit_of(person).single_keys, "places": PLACES})


def saved_tabs(person: Person, selection: Selection) -> list[dict[str, Any]]:
    """The filters that somebody keeps, as tabs of the queue."""
    here = write_selection(selection)
    return [
        {"title": each.name, "url": each.chosen or "?", "current": each.chosen == here} for each in filters_of(person)
    ]


def _show_filters(request: HttpRequest, *, faulty: int = 0, form: NameForm | None = None) -> HttpResponse:
    person = cast(Person, request.user)
    lines = [
        {
            "filter": each,
            "described": describe_selection(person, read_selection(QueryDict(each.chosen.removeprefix("?")))),
            "form": form
            if form and each.pk == faulty
            else NameForm(initial={"name": each.name}, auto_id=f"{each.pk}-%s"),
        }
        for each in filters_of(person)
    ]
    return render(request, "desk/filters.html", {"lines": lines}, status=422 if form else 200)


def _own(request: HttpRequest, pk: int) -> SavedFilter:
    found = next((each for each in filters_of(cast(Person, request.user)) if each.pk == pk), None)
    if found is None:
        raise Http404(_("You keep no such filter."))
    return found
