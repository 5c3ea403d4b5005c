"""Days off and make-up days as people paste them: a line a day, or the State Council's yearly notice (节假日安排通知)."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from onegrid.casework.domain.calendar import Ruling

LONGEST_HOLIDAY = 31  # days; a longer run is a misread date
LONGEST_NOTE = 60
_OFF, _WORK = "休息日?|节假日|放假|休", "调休上班|补班|上班|工作日|班"
_RULING = re.compile(rf"(?P<off>{_OFF}|\b(?:holiday|off)\b)|(?P<work>{_WORK}|\b(?:work|working)\b)", re.IGNORECASE)

_DAY = r"(?:(\d{4})[年./-])?(\d{1,2})[月./-](\d{1,2})[日号]?"
_UNTIL = r"\s*(?:至|到|~|～|—+|–|\.\.)\s*(?:(?:(\d{4})[年./-])?(\d{1,2})[月./-])?(\d{1,2})[日号]?"
_SPAN = re.compile(rf"{_DAY}(?:{_UNTIL})?")
_SIGNATURE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
"""The day on which a notice was signed, at its end."""
_HEADING = re.compile(r"^\s*[一二三四五六七八九十]*、?\s*([^：:，。\d]{2,20})[：:]\s*")


def read_days(text: str, *, year: int) -> list[Ruling]:
    """The days that a pasted text declares, in order; `year` is that of dates which name none.

    Lines such as `2027-02-06 休 春节`, `2027-02-06..2027-02-12 holiday`, or the notice's own sentences:
    `二、春节：2月15日至23日放假调休，共9天。2月14日（周六）、2月28日（周六）上班。` Blank lines and comments (#) are passed
    over, and so are sentences without a date. Raises `ValidationError` naming every line that cannot be understood.
    """
    found: list[Ruling] = []
    faults: list[str] = []
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        try:
            found += _read_line(line.partition("#")[0].strip(), year)
        except ValueError:
            words = {"line": number, "text": line.strip()[:60]}
            faults.append(
                _("Line %(line)d cannot be understood: “%(text)s”. Write it like this: 2027-02-06 休 春节.") % words
            )
    if not found and not faults:
        faults.append(_("There are no days in this text. Write one a line, like this: 2027-02-06 休 春节."))
    if faults:
        raise ValidationError(faults)
    return sorted(found, key=lambda ruling: ruling.day)


def _read_line(line: str, year: int) -> Iterator[Ruling]:
    heading = _HEADING.match(line)
    name = heading[1].strip() if heading else ""
    for sentence in re.split(r"[。；;]", line[heading.end() :] if heading else line):
        yield from _read_sentence(sentence.strip(), name, year)


def _read_sentence(sentence: str, name: str, year: int) -> list[Ruling]:
    """The days of a sentence that says of them whether they are free. Advice in brackets or about leave says nothing."""
    plain = re.sub(r"[（(][^（）()]*[）)]", "", sentence)
    spans = list(_SPAN.finditer(plain))
    if not spans or _SIGNATURE.fullmatch(plain):
        return []
    rest = _SPAN.sub(" ", plain)
    ruling = _RULING.search(rest)
    if ruling is None:
        raise ValueError(sentence)
    own = re.sub(r"[\s,，、]+", " ", rest[: ruling.start()] + " " + rest[ruling.end() :]).strip()
    note = name or ("" if "共" in own else own)
    days = [day for span in spans for day in _days(span, year)]
    return [Ruling(day, ruling["work"] is not None, note[:LONGEST_NOTE]) for day in days]


def _days(span: re.Match[str], year: int) -> list[date]:
    year1, month1, day1, year2, month2, day2 = (int(part) if part else 0 for part in span.groups())
    first = date(year1 or year, month1, day1)
    if not day2:
        return [first]
    last = date(year2 or first.year, month2 or month1, day2)
    if not 0 <= (last - first).days < LONGEST_HOLIDAY:
        raise ValueError(span[0])
    return [first + timedelta(days=each) for each in range((last - first).days + 1)]
