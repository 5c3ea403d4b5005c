"""The office's journal in words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onegrid.audit.models import Entry
from onegrid.casework.registry import case_type
from onegrid.casework.words import VERB_TITLES
from onegrid.directory.models import Organisation, Person, Role
from onegrid.directory.scopes import Scope
from onegrid.territory.queries import path_name
from onegrid.web.desk.filters import LEVEL_TITLES
from onegrid.web.kinds import title_of

JOURNAL_TITLES = {
    "add route": gettext_lazy("Route added"),
    "change route": gettext_lazy("Route changed"),
    "delete route": gettext_lazy("Route deleted"),
    "set kind": gettext_lazy("Kind of case set"),
    "set office hours": gettext_lazy("Office hours set"),
    "declare days": gettext_lazy("Days declared"),
    "withdraw days": gettext_lazy("Declared days withdrawn"),
    "add organisation": gettext_lazy("Organisation added"),
    "add person": gettext_lazy("Person added"),
    "change person": gettext_lazy("Person changed"),
    "set password": gettext_lazy("Password set"),
    "fill post": gettext_lazy("Post filled"),
    "end post": gettext_lazy("Post ended"),
    "add credential": gettext_lazy("Certificate noted"),
    "remove credential": gettext_lazy("Certificate removed"),
    "note mediator": gettext_lazy("Mediator noted"),
    "add expert": gettext_lazy("Expert added"),
    "make key": gettext_lazy("Key made"),
    "revoke key": gettext_lazy("Key revoked"),
    "begin drawing": gettext_lazy("Drawing of a plan begun"),
    "remove drawing": gettext_lazy("Drawing of a plan removed"),
    "draft plan": gettext_lazy("Plan drafted"),
    "adopt plan": gettext_lazy("Plan adopted"),
    "put plan in force": gettext_lazy("Plan put in force"),
    "name areas": gettext_lazy("Areas named"),
    "put compounds": gettext_lazy("Compounds put on the map"),
    "verify record": gettext_lazy("Record verified"),
    "export cases": gettext_lazy("Cases exported"),
}
FACT_TITLES = {
    "route": gettext_lazy("route"),
    "kind": gettext_lazy("kind"),
    "category": gettext_lazy("category"),
    "area": gettext_lazy("area"),
    "organisation": gettext_lazy("organisation"),
    "level": gettext_lazy("level"),
    "title": gettext_lazy("title"),
    "allowed": gettext_lazy("limits"),
    "retired": gettext_lazy("no longer taken"),
    "hours": gettext_lazy("office hours"),
    "days": gettext_lazy("days"),
    "person": gettext_lazy("person"),
    "active": gettext_lazy("may sign in"),
    "changed": gettext_lazy("changed facts"),
    "post": gettext_lazy("post"),
    "role": gettext_lazy("role"),
    "starts": gettext_lazy("from"),
    "ends": gettext_lazy("until"),
    "credential": gettext_lazy("certificate"),
    "expires": gettext_lazy("lapses"),
    "key": gettext_lazy("key"),
    "name": gettext_lazy("name"),
    "scopes": gettext_lazy("scopes"),
    "revoked": gettext_lazy("revoked"),
    "plan": gettext_lazy("plan"),
    "areas": gettext_lazy("areas"),
    "kind_of_organisation": gettext_lazy("kind of organisation"),
    "compounds": gettext_lazy("compounds"),
    "cases": gettext_lazy("cases"),
    "complete": gettext_lazy("complete"),
    "state": gettext_lazy("state"),
    "lamp": gettext_lazy("lamp"),
    "channel": gettext_lazy("channel"),
    "holder": gettext_lazy("holder"),
    "since": gettext_lazy("reported from"),
    "until": gettext_lazy("reported until"),
    "searched": gettext_lazy("searched for words"),
}
ACTOR_TITLES = {
    "system": gettext_lazy("System"),
    "reporter": gettext_lazy("Reporter"),
    "invited": gettext_lazy("Somebody invited"),
}
FAULT_TITLES = {
    "altered": gettext_lazy("the entry was altered after it was written"),
    "removed": gettext_lazy("an entry is missing here"),
    "inserted": gettext_lazy("an entry stands here that was not written through the record"),
    "reordered": gettext_lazy("the entry stands in another place than where it was written"),
    "subject": gettext_lazy("the subject's own row was set back or replaced: it does not know this end of its chain"),
    "anchor": gettext_lazy("the anchor of that day does not match what it covers"),
}


def say_verb(verb: str) -> str:
    """What an entry's verb means."""
    return str(JOURNAL_TITLES.get(verb) or VERB_TITLES.get(verb) or verb)


