"""The rows that were refused, or are odd, as a table to be mended and sent again."""

import csv
from pathlib import Path
from types import TracebackType

from django.utils.translation import gettext as _

from onegrid.channels.case_import.findings import REASONS, REMARKS, Reason
from onegrid.channels.case_import.intake import Noted
from onegrid.channels.case_import.records import BadFile

HEADING = ("row", "id", "code", "reason", "detail")
RISKY = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would take for a formula."""


class Report:
    """Writes either the refused rows or the remarks to a CSV file, one line each, as they come.

    The columns are the row's number (the heading of the file is row 1), the foreign id, the reason as a code and in
    words, and the value that is to blame. Without a path, nothing is written.
    """

    def __init__(self, path: Path | None, *, refused: bool) -> None:
        """Begin the file. Raises `BadFile` if it cannot be written."""
        self._refused = refused
        try:
            self._file = path.open("w", encoding="utf-8-sig", newline="") if path else None
        except OSError as fault:
            raise BadFile(
                _("%(path)s cannot be written: %(fault)s.") % {"path": path, "fault": fault.strerror}
            ) from None
        self._write = csv.writer(self._file).writerow if self._file else lambda row: 0
        self._write(HEADING)

    def note(self, noted: Noted) -> None:
        """Write a row, if it is of the sort that this report is about."""
        if isinstance(noted.what, Reason) is self._refused:
            words = REASONS[noted.what] if isinstance(noted.what, Reason) else REMARKS[noted.what]
            self._write((noted.row, _safe(noted.id), noted.what.value, str(words), _safe(noted.detail)))

    def __enter__(self) -> "Report":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file:
            self._file.close()


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(RISKY) else text
