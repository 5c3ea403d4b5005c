"""Which cases this browser may look at: those filed from it, and those for which the secret code was typed."""

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from onegrid.casework.domain.filing import Filed, find_by_secret, secret_hash
from onegrid.casework.models import Case, Follower
from onegrid.lib.crypto import CannotDecrypt
from onegrid.lib.fields import data_cipher

REPORTER = "reporter"
FOLLOWER = "follower"


def remember_filed(request: HttpRequest, done: Filed) -> None:
    """Let the browser that filed a case see it. The secret waits in the session, encrypted, for the page that shows it."""
    _remember(request, done.case, done.secret, REPORTER)


def remember_followed(request: HttpRequest, case: Case, secret: str) -> None:
    """The same for a browser whose owner joined in somebody else's report."""
    _remember(request, case, secret, FOLLOWER)


def _remember(request: HttpRequest, case: Case, secret: str, role: str) -> None:
    request.session["filed"] = [case.number, data_cipher().encrypt(secret) if secret else "", role]
    unlock(request.session, case, role)


def last_filed(request: HttpRequest) -> tuple[str, str, str]:
    """The number and the secret code of what was filed or joined last from this browser, and as what; '' for what is not
    known here."""
    number, secret, *role = request.session.get("filed", ("", ""))
    try:
        return number, data_cipher().decrypt(secret) if secret else "", (role or [REPORTER])[0]
    except CannotDecrypt:
        return number, "", REPORTER


def unlock_by_code(request: HttpRequest, number: str, code: str) -> Case | None:
    """The case of a number, opened to this browser, if the code is its reporter's or a follower's; else None."""
    case = find_by_secret(number, code)
    if case is not None:
        unlock(request.session, case, REPORTER)
        return case
    following = Follower.objects.filter(case__number=number, secret=secret_hash(code)).select_related("case").first()
    if following is None:
        return None
    unlock(request.session, following.case, FOLLOWER)
    return following.case


def unlock(session: SessionBase, case: Case, role: str) -> None:
    """Open a case to a session, as its reporter or as a follower."""
    session["unlocked"] = session.get("unlocked", {}) | {case.number: role}


def follow(session: SessionBase, case: Case) -> None:
    """Open the case into which another was merged to whoever may see that other one."""
    if case.number not in session.get("unlocked", {}):
        unlock(session, case, FOLLOWER)


def role_for(session: SessionBase, number: str) -> str | None:
    """As what a session may see the case of a number: 'reporter', 'follower' or not at all (None)."""
    role: str | None = session.get("unlocked", {}).get(number)
    return role
