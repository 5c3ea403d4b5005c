"""The record of a case in words: who did what, when and why, and what it changed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from onegrid.audit.models import Entry
from onegrid.casework.models import Attachment, Case
from onegrid.casework.words import title_of_verb
from onegrid.directory.models import Organisation, Person
from onegrid.territory.queries import path_name
from onegrid.web.relative import say_date, say_moment
from onegrid.web.seats import recorded_seat


@dataclass(frozen=True)
class Line:
    """One line of the timeline. `mark` is 'reply', 'note', 'system' or ''; `words` the reply or note itself."""

    at: datetime
    who: str
    what: str
    mark: str = ""
    reason: str = ""
    words: str = ""
    changes: list[str] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)


@dataclass(frozen=True)
class Refusal:
    """Who would not have the case: the seat that gave it away, who did so, and why."""

    at: datetime
    who: str
    seat: str
    reason: str


@dataclass(frozen=True)
class Names:
    """The names behind the numbers that the record holds: of people and of organisations."""

    people: Mapping[int, str]
    organisations: Mapping[int, str]

    def who(self, actor: str) -> str:
        """Who acted, as the record names them."""
        kind, _colon, key = actor.partition(":")
        if kind == "person" and key.isdigit():
            return self.people.get(int(key), f"#{key}")
        return {"reporter": _("Reporter"), "system": _("System"), "invited": _("Somebody invited")}.get(actor, actor)

    def seat(self, holder: Mapping[str, Any], on: date, plan: int | None = None) -> str:
        """A seat on a day, or of a plan, and, if somebody took the case, who."""
        handler = self.people.get(holder.get("handler") or 0, "")
        seat = recorded_seat(holder, self.organisations, on, plan)
        return f"{seat}（{handler}）" if handler else seat


def names_in(entries: Iterable[Entry]) -> Names:
    """The names behind a whole record, in two queries."""
    people: set[int] = set()
    organisations: set[int] = set()
    for entry in entries:
        kind, _colon, key = entry.actor.partition(":")
        people |= {int(key)} if kind == "person" and key.isdigit() else set()
        for facts in (entry.before, entry.after):
            holder = facts.get("holder") or {}
            people |= {holder.get("handler") or 0}
            organisations |= {holder.get("organisation") or 0, facts.get("organisation") or 0, *facts.get("called", ())}
    return Names(
        dict(Person.objects.filter(pk__in=people - {0}).values_list("pk", "name")),
        dict(Organisation.objects.filter(pk__in=organisations - {0}).values_list("pk", "name")),
    )


def timeline_of(case: Case, entries: Iterable[Entry], names: Names) -> list[Line]:
    """The lines of a case's record in order; files stand with what they came with. Reads replies, notes and files, one
    query each."""
    replies = {(reply.at, reply.author_id): reply.text for reply in case.replies.all()}
    notes = {(note.at, note.author_id): note.text for note in case.notes.all()}
    files = _files(case)
    entries = list(entries)
    acts = {(entry.at, entry.actor) for entry in entries if entry.verb != "attach"}
    lines = []
    for entry in entries:
        if entry.verb == "attach" and (entry.at, entry.actor) in acts:
            continue
        author = (entry.at, _author(entry))
        note = notes.get(author, "") if entry.verb == "note" else ""
        reply = replies.get(author, "") if entry.verb not in ("note", "attach", "file") else ""
        lines.append(
            Line(
                at=entry.at,
                who=names.who(entry.actor),
                what=title_of(entry, case),
                mark=_mark(entry, note, reply),
                reason=entry.reason,
                words=note or reply,
                changes=list(_changes(entry, case, names)),
                files=files.get((entry.at, entry.actor), []),
            )
        )
    return lines


def _files(case: Case) -> dict[tuple[datetime, str], list[Attachment]]:
    found: dict[tuple[datetime, str], list[Attachment]] = {}
    for file in case.attachments.all():
        found.setdefault((file.at, file.actor), []).append(file)
    return found


def title_of(entry: Entry, case: Case) -> str:
    """What an entry is called: as the move, or as the engine calls what is no move."""
    return str(title_of_verb(case.type, entry.verb))


def refusals(raw: Iterable[Mapping[str, Any]], names: Names) -> list[Refusal]:
    """Refusals as the engine finds them in a record, with names."""
    return [
        Refusal(at, names.who(each["actor"]), recorded_seat(each["from"], names.organisations, at), each["reason"])
        for each in raw
        for at in [each["at"]]
    ]


def _author(entry: Entry) -> int | None:
    kind, _colon, key = entry.actor.partition(":")
    return int(key) if kind == "person" and key.isdigit() else None


def _mark(entry: Entry, note: str, reply: str) -> str:
    if note:
        return "note"
    if reply:
        return "reply"
    return "system" if entry.actor == "system" or entry.verb in ("attach", "read contact") else ""


def _changes(entry: Entry, case: Case, names: Names) -> Iterator[str]:
    """What an entry changed, each in a short sentence; what needs no words is left out."""
    before, after, day = entry.before, entry.after, localdate(entry.at)
    if "area" in before and "area" in after:
        was = path_name(before["area"], plan=before["plan"])
        yield _from_to(_("Area"), was, path_name(after["area"], plan=after["plan"]))
    if "holder" in after and after["holder"] != before.get("holder"):
        was = names.seat(before.get("holder") or {}, day, before.get("plan"))
        yield _from_to(_("Holder"), was, names.seat(after["holder"], day))
    if "state" in after and entry.verb != "file":
        was = str(case.type.state(before["state"]).title) if "state" in before else ""
        yield _from_to(_("State"), was, str(case.type.state(after["state"]).title))
    if "due" in after:
        yield _from_to(_("Due"), _moment(before.get("due")), _moment(after["due"]))
    for key, say in _FACTS.items():
        if after.get(key) not in (None, "", []):
            yield say(after[key], case, names)


def _from_to(what: str, before: str, after: str) -> str:
    if before and before != after:
        return _("%(what)s: %(before)s → %(after)s") % {"what": what, "before": before, "after": after or _("none")}
    return _("%(what)s: %(after)s") % {"what": what, "after": after or _("none")}


def _moment(text: str | None) -> str:
    return say_moment(datetime.fromisoformat(text)) if text else ""


def _clock_title(key: str, case: Case) -> str:
    try:
        return str(case.type.clock(key).title)
    except KeyError:
        return key


_FACTS: dict[str, Callable[[Any, Case, Names], str]] = {
    "called": lambda keys, _case, names: (
        _("Called: %(names)s") % {"names": "、".join(names.organisations.get(key, f"#{key}") for key in keys)}
    ),
    "organisation": lambda key, _case, names: _("For: %(name)s") % {"name": names.organisations.get(key, f"#{key}")},
    "clock": lambda key, case, _names: _("Time limit: %(clock)s") % {"clock": _clock_title(key, case)},
    "days": lambda days, _case, _names: _("Working days: %(days)s") % {"days": days},
    "review": lambda day, _case, _names: _("Review on %(day)s") % {"day": say_date(date.fromisoformat(day))},
    "rating": lambda rating, _case, _names: _("Rating: %(rating)s of 5") % {"rating": rating},
    "undone": lambda key, case, _names: (
        _("Step: %(move)s") % {"move": str(move.title) if (move := case.type.move(key)) else key}
    ),
    "into": lambda number, _case, _names: _("Into case %(number)s") % {"number": number},
    "from": lambda number, _case, _names: _("From case %(number)s") % {"number": number},
    "same as": lambda number, _case, _names: _("Same matter as case %(number)s") % {"number": number},
    "parts": lambda numbers, _case, _names: _("Parts: %(numbers)s") % {"numbers": "、".join(numbers)},
    "parent": lambda number, _case, _names: _("Part of case %(number)s") % {"number": number},
}