@dataclass(frozen=True)
class Names:
    """What people and organisations that entries name by number are called."""

    people: Mapping[int, str]
    organisations: Mapping[int, str]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Names":
        """The names in some entries, in two queries."""
        rows = list(entries)
        facts = [each for row in rows for each in (row.before, row.after)]
        people = {key for row in rows if (key := _person_of(row.actor))} | _numbers(facts, "person")
        organisations = _numbers(facts, "organisation")
        return cls(
            dict(Person.objects.filter(pk__in=people).values_list("pk", "name")),
            dict(Organisation.objects.filter(pk__in=organisations).values_list("pk", "name")),
        )

    def say_who(self, actor: str) -> str:
        """Who acted: a person by name, the system, a reporter."""
        if key := _person_of(actor):
            return self.people.get(key, f"#{key}")
        return str(ACTOR_TITLES.get(actor, actor))

    def say_facts(self, facts: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What an entry says, as pairs to read; what is empty is left out."""
        return [
            (str(FACT_TITLES.get(name, name)), self._say_fact(name, value, facts))
            for name, value in facts.items()
            if value not in (None, "", [], {})
        ]

    def _say_fact(self, name: str, value: Any, facts: Mapping[str, Any]) -> str:
        if name == "category":
            return _say_category(str(facts.get("kind", "")), str(value))
        if name == "person" and value in self.people:
            return self.people[value]
        if name == "organisation" and value in self.organisations:
            return self.organisations[value]
        return say_fact(name, value)


def _person_of(actor: str) -> int | None:
    key = actor.partition("person:")[2]
    return int(key) if key.isdigit() else None


def _numbers(facts: Iterable[Mapping[str, Any]], name: str) -> set[int]:
    return {each[name] for each in facts if isinstance(each.get(name), int)}


def say_fact(name: str, value: Any) -> str:
    """One value of an entry: codes and keys by what they stand for, as far as it is known."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in _SAID:
        return _SAID[name](value)
    if isinstance(value, Mapping):
        return "、".join(f"{key} {each}" for key, each in value.items())
    if isinstance(value, list):
        return "、".join(map(str, value[:MOST])) + (" …" if len(value) > MOST else "")
    return f"#{value}" if name in _NUMBERED else str(value)


def _say_kind(key: str) -> str:
    try:
        return title_of(case_type(key), "")
    except KeyError:
        return key


def _say_category(kind: str, key: str) -> str:
    try:
        category = case_type(kind).category(key)
    except KeyError:
        category = None
    return str(category.title) if category else key


def _say_days(days: Iterable[Mapping[str, Any]]) -> str:
    said = [
        (each.get("day"), _("working day") if each.get("working") else _("day off"), each.get("note")) for each in days
    ]
    return "、".join(" ".join(str(word) for word in words if word) for words in said)


def _say_titles(titles: Mapping[Any, Any]) -> Callable[[Any], str]:
    def say(value: Any) -> str:
        several = value if isinstance(value, list) else [value]
        return "、".join(str(titles.get(each, each)) for each in several)

    return say


MOST = 5
_NUMBERED = {"route", "organisation", "person", "post", "credential", "key"}
_SAID: dict[str, Callable[[Any], str]] = {
    "days": _say_days,
    "kind": _say_kind,
    "area": lambda code: path_name(str(code)),
    "role": _say_titles(dict(Role.choices)),
    "level": _say_titles(LEVEL_TITLES),
    "scopes": _say_titles(dict(Scope.choices)),
    "changed": _say_titles({"name": gettext_lazy("name"), "phone": gettext_lazy("telephone")}),
    "kind_of_organisation": _say_titles(dict(Organisation.Kind.choices)),
}
