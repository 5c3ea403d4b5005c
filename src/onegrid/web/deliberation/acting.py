"""What residents do: show who they are, raise, support, say, answer, vote, and judge at the end."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from onegrid.deliberation.domain.deciding import cast_vote
from onegrid.deliberation.domain.doing import remark as say_whether_done
from onegrid.deliberation.domain.talking import Repeats, answer, say
from onegrid.deliberation.domain.topics import Proposal, check_subject, raise_topic, support_topic
from onegrid.deliberation.domain.verifying import send_code, verify_code
from onegrid.deliberation.faults import TalkFault
from onegrid.deliberation.models import Decision, Participant, Statement, Topic
from onegrid.deliberation.models.topic import Origin
from onegrid.deliberation.queries import next_statement
from onegrid.deliberation.subjects import ELSEWHERE
from onegrid.deliberation.voices import voice_of
from onegrid.directory.models import Person
from onegrid.directory.rights import Right, has_right
from onegrid.web.access import open_to_all
from onegrid.web.deliberation.forms import CodeForm, PhoneForm, RaiseForm, StatementForm
from onegrid.web.deliberation.identity import forget, participant_of, remember
from onegrid.web.deliberation.public import find_bare_topic, find_topic, words_of
from onegrid.web.public.throttle import Brake

CODES = Brake("talk-codes", 20)
# Of one person within ten minutes: nobody reads a statement in less than two seconds.
ANSWERS, STATEMENTS, TOPICS = Brake("talk-answers", 300), Brake("talk-statements", 5), Brake("talk-topics", 3)
# From one address, behind which a whole compound may be.
FROM_HERE = Brake("talk-from-here", 6000)
Acting = Callable[[HttpRequest, Any, Participant], HttpResponse]


@open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def show_who(request: HttpRequest) -> HttpResponse:
    """Show that a telephone is one's own: first its number, then the code that was sent."""
    back = _back(request)
    if request.method == "GET":
        return render(
            request, "deliberation/who.html", {"form": PhoneForm(), "back": back, "who": participant_of(request)}
        )
    if "forget" in request.POST:
        return forget(redirect(back))
    if CODES.is_on(request):
        messages.error(request, _("Too many tries from here. Wait ten minutes."))
        return redirect(f"{reverse('talk-who')}?next={back}")
    CODES.note(request)
    return _check_code(request, back) if "code" in request.POST else _send(request, back)


def _send(request: HttpRequest, back: str) -> HttpResponse:
    form = PhoneForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            send_code(given["phone"])
        except ValidationError as fault:
            form.add_error("phone", fault)
        else:
            return render(
                request, "deliberation/who.html", {"form": CodeForm(initial=given), "back": back, "sent": True}
            )
    return render(request, "deliberation/who.html", {"form": form, "back": back}, status=422)


def _check_code(request: HttpRequest, back: str) -> HttpResponse:
    form = CodeForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            who = verify_code(given["phone"], given["code"], area_code=given["area_code"])
        except ValidationError as fault:
            form.add_error("code", fault)
        else:
            return remember(redirect(back), who)
    return render(request, "deliberation/who.html", {"form": form, "back": back, "sent": True}, status=422)


def _back(request: HttpRequest) -> str:
    back = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if safe else reverse("topics")


@open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def raise_one(request: HttpRequest) -> HttpResponse:
    """Raise a topic; whatever cannot be talked over is told where to go."""
    form = RaiseForm(request.POST or None)
    elsewhere = ELSEWHERE.get(request.POST.get("subject", ""))
    who = _raiser(request)
    if request.method == "POST" and elsewhere is None and form.is_valid():
        if who is None:
            return redirect(f"{reverse('talk-who')}?next={request.path}")
        try:
            check_subject(form.cleaned_data["subject"])
            _hold(TOPICS, request, who)
            origin = Origin.GRID_MEMBER if isinstance(who, Person) else Origin.RESIDENT
            raise_topic(Proposal(**form.cleaned_data), by=who, origin=origin)
        except TalkFault as fault:
            form.add_error(None, fault)
        else:
            messages.success(request, _("Thank you. The office screens it, and it appears here once it is taken up."))
            return redirect("topics")
    words = {"form": form, "elsewhere": elsewhere, "who": who}
    return render(request, "deliberation/raise.html", words, status=422 if request.method == "POST" else 200)


def _raiser(request: HttpRequest) -> Participant | Person | None:
    """A grid member who is signed in, else whoever showed on this device that a telephone is theirs."""
    if isinstance(request.user, Person) and has_right(request.user, Right.RAISE_TOPICS):
        return request.user
    return participant_of(request)


def acts_on(*, find: Callable[[str], Topic]) -> Callable[[Acting], Callable[..., HttpResponse]]:
    """A view by which a participant does something on a topic; whoever is not known yet is asked first, faults are said."""
    return lambda view: _acting(view, find)


