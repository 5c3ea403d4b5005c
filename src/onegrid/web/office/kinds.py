"""What an office sets about the kinds of case: its own titles and limits, and what it no longer takes."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onegrid.casework.calendars import allowed_for, settings_of
from onegrid.casework.case_type import CaseType, Clock
from onegrid.casework.diagram import svg
from onegrid.casework.domain.kinds import retire_kind, set_kind
from onegrid.casework.models import KindSetting
from onegrid.casework.registry import case_type
from onegrid.directory.rights import Right
from onegrid.lib.durations import Duration
from onegrid.web.access import needs
from onegrid.web.durations import UNIT_TITLES, say_duration
from onegrid.web.kinds import title_of
from onegrid.web.office import choices
from onegrid.web.office.page import show
from onegrid.web.office.place import office_of, refuse


class LimitWidget(forms.MultiWidget):
    """A number and a unit beside it."""

    template_name = "office/limit.html"

    def __init__(self) -> None:
        number = forms.NumberInput({"min": "0", "step": "any", "aria-label": gettext_lazy("How much")})
        unit = forms.Select({"aria-label": gettext_lazy("Unit")}, UNIT_TITLES.items())
        super().__init__([number, unit])

    def decompress(self, value: str | None) -> list[Any]:
        amount, _space, unit = (value or "").partition(" ")
        return [amount, unit or "working_days"]


class LimitField(forms.MultiValueField):
    """A time limit as a number and a unit; cleaned to the text of a `Duration`, '' if no number is given."""

    def __init__(self, clock: Clock) -> None:
        parts = (forms.CharField(required=False), forms.ChoiceField(choices=UNIT_TITLES.items(), required=False))
        super().__init__(
            parts,
            widget=LimitWidget(),
            label=str(clock.title),
            required=False,
            require_all_fields=False,
            help_text=_("Without a number of your own: %(limit)s.") % {"limit": say_duration(clock.allowed)},
        )

    def compress(self, values: list[Any]) -> str:
        amount, unit = (str(each or "").strip() for each in [*values, "", ""][:2])
        if not amount:
            return ""
        try:
            return str(Duration.parse(f"{amount} {unit or 'working_days'}"))
        except ValueError as fault:
            raise ValidationError(_("Give a number above zero; working days come whole.")) from fault


class KindForm(forms.Form):
    """An office's own title of a kind, and its own limits."""

    title = forms.CharField(label=gettext_lazy("Own title"), required=False, max_length=60)

    def __init__(self, kind: CaseType, setting: KindSetting | None, data: Any = None) -> None:
        own = setting.allowed if setting else {}
        limits = {f"limit-{clock.key}": own.get(clock.key) or f" {clock.allowed.unit}" for clock in kind.clocks}
        super().__init__(data, initial={"title": setting.title if setting else "", **limits})
        self.kind = kind
        self.fields["title"].help_text = _("Without one of your own: %(title)s.") % {"title": kind.title}
        for clock in kind.clocks:
            self.fields[f"limit-{clock.key}"] = LimitField(clock)

    @property
    def allowed(self) -> dict[str, str]:
        """The limits given, by clock."""
        given = {clock.key: self.cleaned_data.get(f"limit-{clock.key}") or "" for clock in self.kind.clocks}
        return {key: text for key, text in given.items() if text}


@dataclass(frozen=True)
class KindLine:
    """A kind as the office has it. `limits` are (clock, how long, whether it is the office's own)."""

    kind: CaseType
    title: str
    standard: str
    retired: bool
    limits: list[tuple[str, str, bool]]


@needs(Right.EDIT_ROUTES)
@require_safe
def kinds(request: HttpRequest) -> HttpResponse:
    """Every kind, with the office's own wording and limits."""
    office = office_of(request, Right.EDIT_ROUTES)
    lines = [_line(kind, office.root) for kind in choices.kinds(office.root)]
    return show(request, "kinds", office, "office-kinds", lines=lines)


@needs(Right.EDIT_ROUTES)
@require_http_methods(["GET", "POST"])
def kind(request: HttpRequest, kind: str) -> HttpResponse:
    """The office's own title and limits of one kind."""
    office, found = office_of(request, Right.EDIT_ROUTES), _kind(kind)
    setting = settings_of(office.root).get(kind)
    form = KindForm(found, setting, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_kind(office.root, kind, actor=office.actor, title=form.cleaned_data["title"], allowed=form.allowed)
        except ValidationError as fault:
            refuse(form, fault)
        else:
            messages.success(request, _("Saved. The limits hold for whatever begins from now on."))
            return redirect(office.url("office-kinds"))
    words = {"form": form, "kind": found, "line": _line(found, office.root)}
    return show(request, "kind", office, "office-kinds", status=422 if form.errors else 200, **words)


@needs(Right.EDIT_ROUTES)
@require_safe
def kind_diagram(request: HttpRequest, kind: str) -> HttpResponse:
    """The states of a kind and the steps between them, as a picture."""
    office, found = office_of(request, Right.EDIT_ROUTES), _kind(kind)
    line, picture = _line(found, office.root), svg(found)
    return show(request, "kinds_diagram", office, "office-kinds", kind=found, line=line, picture=picture)


@needs(Right.EDIT_ROUTES)
@require_POST
def retire(request: HttpRequest, kind: str) -> HttpResponse:
    """No longer take a kind, or take it again."""
    office, found = office_of(request, Right.EDIT_ROUTES), _kind(kind)
    retired = request.POST.get("retired") == "1"
    retire_kind(office.root, kind, actor=office.actor, retired=retired)
    said = _("“%(kind)s” is no longer taken. Open cases go on.") if retired else _("“%(kind)s” is taken again.")
    messages.success(request, said % {"kind": title_of(found, office.root)})
    return redirect(office.url("office-kinds"))


def _kind(key: str) -> CaseType:
    try:
        return case_type(key)
    except KeyError:
        raise Http404(_("There is no kind of case called “%(kind)s”.") % {"kind": key}) from None


def _line(kind: CaseType, root: str) -> KindLine:
    setting = settings_of(root).get(kind.key)
    return KindLine(
        kind,
        title_of(kind, root),
        str(kind.title),
        setting is not None and setting.retired,
        [(str(clock.title), say_duration(limit), own) for clock, limit, own in _limits(kind, root)],
    )


def _limits(kind: CaseType, root: str) -> list[tuple[Clock, Duration, bool]]:
    limits = [(clock, allowed_for(root, kind.key, clock.key, clock.allowed)) for clock in kind.clocks]
    return [(clock, limit, limit != clock.allowed) for clock, limit in limits]
