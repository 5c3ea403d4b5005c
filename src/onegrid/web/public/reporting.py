"""Reporting a matter: choose a kind, say what and where, get a number and a secret code."""

from typing import Any
from urllib.parse import urlencode

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from onegrid.casework.acts import REPORTER, Actor
from onegrid.casework.case_type import CaseType
from onegrid.casework.domain.attachments import Upload
from onegrid.casework.domain.filing import new_submission, open_case, was_filed
from onegrid.casework.faults import CaseFault
from onegrid.casework.models.case import Channel
from onegrid.casework.queries import cases_visible_to
from onegrid.casework.suggesting import suggest_sort
from onegrid.directory.models import Role
from onegrid.directory.rights import Right, has_right, roles_of
from onegrid.web import staging
from onegrid.web.access import needs, open_to_all
from onegrid.web.fields import FilesField
from onegrid.web.kinds import kind_titles, offered_kinds
from onegrid.web.public.around import similar_to
from onegrid.web.public.forms import LONGEST_DESCRIPTION, ReportForm
from onegrid.web.public.unlocking import FOLLOWER, last_filed, remember_filed


@open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """A resident reports a matter; staff goes on to their own form."""
    if has_right(request.user, Right.FILE):
        return redirect(f"{reverse('file')}?{request.GET.urlencode()}")
    return _report(request, staff=False)


@needs(Right.FILE)
@never_cache
@require_http_methods(["GET", "POST"])
def report_for_somebody(request: HttpRequest) -> HttpResponse:
    """Somebody of the staff reports what they saw, or what they were told at a counter or on the telephone."""
    return _report(request, staff=True)


@open_to_all
@never_cache
@require_GET
def filed(request: HttpRequest) -> HttpResponse:
    """What the reporter takes away: the number, the secret code, and a link and a picture of it for another phone."""
    number, secret, role = last_filed(request)
    if not number:
        return redirect("report")
    link = request.build_absolute_uri(reverse("tracking-link", args=[number, secret])) if secret else ""
    seen = request.user.is_authenticated and cases_visible_to(request.user).filter(number=number).exists()
    words = {"number": number, "secret": secret, "secret_in_fours": _in_fours(secret), "link": link, "on_desk": seen}
    return render(request, "public/filed.html", {**words, "picture": _qr(link), "joined": role == FOLLOWER})


