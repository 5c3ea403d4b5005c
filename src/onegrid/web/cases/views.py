import json
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onegrid.casework.acts import Actor
from onegrid.casework.case_type import Ask, Move
from onegrid.casework.diagram import svg
from onegrid.casework.domain.contacts import read_contact
from onegrid.casework.domain.moving import check_move
from onegrid.casework.domain.papers import write_note, write_reply
from onegrid.casework.faults import CaseFault, MoveNotAllowed
from onegrid.casework.models import Case
from onegrid.casework.queries import case_visible_to, cases_visible_to
from onegrid.directory.models import Person
from onegrid.directory.rights import Right
from onegrid.web.access import needs
from onegrid.web.cases.asking import similar_cases
from onegrid.web.cases.case_file import case_file_pdf
from onegrid.web.cases.dispatching import dispatch_of
from onegrid.web.cases.forms import NoteForm, ReplyForm, WordsForm
from onegrid.web.cases.moving import Attempt, blank_form, kept_files, try_move
from onegrid.web.cases.page import gather_page
from onegrid.web.cases.timeline import names_in, timeline_of


@needs(Right.SEE_CASES)
@never_cache
@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case, whole."""
    return _show(request, _case(request, number))


@needs(Right.SEE_CASES)
@never_cache
@require_GET
def case_file(request: HttpRequest, number: str) -> HttpResponse:
    """The case on paper."""
    viewer = _person(request)
    return case_file_pdf(gather_page(_case(request, number), viewer), viewer)


@needs(Right.SEE_CASES)
@never_cache
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """The form of one move, and the making of it."""
    found, actor = _case(request, number), Actor.of(_person(request))
    try:
        wanted = check_move(found, key, actor)
    except MoveNotAllowed as fault:
        return _refuse(request, found, key, fault)
    if request.method == "GET":
        form = blank_form(found, wanted, actor, chosen=request.GET.dict())
        return _ask(request, found, wanted, Attempt(form), status=200)
    attempt = try_move(request, found, wanted, actor)
    if not attempt.made:
        return _ask(request, _case(request, number), wanted, attempt, status=attempt.status)
    messages.success(request, _("Done: %(move)s.") % {"move": wanted.title})
    return _go_on(request, number)


@needs(Right.SEE_CASES)
@require_POST
def reply(request: HttpRequest, number: str) -> HttpResponse:
    """Answer the reporter publicly."""
    return _write(request, _case(request, number), ReplyForm(request.POST))


@needs(Right.SEE_CASES)
@require_POST
def note(request: HttpRequest, number: str) -> HttpResponse:
    """Write an internal note."""
    return _write(request, _case(request, number), NoteForm(request.POST))


@needs(Right.SEE_CASES)
@never_cache
@require_POST
def contact(request: HttpRequest, number: str) -> HttpResponse:
    """How to reach the reporter: shown once on demand, to the holder only, and put on record."""
    found = _case(request, number)
    try:
        reachable = read_contact(found, actor=Actor.of(_person(request)))
    except CaseFault as fault:
        words = {"case": found, "fault": fault.messages[0]}
        return render(request, _part(request, "contact"), words, status=403 if fault.code == "who" else 422)
    return render(request, _part(request, "contact"), {"case": found, "contact": reachable})


@needs(Right.SEE_CASES)
@require_GET
def diagram(request: HttpRequest, number: str) -> HttpResponse:
    """Where the case stands among the states of its kind, and which moves lead from each to which."""
    found = _case(request, number)
    return render(request, "cases/diagram.html", {"case": found, "picture": svg(found.type, found.state)})


def _show(
    request: HttpRequest, found: Case, *, reply_form: WordsForm | None = None, note_form: WordsForm | None = None
) -> HttpResponse:
    words = {
        "case": found,
        "page": gather_page(found, _person(request)),
        "dispatch": dispatch_of(found, Actor.of(_person(request))),
        "reply_form": reply_form or ReplyForm(),
        "note_form": note_form or NoteForm(),
    }
    status = 422 if reply_form or note_form else 200
    return render(request, "cases/case.html", words, status=status)


def _write(request: HttpRequest, found: Case, form: WordsForm) -> HttpResponse:
    """Write a reply or a note; if that cannot be, show the case again with what was typed."""
    is_reply = isinstance(form, ReplyForm)
    if form.is_valid():
        try:
            write = write_reply if is_reply else write_note
            write(found, form.cleaned_data["text"], actor=Actor.of(_person(request)))
        except CaseFault as fault:
            form.add_error(None, fault.messages[0])
        else:
            messages.success(request, _("The reply is public now.") if is_reply else _("The note is written."))
            return redirect("case", found.number)
    forms = {"reply_form": form} if is_reply else {"note_form": form}
    return _show(request, _case(request, found.number), **forms)


def _ask(request: HttpRequest, found: Case, wanted: Move, attempt: Attempt, *, status: int) -> HttpResponse:
    person = _person(request)
    asks_case = Ask.CASE in (*wanted.asks, *wanted.offers)
    words = {
        "case": found,
        "move": wanted,
        "form": attempt.form,
        "meanwhile": timeline_of(found, attempt.meanwhile, names_in(attempt.meanwhile)) if attempt.meanwhile else [],
        "staged": kept_files(attempt.form),
        "similar": similar_cases(found, person) if asks_case else [],
    }
    return render(request, _part(request, "move"), words, status=status)


def _refuse(request: HttpRequest, found: Case, key: str, fault: MoveNotAllowed) -> HttpResponse:
    """Why the move cannot be made and who could; what was typed for it stays to be copied."""
    wanted = found.type.move(key)
    if wanted is None:
        raise Http404
    typed = [value for name, value in request.POST.items() if name in set(Ask) and str(value).strip()]
    words = {"case": found, "move": wanted, "fault": fault.messages[0], "typed": typed}
    return render(request, _part(request, "refused"), words, status=403 if fault.code == "who" else 409)


def _go_on(request: HttpRequest, number: str) -> HttpResponse:
    """Back to the case, or, once it has left the person's sight, to their own room. A pane or dialog that asked for a part
    gets the case anew in its place."""
    seen = cases_visible_to(_person(request)).filter(number=number).exists()
    url = reverse("case", args=[number]) if seen else reverse("home")
    if not request.headers.get("HX-Request"):
        return redirect(url)
    if not seen:
        return HttpResponse(headers={"HX-Redirect": url})
    there = {"path": url, "target": "#case", "select": "#case", "swap": "outerHTML"}
    return HttpResponse(headers={"HX-Location": json.dumps(there)})


def _part(request: HttpRequest, name: str) -> str:
    """The template of a page, or of the part of it that htmx asked for."""
    return f"cases/_{name}.html" if request.headers.get("HX-Request") else f"cases/{name}.html"


def _case(request: HttpRequest, number: str) -> Case:
    try:
        return case_visible_to(_person(request), number)
    except Case.DoesNotExist:
        raise Http404(_("There is no case of this number that you may see.")) from None


def _person(request: HttpRequest) -> Person:
    return cast(Person, request.user)
