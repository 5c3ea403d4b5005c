"""What the filters of the queue show, as an Excel workbook: bounded, without personal data, safe to open."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, cast
from urllib.parse import quote

import xlsxwriter
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from onegrid.casework.domain.desks import habit_of
from onegrid.casework.domain.exports import record_export
from onegrid.casework.models import Case
from onegrid.casework.queue import Selection, queue_visible_to
from onegrid.directory.models import Person
from onegrid.directory.rights import Right
from onegrid.web.access import needs
from onegrid.web.desk.columns import Column, exported_columns, local, safe
from onegrid.web.desk.filters import describe_selection
from onegrid.web.desk.selection import holder_of, polygon_fault, read_selection

MOST_ROWS = 10_000
BITE = 500
"""Cases read at a time."""
MOST_BITES = 60
"""A rare filter looks through many cases for few: here it stops."""
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs(Right.SEE_CASES)
@require_POST
def export(request: HttpRequest) -> FileResponse | HttpResponse:
    """The chosen cases as a workbook. It is on record before it leaves the house."""
    if polygon_fault(request.GET):
        # Without its drawn area the list would hold more than was meant to leave.
        return redirect(f"{reverse('desk')}?{request.GET.urlencode()}")
    viewer, selection = cast(Person, request.user), read_selection(request.GET)
    file = BytesIO()
    rows, complete = _write_book(file, viewer, selection)
    record_export(viewer, rows=rows, complete=complete, chosen=_describe(selection))
    file.seek(0)
    name = f"{_('cases')}-{timezone.localtime():%Y%m%d-%H%M}.xlsx"
    answer = FileResponse(file, content_type=SHEET)
    answer["Content-Disposition"] = f"attachment; filename=\"cases.xlsx\"; filename*=utf-8''{quote(name)}"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _write_book(file: BytesIO, viewer: Person, selection: Selection) -> tuple[int, bool]:
    """Write the workbook; how many cases it holds, and whether these are all that were chosen."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        head, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet, about = book.add_worksheet(_("Cases")), book.add_worksheet(_("About"))
        shown = exported_columns(habit_of(viewer).columns)
        sheet.freeze_panes(1, 1)
        for place, column in enumerate(shown):
            sheet.set_column(place, place, column.width, day if column.is_moment else None)
            sheet.write_string(0, place, column.title, head)
        bites, rows = _Bites(viewer, selection), 0
        for rows, case in enumerate(bites, start=1):
            for place, column in enumerate(shown):
                _write_cell(sheet, rows, place, column, case)
        if not bites.complete:
            sheet.write_string(rows + 1, 0, _more(rows))
        _write_about(about, viewer, selection, rows, bites.complete)
    return rows, bites.complete


class _Bites:
    """The chosen cases up to the bound; afterwards `complete` tells whether that was all."""

    def __init__(self, viewer: Person, selection: Selection) -> None:
        self.viewer, self.selection, self.complete = viewer, selection, False

    def __iter__(self) -> Iterator[Case]:
        after, left = "", MOST_ROWS
        for _bite in range(MOST_BITES):
            page = queue_visible_to(self.viewer, self.selection, after=after, size=min(BITE, left))
            yield from page.rows
            left, after = left - len(page.rows), page.after
            self.complete = not after
            if self.complete or not left:
                return


def _write_cell(sheet: Any, row: int, place: int, column: Column, case: Case) -> None:
    value = column.read(case)
    if isinstance(value, str):
        sheet.write_string(row, place, safe(value))
    elif value is not None:
        sheet.write(row, place, local(value) if column.is_moment else value)


def _write_about(sheet: Any, viewer: Person, selection: Selection, rows: int, complete: bool) -> None:
    """The second sheet: what was chosen, by whom and when, and what is missing."""
    lines = [
        (_("Filters"), describe_selection(viewer, selection)),
        (_("Exported"), f"{timezone.localtime():%Y-%m-%d %H:%M}"),
        (_("By"), viewer.name),
        (_("Cases"), str(rows)),
        (_("Complete"), _("yes") if complete else _more(rows)),
        (_("Left out"), _("Titles, descriptions, addresses and names: they may say who somebody is.")),
    ]
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 80)
    for row, (title, text) in enumerate(lines):
        sheet.write_string(row, 0, title)
        sheet.write_string(row, 1, safe(text))


def _more(rows: int) -> str:
    words = _(
        "There are more cases than these %(rows)d. Narrow the filters, by days of reporting for example, and export again."
    )
    return words % {"rows": rows}


def _describe(selection: Selection) -> dict[str, Any]:
    """The filters as the record says them: of a search only that there was one."""
    said = {
        "state": selection.group.value,
        "lamp": selection.lamp.value if selection.lamp else "",
        "kind": selection.kind,
        "category": selection.category,
        "channel": selection.channel,
        "area": selection.area,
        "holder": holder_of(selection),
        "since": selection.since.isoformat() if selection.since else "",
        "until": selection.until.isoformat() if selection.until else "",
        "polygon": str(selection.polygon) if selection.polygon else "",
        "searched": bool(selection.words),
    }
    return {name: value for name, value in said.items() if value}
