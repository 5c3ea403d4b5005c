"""Who asks for a stream, and whether they may: by the session of the pages and the rights of today."""

from http.cookies import SimpleCookie

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from onegrid.casework.queries import cases_visible_to
from onegrid.directory.models import Person
from onegrid.directory.rights import Right, Scope, scope_of
from onegrid.web.live.hub import Listener


def enter(cookies: str, number: str = "") -> Listener | None:
    """The listener for a request's cookies; None for whoever is not signed in, may see no cases, or has not given the second
    factor that the office asks for. A case that they may not see is left out."""
    person = _person_of(cookies)
    scope = scope_of(person, Right.SEE_CASES)
    if person is None or not scope:
        return None
    shown = number and cases_visible_to(person).filter(number=number).exists()
    return Listener(person.pk, person.name, scope, number if shown else "")


def scope_today(person: int) -> Scope:
    """What somebody may see now: posts end while pages are open."""
    found = Person.objects.filter(pk=person).first()
    return scope_of(found, Right.SEE_CASES) if found else Scope()


def _person_of(cookies: str) -> Person | None:
    jar = SimpleCookie(cookies)
    if settings.SESSION_COOKIE_NAME not in jar:
        return None
    session = SessionStore(jar[settings.SESSION_COOKIE_NAME].value)
    if settings.SECOND_FACTOR_REQUIRED and not session.get("second_factor"):
        return None
    key = session.get(SESSION_KEY)
    person = Person.objects.filter(pk=key, is_active=True).first() if key else None
    return person if person and _is_current(session, person) else None


def _is_current(session: SessionStore, person: Person) -> bool:
    """A changed password ends every session that knew the old one."""
    return bool(session.get("_auth_user_hash") == person.get_session_auth_hash())
