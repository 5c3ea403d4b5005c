"""A foreign file as it stands: its columns and its rows, and what is broken about a row."""

import csv
import gzip
import re
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, cast

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

DELIMITERS = ",\t;|"
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
LONGEST_RECORD = 500
"""Lines in one record. A quote that is opened and not closed within them was a slip of the pen."""
PIECE = 1 << 20
LOST = re.compile("[\ud800-\udfff]")
"""What stands in a text for bytes that its encoding does not know."""


class BadFile(ValidationError):
    """The file cannot be read as a table; nothing was imported."""


class Broken(StrEnum):
    """What can be wrong with a row before anybody looks at what it says."""

    FIELDS = "fields"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its number in the file (the heading is row 1), its values, whether bytes were lost, what is broken."""

    row: int
    values: list[str]
    damaged: bool = False
    broken: Broken | None = None


class Records:
    """The rows of an open file, after its heading."""

    def __init__(self, lines: Iterator[str], *, delimiter: str | None = None) -> None:
        """Read the heading. Raises `BadFile` if there is none."""
        self._lines = lines
        heading = next((line for line in lines if line.strip()), "")
        self.delimiter = delimiter or max(DELIMITERS, key=heading.count)
        self.columns = [name.strip() for name in self._parse([heading]) or []]
        if not any(self.columns):
            raise BadFile(_("The file is empty. Its first row must name the columns."))

    def __iter__(self) -> Iterator[Record]:
        """Every row that is not blank. A record that never ends is broken in its first line only."""
        waiting: deque[str] = deque()
        row = 1
        while line := waiting.popleft() if waiting else next(self._lines, ""):
            row += 1
            if '"' not in line:
                values: list[str] | None = line.rstrip("\r\n").split(self.delimiter)
            else:
                values = self._read_quoted(line, waiting)
            if values is None:
                yield Record(row, self._values_of(line), broken=Broken.QUOTE)
            elif any(values):
                yield self._check(row, values)

    def _check(self, row: int, values: list[str]) -> Record:
        wanted = len(self.columns)
        if len(values) > wanted and not any(value.strip() for value in values[wanted:]):
            values = values[:wanted]
        damaged = any(not value.isascii() and LOST.search(value) for value in values)
        return Record(row, values, damaged, None if len(values) == wanted else Broken.FIELDS)

    def _read_quoted(self, line: str, waiting: deque[str]) -> list[str] | None:
        """The record that begins with a line, over as many lines as its quotes span; None if they never close.

        Lines that were read in vain go back to `waiting`.
        """
        lines = [line]
        values = self._parse(lines)
        while values is None and len(lines) < LONGEST_RECORD:
            more = waiting.popleft() if waiting else next(self._lines, "")
            if not more:
                break
            lines.append(more)
            if '"' in more:
                values = self._parse(lines)
        if values is None or (len(lines) > 1 and len(values) != len(self.columns)):
            waiting.extendleft(reversed(lines[1:]))
            return None
        return values

    def _parse(self, lines: list[str]) -> list[str] | None:
        """The fields of one record; None if a quote is still open at its end. A single line may have loose quotes."""
        try:
            return next(csv.reader(lines, delimiter=self.delimiter, strict=True), [])
        except csv.Error as fault:
            if "unexpected end" in str(fault):
                return None
        return self._values_of(lines[0]) if len(lines) == 1 else []

    def _values_of(self, line: str) -> list[str]:
        try:
            return next(csv.reader([line], delimiter=self.delimiter), [])
        except csv.Error:
            return line.split(self.delimiter)


@contextmanager
def open_records(path: Path, *, encoding: str = "utf-8", delimiter: str | None = None) -> Iterator[Records]:
    """Open a file of comma- or tab-separated values, also gzipped. Raises `BadFile`."""
    with _opened(path) as raw:
        mark = raw.peek(4)[:3]  # type: ignore[attr-defined]
        used = next((name for start, name in MARKS.items() if mark.startswith(start)), encoding)
        try:
            text = TextIOWrapper(raw, used, errors="surrogateescape", newline="\n")
        except LookupError:
            raise BadFile(_("There is no text encoding %(name)s.") % {"name": used}) from None
        yield Records(iter(text), delimiter=delimiter)


def count_lines(path: Path, *, on_piece: Callable[[int], object] = lambda size: None) -> int:
    """How many lines a file has; reading it to its end also finds out whether it is whole. Raises `BadFile`."""
    count = 0
    with _opened(path) as raw:
        try:
            while piece := raw.read(PIECE):
                count += piece.count(b"\n")
                on_piece(len(piece))
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise BadFile(
                _("%(name)s is damaged or was not copied to its end. Bring the whole file.") % {"name": path.name}
            ) from None
    return count


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        file = path.open("rb")
        start = file.peek(4)[:4]
    except OSError as fault:
        raise BadFile(_("%(path)s cannot be read: %(fault)s.") % {"path": path, "fault": fault.strerror}) from None
    with file:
        if start == ZIP:
            words = _("%(name)s is a spreadsheet or a zip file. Save it as CSV first.")
            raise BadFile(words % {"name": path.name})
        yield cast(BinaryIO, gzip.GzipFile(fileobj=file)) if start.startswith(GZIP) else file
