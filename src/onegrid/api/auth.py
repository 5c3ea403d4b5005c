"""Who calls and what they may. Every operation declares it; one that does not is closed to everybody."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError, AuthorizationError
from ninja.security import HttpBearer

from onegrid.casework.acts import REPORTER, Actor
from onegrid.directory.models import Person, Token
from onegrid.directory.rights import Right, has_right
from onegrid.directory.scopes import Scope
from onegrid.territory.generations import KEYS, POSTS, token_of

ANYBODY = "anybody"


class Key(HttpBearer):
    """Needs a key that has the scope (any key, if None), of a person who has one of the rights (if any are named)."""

    is_open = False

    def __init__(self, scope: Scope | None, *rights: Right) -> None:
        super().__init__()
        self.scope, self.rights = scope, rights

    def authenticate(self, request: HttpRequest, token: str) -> Token:
        """The key that was sent. Raises `AuthenticationError` or `AuthorizationError`, saying what is wrong with it."""
        found = find_key(token)
        if self.scope is not None and self.scope not in found.scopes:
            words = {"scope": self.scope.value}
            raise AuthorizationError(message=_("This key has not the scope “%(scope)s”.") % words)
        if self.rights and not any(has_right(found.person, right) for right in self.rights):
            raise AuthorizationError(message=_("The person for whom this key acts may not do this."))
        return found


class Open(Key):
    """Needs no key; one that is sent must still be good."""

    is_open = True

    def __call__(self, request: HttpRequest) -> Any:
        return super().__call__(request) if "Authorization" in request.headers else ANYBODY


class Undeclared(HttpBearer):
    """What stands where an operation declared nothing: closed."""

    def __call__(self, request: HttpRequest) -> Any:
        raise AuthorizationError(message=_("Nobody has ruled on who may do this."))

    def authenticate(self, request: HttpRequest, token: str) -> None:
        """Never asked."""


_kept: dict[str, tuple[tuple[str, str], Token]] = {}


def find_key(secret: str) -> Token:
    """The key of that text, with its person. Raises `AuthenticationError` unless it is good.

    Keys are kept in memory until one is revoked or a person changes anywhere.
    """
    stand, digest = (token_of(KEYS), token_of(POSTS)), Token.digest_of(secret.strip())
    kept = _kept.get(digest)
    if kept is None or kept[0] != stand:
        kept = _kept[digest] = (stand, _read_key(digest))
    found = kept[1]
    if found.revoked or not found.person.is_active:
        raise AuthenticationError(message=_("This key has been revoked. Ask your administrator for a new one."))
    if found.expires and found.expires <= timezone.localdate():
        raise AuthenticationError(message=_("This key has expired. Ask your administrator for a new one."))
    return found


def _read_key(digest: str) -> Token:
    try:
        return Token.objects.select_related("person").defer("person__phone").get(digest=digest)
    except Token.DoesNotExist:
        raise AuthenticationError(message=_("This key is not known here.")) from None


def key_of(request: HttpRequest) -> Token | None:
    """The key with which the request was let in; None where none was needed or sent."""
    auth = getattr(request, "auth", None)
    return auth if isinstance(auth, Token) else None


def person_of(request: HttpRequest) -> Person:
    """The person for whom the program acts. Only in operations that need a key."""
    key = key_of(request)
    assert key is not None, "the operation declared a key"
    return key.person


def actor_of(request: HttpRequest) -> Actor:
    """Who acts: the key's person, else the reporter."""
    key = key_of(request)
    return Actor.of(key.person) if key else REPORTER


def address_of(request: HttpRequest) -> str:
    """The network address of whoever asks, behind as many proxies as the deployment trusts; '' if there is none."""
    try:
        return str(get_adapter(request).get_client_ip(request))
    except PermissionDenied:
        return ""
