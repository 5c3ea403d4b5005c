from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from onegrid.audit.domain.entries import record_in_journal
from onegrid.casework.case_type import CaseType
from onegrid.casework.models import KindSetting
from onegrid.casework.registry import case_type
from onegrid.lib.durations import Duration
from onegrid.territory.generations import KINDS, renew

LONGEST_DAYS = 1095
"""Three years: a longer limit is a slip of the keyboard."""


@transaction.atomic
def set_kind(
    subdistrict: str, kind: str, *, actor: str, title: str = "", allowed: Mapping[str, str] | None = None
) -> KindSetting:
    """Set an office's own title of a kind and its own limits by clock, as `Duration` texts; what is empty is the kind's.

    Limits hold for clocks that start from now on. Raises `ValidationError` for an unknown kind or clock, or a limit that
    is no duration.
    """
    limits = _check_limits(_kind(kind), allowed or {})
    return _write(subdistrict, kind, actor, title=title.strip(), allowed=limits)


@transaction.atomic
def retire_kind(subdistrict: str, kind: str, *, actor: str, retired: bool = True) -> KindSetting:
    """Stop taking a kind in an office, or with `retired=False` take it again. Open cases go on. Raises `ValidationError`."""
    _kind(kind)
    return _write(subdistrict, kind, actor, retired=retired)


def _write(subdistrict: str, kind: str, actor: str, **changes: Any) -> KindSetting:
    setting, _made = KindSetting.objects.get_or_create(subdistrict=subdistrict, kind=kind)
    before = _describe(setting)
    for name, value in changes.items():
        setattr(setting, name, value)
    setting.full_clean(exclude=["allowed"])
    setting.save()
    renew(KINDS)
    record_in_journal(subdistrict, "set kind", actor=actor, before=before, after=_describe(setting))
    return setting


def _describe(setting: KindSetting) -> dict[str, Any]:
    return {
        "kind": setting.kind,
        "title": setting.title,
        "allowed": dict(setting.allowed),
        "retired": setting.retired,
    }


def _kind(key: str) -> CaseType:
    try:
        return case_type(key)
    except KeyError:
        raise ValidationError(
            _("There is no kind of case called “%(kind)s”. Choose one from the list.") % {"kind": key}
        ) from None


def _check_limits(kind: CaseType, allowed: Mapping[str, str]) -> dict[str, str]:
    known = {clock.key: clock for clock in kind.clocks}
    limits, faults = {}, []
    for key, text in allowed.items():
        if key not in known:
            faults.append(_("“%(kind)s” has no time limit called “%(clock)s”.") % {"kind": kind.title, "clock": key})
        elif text.strip() and (limit := _read_limit(text)) is None:
            words = {"clock": known[key].title, "text": text, "years": LONGEST_DAYS // 365}
            faults.append(
                _("%(clock)s: “%(text)s” is no time limit. Give a number above zero, up to %(years)d years.") % words
            )
        elif text.strip() and limit != known[key].allowed:
            limits[key] = str(limit)
    if faults:
        raise ValidationError(faults)
    return limits


def _read_limit(text: str) -> Duration | None:
    try:
        limit = Duration.parse(text)
    except ValueError:
        return None
    longest = LONGEST_DAYS * (24 if limit.unit.endswith("hours") else 1)
    return limit if limit.amount <= longest else None
