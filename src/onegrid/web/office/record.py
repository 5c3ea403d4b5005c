"""The record: what the office changed, its anchors, who read contact details, and whether a chain is whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Exists, OuterRef, QuerySet, When
from django.db.models import Case as DatabaseCase
from django.db.models.functions import Cast, Substr
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from onegrid.audit.domain.verification import FAULTS, verify_subject
from onegrid.audit.models import Anchor, Chained, Entry, Journal
from onegrid.casework.models import Case
from onegrid.casework.numbers import read_number
from onegrid.casework.queries import cases_visible_to
from onegrid.casework.words import title_of_verb
from onegrid.directory.rights import Right
from onegrid.lib.codes import code_range
from onegrid.web.access import needs
from onegrid.web.office.addresses import address
from onegrid.web.office.page import show
from onegrid.web.office.place import Office, office_of
from onegrid.web.office.wording import FAULT_TITLES, Names, say_verb

PAGE = 50
READ = ("read contact", "read parties", "print paper")
"""What in a case's record means that somebody read personal data: a reporter's, or the parties' of a dispute."""


@dataclass(frozen=True)
class Line:
    """An entry in words."""

    entry: Entry
    who: str
    what: str
    before: list[tuple[str, str]]
    after: list[tuple[str, str]]
    case: Case | None = None


@needs(Right.SEE_RECORD)
@require_safe
def journal(request: HttpRequest) -> HttpResponse:
    """The office's own changes: routes, calendar, people, plans."""
    office = office_of(request, Right.SEE_RECORD)
    chain = Entry.objects.filter(chain=f"journal:{office.root}")
    entries, verb = chain.order_by("-seq"), request.GET.get("verb", "")
    if verb:
        entries = entries.filter(verb=verb)
    if seq := _cursor(request):
        entries = entries.filter(seq__lt=seq)
    found = list(entries[: PAGE + 1])
    kept = {"verb": verb} if verb else {}
    verbs = chain.order_by("verb").values_list("verb", flat=True).distinct()
    return _show(
        request,
        office,
        "journal",
        lines=_lines(found[:PAGE]),
        verb=verb,
        verbs=sorted(((each, say_verb(each)) for each in verbs), key=lambda each: each[1]),
        first_url=address(office, **kept) if seq else "",
        next_url=address(office, **kept, after=found[PAGE - 1].seq) if len(found) > PAGE else "",
    )


@needs(Right.SEE_RECORD)
@require_safe
def readings(request: HttpRequest) -> HttpResponse:
    """Who read how to reach a reporter, or the confidential part of a dispute, and when."""
    office = office_of(request, Right.SEE_RECORD)
    entries = _readings_in(_cases(office)).order_by("-pk")
    if pk := _cursor(request):
        entries = entries.filter(pk__lt=pk)
    found = list(entries[: PAGE + 1])
    keys = [entry.chain.partition(":")[2] for entry in found]
    cases = {case.chain: case for case in Case.objects.filter(pk__in=keys)}
    return _show(
        request,
        office,
        "readings",
        lines=_lines(found[:PAGE], cases),
        first_url=address(office) if pk else "",
        next_url=address(office, after=found[PAGE - 1].pk) if len(found) > PAGE else "",
    )


@needs(Right.SEE_RECORD)
@require_safe
def anchors(request: HttpRequest) -> HttpResponse:
    """The daily anchors."""
    office = office_of(request, Right.SEE_RECORD)
    rows = Anchor.objects.order_by("-pk")
    if pk := _cursor(request):
        rows = rows.filter(pk__lt=pk)
    found = list(rows[: PAGE + 1])
    return _show(
        request,
        office,
        "anchors",
        anchors=found[:PAGE],
        first_url=address(office) if pk else "",
        next_url=address(office, after=found[PAGE - 1].pk) if len(found) > PAGE else "",
    )


@needs(Right.SEE_RECORD)
@require_safe
def anchor(request: HttpRequest, pk: int) -> HttpResponse:
    """One anchor, to be printed and filed."""
    office = office_of(request, Right.SEE_RECORD)
    found = get_object_or_404(Anchor, pk=pk)
    before = Anchor.objects.filter(day__lt=found.day).order_by("-day").first()
    words = {"anchor": found, "office": office, "groups": _groups(found.digest), "before": before}
    return render(request, "office/record_anchor.html", words)


@needs(Right.SEE_RECORD)
@require_safe
def verification(request: HttpRequest) -> HttpResponse:
    """Walk one chain, a case's or the office's own journal, and name what does not fit."""
    office = office_of(request, Right.SEE_RECORD)
    typed = request.GET.get("number", "").strip()
    subject: Chained | None = None
    if "journal" in request.GET:
        subject = Journal.objects.filter(pk=office.root).first()
    elif typed:
        subject = _case(office, typed)
    fault = _("There is no case of this number in your area. Check the digits.") if typed and not subject else ""
    findings = list(verify_subject(subject)) if subject else []
    words = {
        "typed": typed,
        "fault": fault,
        "subject": subject,
        "is_case": isinstance(subject, Case),
        "findings": [(each.seq, FAULT_TITLES.get(each.fault, FAULTS[each.fault])) for each in findings],
    }
    return _show(request, office, "verification", status=422 if fault else 200, **words)


def _show(request: HttpRequest, office: Office, page: str, **words: Any) -> HttpResponse:
    pages = {
        "journal": ("office-record", _("Journal")),
        "readings": ("office-readings", _("Contact details read")),
        "anchors": ("office-anchors", _("Anchors")),
        "verification": ("office-verification", _("Verification")),
    }
    inner = [{"title": title, "url": office.url(name), "current": key == page} for key, (name, title) in pages.items()]
    return show(request, f"record_{page}", office, "office-record", pages=inner, **words)


def _cases(office: Office) -> QuerySet[Case]:
    low, high = code_range(office.root)
    return cases_visible_to(office.viewer).filter(area_code__gte=low, area_code__lt=high)


def _case(office: Office, typed: str) -> Case | None:
    number = read_number(typed)
    return _cases(office).filter(number=number).first() if number else None


def _readings_in(cases: QuerySet[Case]) -> QuerySet[Entry]:
    """The entries that say that somebody read how to reach the reporter of one of the cases."""
    number = DatabaseCase(
        When(chain__startswith="case:", then=Cast(Substr("chain", len("case:") + 1), BigIntegerField())), default=None
    )
    return Entry.objects.filter(verb__in=READ).annotate(case=number).filter(Exists(cases.filter(pk=OuterRef("case"))))


def _cursor(request: HttpRequest) -> int | None:
    after = request.GET.get("after", "")
    return int(after) if after.isascii() and after.isdigit() and len(after) < 19 else None


def _lines(entries: Iterable[Entry], cases: Mapping[str, Case] | None = None) -> list[Line]:
    rows = list(entries)
    names, known = Names.of(rows), cases or {}
    return [
        Line(
            row,
            names.say_who(row.actor),
            str(title_of_verb(known[row.chain].type, row.verb)) if row.chain in known else say_verb(row.verb),
            names.say_facts(row.before),
            names.say_facts(row.after),
            known.get(row.chain),
        )
        for row in rows
    ]


def _groups(digest: str) -> list[str]:
    """A digest in groups of four signs, to be compared by eye."""
    return [digest[at : at + 4] for at in range(0, len(digest), 4)]
