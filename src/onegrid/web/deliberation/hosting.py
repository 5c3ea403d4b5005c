"""The hosts' pages: which topics wait, and all that can be done with one."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onegrid.casework.models import Case
from onegrid.casework.queries import cases_visible_to
from onegrid.deliberation.domain.deciding import roll_of
from onegrid.deliberation.domain.topics import Proposal, raise_from_cases, raise_topic
from onegrid.deliberation.faults import TalkFault
from onegrid.deliberation.models import Decision, Stage, Topic
from onegrid.deliberation.queries import meetings_of, overview_of, questions_of, topics_visible_to, with_numbers
from onegrid.deliberation.rules import NEEDED_SUPPORTERS
from onegrid.deliberation.subjects import SUBJECTS
from onegrid.directory.models import Person
from onegrid.directory.rights import Right, has_right
from onegrid.web.access import needs
from onegrid.web.deliberation.forms import RaiseForm
from onegrid.web.deliberation.public import A_PAGE
from onegrid.web.deliberation.steps import STEPS, blank_form, offered_steps


class NewForm(RaiseForm):
    """A topic that the office raises, perhaps from like cases."""

    cases = forms.CharField(
        label=gettext_lazy("Numbers of like cases"),
        required=False,
        help_text=gettext_lazy("With spaces between, if it comes from cases."),
    )

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        field = self.fields["subject"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, each.title) for key, each in SUBJECTS.items()]
        field.widget = forms.Select(choices=field.choices)


@needs(Right.HOST_TALKS)
@never_cache
@require_GET
def hosted(request: HttpRequest) -> HttpResponse:
    """The topics of the host's areas; those that wait to be screened first."""
    viewer = cast(Person, request.user)
    stage, every = request.GET.get("stage", ""), topics_visible_to(viewer)
    waiting = every.filter(stage=Stage.RAISE, screened_at__isnull=True)
    found = {"": every, "waiting": waiting}.get(stage, every.filter(stage=stage))
    page = Paginator(with_numbers(found), A_PAGE).get_page(request.GET.get("page"))
    tabs = [
        {"title": _("All"), "url": "?", "current": not stage},
        {
            "title": _("To be screened"),
            "url": "?stage=waiting",
            "current": stage == "waiting",
            "count": waiting.count(),
        },
        *({"title": each.label, "url": f"?stage={each}", "current": stage == each} for each in Stage),
    ]
    return render(request, "deliberation/hosted.html", {"page": page, "tabs": tabs, "needed": NEEDED_SUPPORTERS})


@needs(Right.HOST_TALKS)
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Raise a topic for the office."""
    viewer, form = cast(Person, request.user), NewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        numbers = given.pop("cases").split()
        if not has_right(viewer, Right.HOST_TALKS, given["area_code"]):
            form.add_error("area_code", _("Choose an area of yours."))
        else:
            try:
                cases = _cases(viewer, numbers)
                proposal = Proposal(**given)
                topic = raise_from_cases(proposal, cases, by=viewer) if numbers else raise_topic(proposal, by=viewer)
            except TalkFault as fault:
                form.add_error("cases" if fault.code in ("few_cases", "no_case") else None, fault)
            else:
                return redirect("hosted-topic", topic.code)
    return render(request, "deliberation/hosted_new.html", {"form": form}, status=422 if form.errors else 200)


@needs(Right.HOST_TALKS)
@never_cache
@require_GET
def hosted_topic(request: HttpRequest, topic: str) -> HttpResponse:
    """One topic with the steps that make sense now."""
    return _show(request, _find(request, topic))


@needs(Right.HOST_TALKS)
@never_cache
@require_POST
def take_step(request: HttpRequest, topic: str, step: str) -> HttpResponse:
    """Take one step."""
    found, wanted, viewer = _find(request, topic), STEPS.get(step), cast(Person, request.user)
    if wanted is None:
        raise Http404
    form = blank_form(wanted, found, viewer, request.POST, request.FILES)
    if form.is_valid():
        try:
            wanted.verb(found, dict(form.cleaned_data), viewer)
        except TalkFault as fault:
            form.add_error(None, fault)
        else:
            messages.success(request, _("Done: %(move)s.") % {"move": wanted.title})
            return redirect("hosted-topic", found.code)
    return _show(request, found, tried=(wanted, form), status=422)


def _cases(viewer: Person, numbers: list[str]) -> list[Case]:
    """The cases of these numbers. Raises `TalkFault` that names those that the viewer cannot see."""
    found = list(cases_visible_to(viewer).filter(number__in=numbers))
    if unknown := sorted(set(numbers) - {case.number for case in found}):
        words = {"numbers": " ".join(unknown)}
        raise TalkFault(_("There are no such cases for you to see: %(numbers)s") % words, code="no_case")
    return found


def _find(request: HttpRequest, code: str) -> Topic:
    return get_object_or_404(topics_visible_to(cast(Person, request.user)), code=code)


def _show(request: HttpRequest, topic: Topic, *, tried: Any = None, status: int = 200) -> HttpResponse:
    decision = Decision.objects.filter(topic=topic).first()
    steps = offered_steps(topic, cast(Person, request.user))
    if tried and tried[0].stages:
        steps = [tried, *(each for each in steps if each[0].key != tried[0].key)]
    words = {
        "topic": topic,
        "steps": steps,
        "tried": tried[0].key if tried else "",
        "fault": tried[1].errors if tried else None,
        "supporters": topic.supports.count(),
        "needed": NEEDED_SUPPORTERS,
        "statements": topic.statements.select_related("table").order_by("-pk"),
        "overview": overview_of(topic),
        "decision": decision,
        "roll": roll_of(decision) if decision else None,
        "turnout": decision.ballots.count() if decision else 0,
        "actions": topic.actions.select_related("owner", "case"),
        "cases": topic.cases.all(),
        "meetings": meetings_of(topic),
        "questions": questions_of(topic),
        "remarks": topic.remarks.exclude(words="").order_by("-at")[:50],
    }
    return render(request, "deliberation/hosted_topic.html", words, status=status)
