"""A case on paper: what its page shows, as a PDF to print or to file. How to reach the reporter is never on it."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from onegrid.casework.domain.attachments import path_of
from onegrid.casework.models import Attachment
from onegrid.directory.models import Person
from onegrid.lib.typesetting import typeset
from onegrid.territory.queries import name_of, path_name
from onegrid.web.cases.page import CasePage
from onegrid.web.cases.timeline import Line
from onegrid.web.kinds import title_of
from onegrid.web.seats import seat_of
from onegrid.web.templatetags.onegrid_tags import lamp_of_clock, lamp_words

TEMPLATE = Path(__file__).parent.parent / "papers/case_file.typ"
MOST_PHOTOS = 12
Row = dict[str, Any]
Section = dict[str, Any]
FORMATS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


def case_file_pdf(page: CasePage, viewer: Person) -> HttpResponse:
    """The PDF, for the browser to show."""
    pdf = typeset(TEMPLATE, case_file(page, viewer), files=settings.ATTACHMENTS)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{page.case.number}.pdf"'
    return response


def case_file(page: CasePage, viewer: Person) -> dict[str, Any]:
    """What stands in a case's file, as plain data in the reader's language."""
    case, files = page.case, [*page.public_files, *page.internal_files]
    shown = [each for each in files if each.file.media_type in FORMATS and path_of(each.file_id).exists()][:MOST_PHOTOS]
    sections = (_clocks(page), _calls(page), _refusals(page), _record(page.lines[::-1]))
    return {
        "lang": "zh" if (get_language() or "").startswith("zh") else "en",
        "office": name_of(case.subdistrict),
        "title": _("Case file"),
        "number": case.number,
        "heading": case.title,
        "kind": " · ".join(filter(None, (title_of(case.type, case.subdistrict), case.category_title))),
        "state": str(case.state_now.title),
        "words": {"matter": _("Matter"), "photos": _("Photos"), "papers": _("Papers filed with it")},
        "facts": _facts(page),
        "description": case.description or case.title,
        "details": [list(each) for each in page.details],
        "sections": [each for each in sections if each["rows"]],
        "photos": [_photo(each) for each in shown],
        "papers": [each.name for each in files if each not in shown],
        "foot": _("Printed by %(name)s on %(at)s; the record stood at %(digest)s")
        % {"name": viewer.name, "at": _exactly(page.at), "digest": case.head[:16]},
    }


def _facts(page: CasePage) -> list[list[str]]:
    case = page.case
    return [
        [_("Area"), path_name(case.area_code, plan=case.plan_id)],
        [_("Place"), case.address or "–"],
        [_("Holder"), seat_of(case)],
        [_("Handler"), case.handler.name if case.handler else "–"],
        [_("Reported"), _exactly(case.reported_at)],
        [_("Channel"), case.get_channel_display()],
        [_("Due"), _exactly(case.due_at)],
        [_("Ended"), _exactly(case.ended_at)],
    ]


def _clocks(page: CasePage) -> Section:
    return _section(
        _("Time limits"),
        [
            _row(title, lamp_words(clock, lamp_of_clock(clock, page.at), page.at), (_exactly(clock.due_at), True))
            for title, clock in page.clocks
        ],
    )


def _calls(page: CasePage) -> Section:
    return _section(
        _("Departments called in"),
        [
            _row(call.organisation.name, _exactly(call.answered_at), (call.question, True), (call.answer, False))
            for call in page.calls
        ],
    )


def _refusals(page: CasePage) -> Section:
    rows = [_row(each.seat, f"{each.who} {_exactly(each.at)}", (each.reason, False)) for each in page.refusals]
    return _section(_("Refusals"), rows)


def _record(lines: list[Line]) -> Section:
    rows = [
        _row(
            f"{line.what}（{_('internal')}）" if line.mark == "note" else line.what,
            f"{line.who} {_exactly(line.at)}",
            (line.reason, False),
            (line.words, False),
            *((change, True) for change in line.changes),
        )
        for line in lines
    ]
    return _section(_("What happened"), rows)


def _section(title: str, rows: list[Row]) -> Section:
    return {"title": title, "rows": rows}


def _row(head: str, aside: str, *words: tuple[str, bool]) -> Row:
    """A line with its time or state at the right, and below it words, quiet ones or not; empty ones are left out."""
    return {"head": head, "aside": aside, "words": [{"text": text, "quiet": quiet} for text, quiet in words if text]}


def _photo(file: Attachment) -> dict[str, str]:
    return {
        "path": path_of(file.file_id).relative_to(settings.ATTACHMENTS).as_posix(),
        "format": FORMATS[file.file.media_type],
        "caption": f"{file.name} · {_exactly(file.at)}",
    }


def _exactly(moment: datetime | None) -> str:
    """On paper nothing is relative."""
    return date_format(timezone.localtime(moment), "Y-m-d H:i") if moment else "–"
