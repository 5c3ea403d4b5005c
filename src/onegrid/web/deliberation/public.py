"""What everybody reads: the topics, and one topic with all that was said, decided and done."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Max, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from onegrid.deliberation import rules
from onegrid.deliberation.comparing import compare_texts
from onegrid.deliberation.domain.deciding import export_decision, export_votes, may_vote_for, roll_of
from onegrid.deliberation.models import Decision, Participant, Stage, Statement, Topic
from onegrid.deliberation.queries import (
    STAGES,
    Overview,
    meetings_of,
    next_statement,
    overview_of,
    public_topics,
    questions_of,
    with_numbers,
)
from onegrid.deliberation.rules import NEEDED_SUPPORTERS
from onegrid.deliberation.voices import voice_of
from onegrid.web.access import open_to_all
from onegrid.web.deliberation.forms import StatementForm
from onegrid.web.deliberation.identity import participant_of
from onegrid.web.deliberation.pictures import HEIGHT, WIDTH, draw_groups

A_PAGE = 20


@open_to_all
@require_GET
def topics(request: HttpRequest) -> HttpResponse:
    """All topics that were taken up, the newest first, by stage."""
    stage = request.GET.get("stage", "")
    found = public_topics().filter(stage=stage) if stage in Stage.values else public_topics()
    page = Paginator(with_numbers(found), A_PAGE).get_page(request.GET.get("page"))
    tabs = [{"title": each.label, "url": f"?stage={each}", "current": stage == each} for each in STAGES]
    return render(request, "deliberation/topics.html", {"page": page, "tabs": tabs, "needed": NEEDED_SUPPORTERS})


@open_to_all
@never_cache
@require_GET
def topic_page(request: HttpRequest, topic: str) -> HttpResponse:
    """One topic: where it stands, the statement to answer next, the picture, the vote, what is being done."""
    found = find_topic(topic)
    return render(request, "deliberation/topic.html", words_of(request, found, participant_of(request)))


@open_to_all
@never_cache
@require_GET
def picture(request: HttpRequest, topic: str) -> HttpResponse:
    """The picture alone, for a page that keeps it fresh. 204 if nothing was said since the page last asked."""
    found = find_topic(topic)
    if request.GET.get("seen") == mark_of(found):
        return HttpResponse(status=204)
    return render(request, "deliberation/_picture.html", picture_words(found, overview_of(found)))


def mark_of(topic: Topic) -> str:
    """What tells one state of a picture from another: the last answer, what was said, and what was left out."""
    last = topic.answers.aggregate(last=Max("pk"))["last"] or 0
    said = topic.statements.aggregate(all=Count("pk"), out=Count("pk", filter=Q(status=Statement.Status.OUT)))
    return f"{last}-{said['all']}-{said['out']}"


@open_to_all
@require_GET
def drafts(request: HttpRequest, topic: str) -> HttpResponse:
    """The proposal, the newest version or the one asked for, compared with the one before it paragraph by paragraph."""
    found = find_topic(topic)
    versions = list(found.drafts.all())
    asked = request.GET.get("version", "")
    draft = next((each for each in versions if str(each.version) == asked), versions[-1] if versions else None)
    if draft is None:
        raise Http404
    earlier = next((each for each in versions if each.version == draft.version - 1), None)
    tabs = [{"title": each.version, "url": f"?version={each.version}", "current": each is draft} for each in versions]
    pairs = compare_texts(earlier.text if earlier else draft.text, draft.text)
    words = {"topic": found, "draft": draft, "earlier": earlier, "tabs": tabs, "pairs": pairs}
    return render(request, "deliberation/drafts.html", words)


@open_to_all
@require_GET
def votes_csv(request: HttpRequest, topic: str) -> HttpResponse:
    """All votes of a decision that was counted, for anyone to count again."""
    decision = get_object_or_404(Decision, topic=find_topic(topic), counted_at__isnull=False)
    headers = {"Content-Disposition": f'attachment; filename="votes-{topic}.csv"'}
    return HttpResponse(export_votes(decision), content_type="text/csv; charset=utf-8", headers=headers)


@open_to_all
@require_GET
def votes_json(request: HttpRequest, topic: str) -> HttpResponse:
    """The same with question, rule, roll and outcome: what `onegrid recount` counts again."""
    decision = get_object_or_404(Decision, topic=find_topic(topic), counted_at__isnull=False)
    headers = {"Content-Disposition": f'attachment; filename="votes-{topic}.json"'}
    return JsonResponse(
        export_decision(decision), headers=headers, json_dumps_params={"ensure_ascii": False, "indent": 1}
    )


def find_topic(code: str) -> Topic:
    """The topic of a number, if everybody may read it."""
    return get_object_or_404(public_topics().prefetch_related("periods"), code=code)


def find_bare_topic(code: str) -> Topic:
    """The same, with no more than an answer needs: two hundred people answer at once."""
    return get_object_or_404(Topic.objects.public().only("code", "stage", "area_code"), code=code)


def words_of(request: HttpRequest, topic: Topic, participant: Participant | None) -> dict[str, Any]:
    """What the page of a topic says, to somebody who takes part or just looks."""
    voice = voice_of(participant, topic) if participant else ""
    here = participant is not None and rules.lives_in_the_area(participant, topic)
    talking = rules.is_talked_about_now(topic, timezone.localdate())
    overview = overview_of(topic)
    statement, answered = next_statement(topic, voice)
    return {
        "topic": topic,
        "steps": _steps(topic),
        "participant": participant,
        "here": here,
        "talking": talking,
        "supporters": topic.supports.count(),
        "supported": bool(voice) and topic.supports.filter(voice=voice).exists(),
        "needed": NEEDED_SUPPORTERS,
        "statement": statement if talking else None,
        "answered": answered,
        "form": StatementForm(),
        "actions": topic.actions.select_related("case", "owner"),
        "remarks": _remarks(topic),
        "meetings": meetings_of(topic),
        "draft": topic.drafts.last(),
        "questions": questions_of(topic),
        **_decision(topic, participant),
        **picture_words(topic, overview),
    }


def picture_words(topic: Topic, overview: Overview) -> dict[str, Any]:
    """What the picture says."""
    circles = draw_groups(overview, chinese=str(get_language()).startswith("zh"))
    statements = list(topic.statements.select_related("table").order_by("-pk"))
    return {
        "topic": topic,
        "overview": overview,
        "circles": circles,
        "groups": list(zip(circles, overview.speaking, strict=True)),
        "width": WIDTH,
        "height": HEIGHT,
        "mark": mark_of(topic),
        "at_table": [each for each in statements if hasattr(each, "table")],
        "left_out": [each for each in statements if each.status == each.Status.OUT],
        "said": sum(each.status == each.Status.OPEN for each in statements),
    }


def _steps(topic: Topic) -> list[dict[str, Any]]:
    """The stages with their dates, those behind, the present one, those to come."""
    periods = {each.stage: each for each in topic.periods.all()}
    order = [stage.value for stage in STAGES]
    now = order.index(topic.stage) if topic.stage in order else len(order)
    return [
        {"stage": stage, "period": periods.get(stage), "past": place < now, "present": place == now}
        for place, stage in enumerate(STAGES)
    ]


def _decision(topic: Topic, participant: Participant | None) -> dict[str, Any]:
    decision = Decision.objects.filter(topic=topic, published_at__isnull=False).first()
    if decision is None:
        return {"decision": None}
    electors = may_vote_for(decision, participant) if participant else []
    options = list(decision.options.all())
    return {
        "decision": decision,
        "options": options,
        "votes_open": rules.is_open_for_votes(decision, timezone.now()),
        "may_vote": sum(not each.voted for each in electors),
        "has_voted": bool(electors) and not rules.has_not_voted(electors),
        "roll": roll_of(decision),
        "turnout": decision.ballots.count(),
        "rounds": [
            (option, [each.get(str(option.place)) for each in decision.outcome.get("rounds", [])]) for option in options
        ],
        "winner": next((each for each in options if each.place == decision.outcome.get("winner")), None),
    }


def _remarks(topic: Topic) -> dict[str, Any]:
    given = list(topic.remarks.all())
    return {"given": len(given), "done": sum(each.done for each in given)}
