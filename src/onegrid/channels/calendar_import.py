"""A calendar as people write it: a day, whether it is free or worked, and why, one line each."""

import re
from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from onegrid.casework.domain.calendar import Ruling

WORDS = {
    "holiday": False, "off": False, "休": False, "休息": False, "放假": False, "节假日": False,
    "working": True, "work": True, "班": True, "上班": True, "补班": True, "调休上班": True, "工作日": True,
}  # fmt: skip
LONGEST_NOTE = 60


def read_rulings(lines: Iterable[str]) -> list[Ruling]:
    """What lines like `2027-02-06 holiday Spring Festival` declare; blank ones and comments (#) are passed over.

    Commas and tabs separate too. Raises `ValidationError` naming every line that cannot be understood.
    """
    rulings, faults = [], []
    for number, line in enumerate(lines, 1):
        text = line.strip().lstrip("\ufeff")
        if not text or text.startswith("#"):
            continue
        ruling = _read(text)
        if ruling:
            rulings.append(ruling)
        else:
            faults.append(
                _("Line %(line)d cannot be understood: “%(text)s”. Write: 2027-02-06 holiday Spring Festival.")
                % {"line": number, "text": text[:60]}
            )
    if faults:
        raise ValidationError(faults)
    return rulings


def _read(text: str) -> Ruling | None:
    parts = re.split(r"[\s,，;；]+", text, maxsplit=2)
    if len(parts) < 2 or parts[1].lower() not in WORDS:
        return None
    try:
        day = date.fromisoformat(parts[0])
    except ValueError:
        return None
    note = parts[2].strip() if len(parts) > 2 else ""
    return Ruling(day, WORDS[parts[1].lower()], note[:LONGEST_NOTE])