@open_to_all
@require_GET
def staged_photo(request: HttpRequest, submission: str, key: str) -> HttpResponse:
    """A photo of a form that is still being filled in, for whoever has the form."""
    content = staging.staged_content(submission, key) if staging.is_form_key(submission) else None
    if content is None:
        raise Http404
    headers = {"Content-Disposition": "inline", "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=staging.media_type(content), headers=headers)


def _report(request: HttpRequest, *, staff: bool) -> HttpResponse:
    kinds = offered_kinds(staff=staff)
    given = request.POST if request.method == "POST" else request.GET
    kind = next((each for each in kinds if each.key == given.get("kind")), None)
    if request.method == "POST" and "begin" in request.POST and kinds:
        return _begin(request, kinds, staff=staff)
    if request.method == "POST" and kinds:
        return _receive(request, kinds, kind or kinds[0], staff=staff)
    if kind is None:
        return _ask_what(request, kinds, staff=staff)
    start = {"kind": kind.key, "submission": new_submission(), "channel": _usual_channel(request)} | _place(given)
    return _show(request, ReportForm(initial=start, kinds=kinds, kind=kind, staff=staff), staff=staff)


def _ask_what(
    request: HttpRequest, kinds: list[CaseType], *, staff: bool, fault: str = "", status: int = 200
) -> HttpResponse:
    """The first page: say what is the matter, or show it, or choose the kind from the list."""
    titles, given = kind_titles(), request.POST or request.GET
    place = _place(given)
    words = {
        "kinds": [(each, titles[each.key]) for each in kinds],
        "staff": staff,
        "place": place,
        "place_query": urlencode(place),
        "submission": str(given.get("submission") or new_submission()),
        "fault": fault,
        "most": LONGEST_DESCRIPTION,
    }
    return render(request, "public/kinds.html", words, status=status)


def _begin(request: HttpRequest, kinds: list[CaseType], *, staff: bool) -> HttpResponse:
    """The form, with what was said or shown first, of the kind that it sounds like. Whoever sends it may change that."""
    key, said = str(request.POST.get("submission", "")), str(request.POST.get("description", ""))[:LONGEST_DESCRIPTION]
    if not staging.is_form_key(key):
        key = new_submission()
    photos = FilesField(required=False).clean(request.FILES.getlist("photos")) if request.FILES else []
    staging.stage_files(key, photos)
    guess = suggest_sort(said, kinds=[each.key for each in kinds])
    kind = next((each for each in kinds if guess and each.key == guess.kind), kinds[0])
    start = {"kind": kind.key, "submission": key, "channel": _usual_channel(request), "description": said}
    start |= {"category": guess.category if guess else ""} | _place(request.POST)
    form = ReportForm(initial=start, kinds=kinds, kind=kind, staff=staff)
    return _show(request, form, staff=staff, suggested=bool(guess))


def _receive(request: HttpRequest, kinds: list[CaseType], kind: CaseType, *, staff: bool) -> HttpResponse:
    data = request.POST.copy()
    key = str(data.get("submission", ""))
    if not staging.is_form_key(key):
        data["submission"] = key = new_submission()
    staging.drop_staged(key, request.POST.getlist("drop"))
    form = ReportForm(data, request.FILES, kinds=kinds, kind=kind, staff=staff)
    valid, sent = form.is_valid(), form.sent_files
    if "refresh" in data:
        staging.stage_files(key, sent)
        return _show(request, ReportForm(initial=data.dict(), kinds=kinds, kind=kind, staff=staff), staff=staff)
    is_first = not staff and "seen" not in data and not was_filed(key)
    if valid and is_first and (similar := similar_to(form.cleaned_data)):
        staging.stage_files(key, sent)
        return _show(request, form, staff=staff, similar=similar)
    if valid:
        try:
            return _file(request, form, [*staging.read_staged(key), *sent], staff=staff)
        except CaseFault as fault:
            form.add_fault(fault)
    staging.stage_files(key, sent)
    return _show(request, form, staff=staff, status=422)


def _file(request: HttpRequest, form: ReportForm, uploads: list[Upload], *, staff: bool) -> HttpResponse:
    actor = Actor.of(request.user) if staff and request.user.is_authenticated else REPORTER
    done = open_case(form.report(uploads), actor=actor)
    staging.drop_staged(form.cleaned_data["submission"])
    remember_filed(request, done)
    return redirect("filed")


def _show(request: HttpRequest, form: ReportForm, *, staff: bool, status: int = 200, **more: Any) -> HttpResponse:
    key = str(form["submission"].value())
    words = {"form": form, "staff": staff, "staged": staging.list_staged(key), "submission": key, **more}
    template = "public/_questions.html" if request.headers.get("HX-Target") == "questions" else "public/report.html"
    return render(request, template, words, status=status)


def _place(given: Any) -> dict[str, Any]:
    """A place may come along in the address of the page, as from a code on a lamp post."""
    return {name: given[name] for name in ("lon", "lat", "datum", "area_code", "category", "address") if name in given}


def _usual_channel(request: HttpRequest) -> str:
    roles = roles_of(request.user)
    return Channel.GRID_MEMBER if roles & {Role.GRID_MEMBER, Role.GRID_LEADER} else Channel.COUNTER


def _in_fours(secret: str) -> str:
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def _qr(link: str) -> SafeString:
    """The link as a QR code, dark on light in every theme so that it can be read."""
    if not link:
        return mark_safe("")
    code = segno.make(link, error="m", micro=False)
    return mark_safe(code.svg_inline(scale=4, border=4, dark="#16232e", light="#ffffff"))