def acts(view: Acting) -> Callable[..., HttpResponse]:
    """The same, on a topic with all that its page says."""
    return _acting(view, find_topic)


def _acting(view: Acting, find: Callable[[str], Topic]) -> Callable[..., HttpResponse]:
    @open_to_all
    @never_cache
    @require_POST
    def act(request: HttpRequest, topic: str) -> HttpResponse:
        found, who = find(topic), participant_of(request)
        if who is None:
            return _ask_who(request, found.get_absolute_url())
        try:
            if not FROM_HERE.lets(request):
                raise TalkFault(
                    _("Very many answers come from your network just now. Wait ten minutes."), code="throttled"
                )
            return view(request, found, who)
        except TalkFault as fault:
            messages.error(request, fault.messages[0])
            return _to(request, found.get_absolute_url())

    return act


def _hold(brake: Brake, request: HttpRequest, who: Participant | Person) -> None:
    """Raise `TalkFault` for somebody who does so much within ten minutes that nobody could mean it."""
    if not brake.lets(request, f"{type(who).__name__}-{who.pk}"):
        raise TalkFault(
            _("That was much in a short time. Nothing is lost: wait ten minutes and go on."), code="throttled"
        )


def _ask_who(request: HttpRequest, back: str) -> HttpResponse:
    return _to(request, f"{reverse('talk-who')}?next={back}")


def _to(request: HttpRequest, url: str) -> HttpResponse:
    """Go there, also from a part of a page that htmx fetches."""
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)


@acts
def support(request: HttpRequest, topic: Any, who: Participant) -> HttpResponse:
    """Support a topic."""
    new = support_topic(topic, who)
    messages.success(request, _("Your support counts.") if new else _("Your support was counted before."))
    return redirect(topic)


@acts
def say_one(request: HttpRequest, topic: Any, who: Participant) -> HttpResponse:
    """Say something; what repeats another is shown the other."""
    form = StatementForm(request.POST)
    if form.is_valid():
        try:
            _hold(STATEMENTS, request, who)
            say(topic, who, form.cleaned_data["text"], differs="differs" in request.POST)
        except Repeats as repeats:
            words = {**words_of(request, topic, who), "form": form, "repeats": repeats.other}
            return render(request, "deliberation/topic.html", words, status=409)
        except TalkFault as fault:
            form.add_error("text" if fault.code == "length" else None, fault)
        else:
            messages.success(request, _("Said. Others can answer it from now on."))
            return redirect(f"{topic.get_absolute_url()}#talk")
    return render(request, "deliberation/topic.html", {**words_of(request, topic, who), "form": form}, status=422)


@acts_on(find=find_bare_topic)
def answer_one(request: HttpRequest, topic: Any, who: Participant) -> HttpResponse:
    """Answer a statement, and get the next."""
    _hold(ANSWERS, request, who)
    given = request.POST.get("statement", "")
    statement = get_object_or_404(Statement, topic=topic, pk=given if given.isdecimal() else 0)
    statement.topic = topic
    value = request.POST.get("answer", "")
    answer(statement, who, int(value) if value in ("-1", "0", "1") else 9)
    if "HX-Request" not in request.headers:
        return redirect(f"{topic.get_absolute_url()}#talk")
    following, answered = next_statement(topic, voice_of(who, topic))
    words = {"topic": topic, "statement": following, "answered": answered}
    return render(request, "deliberation/_card.html", words)


@acts
def vote(request: HttpRequest, topic: Any, who: Participant) -> HttpResponse:
    """Cast a vote; the receipt is shown once."""
    decision = get_object_or_404(Decision, topic=topic)
    choice = request.POST.get("choice") or _wishes(request)
    receipts = cast_vote(decision, who, choice)
    words = {"topic": topic, "decision": decision, "receipts": receipts}
    words["said"] = ngettext("%(count)d vote was cast.", "%(count)d votes were cast.", len(receipts)) % {
        "count": len(receipts)
    }
    return render(request, "deliberation/receipt.html", words)


def _wishes(request: HttpRequest) -> str:
    """The order of wishes from the ranks given to options: rank_0=2 means that the first option is the second wish."""
    given = {name.removeprefix("rank_"): str(value) for name, value in request.POST.items() if name.startswith("rank_")}
    ranked = sorted((int(rank), place) for place, rank in given.items() if rank.isdecimal())
    ranks = [rank for rank, _place in ranked]
    return ",".join(place for _rank, place in ranked) if len(set(ranks)) == len(ranks) else "0,0"


@acts
def remark(request: HttpRequest, topic: Any, who: Participant) -> HttpResponse:
    """Say at the end whether it was done."""
    say_whether_done(topic, who, done=request.POST.get("done") == "1", words=request.POST.get("words", ""))
    messages.success(request, _("Thank you. What those say who took part stands on this page."))
    return redirect(topic)
