"""Who may open which page or endpoint. Every view declares it; one that does not is closed to everybody."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.deprecation import MiddlewareMixin

from onegrid.directory.rights import Right, has_right

View = TypeVar("View", bound=Callable[..., Any])
OPEN = "open"
SIGNED_IN = "signed in"

# Views of libraries, by the beginning of their name: they cannot carry a declaration of ours.
LIBRARIES = {
    "allauth.": OPEN,
    "django.views.i18n": OPEN,
    "django.views.static": OPEN,
    "django.views.generic.base.RedirectView": OPEN,
    "django.contrib.staticfiles.views": OPEN,
    "ninja.": OPEN,  # the API checks tokens and scopes itself, see onegrid.api.auth
    "onegrid.api.": OPEN,
}


def open_to_all(view: View) -> View:
    """Declare a page that needs no sign-in."""
    view.ruling = OPEN  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Declare a page for whoever is signed in."""
    view.ruling = SIGNED_IN  # type: ignore[attr-defined]
    return view


def needs(*rights: Right) -> Callable[[View], View]:
    """Declare a page for those who have one of the rights somewhere; the queries narrow what they see to where."""

    def declare(view: View) -> View:
        view.ruling = rights  # type: ignore[attr-defined]
        return view

    return declare


def ruling_of(view: Callable[..., Any]) -> str | tuple[Right, ...] | None:
    """What a view declares: OPEN, SIGNED_IN, rights of which one is needed; None if nobody has ruled on it."""
    ruling: str | tuple[Right, ...] | None = getattr(view, "ruling", None)
    if ruling is None:
        inner = view.func if isinstance(view, partial) else getattr(view, "view_class", view)
        name = f"{inner.__module__}.{inner.__qualname__}"
        ruling = next((rule for start, rule in LIBRARIES.items() if name.startswith(start)), None)
    return ruling


class RulingMiddleware(MiddlewareMixin):
    """Lets a request through to its view only as the view's ruling says."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        ruling = ruling_of(view)
        if ruling == OPEN:
            return None
        if ruling is None:
            raise PermissionDenied
        person: Any = request.user
        if not person.is_authenticated:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        if settings.SECOND_FACTOR_REQUIRED and not _has_second_factor(request):
            return redirect("mfa_index")
        if isinstance(ruling, tuple) and not any(has_right(person, right) for right in ruling):
            raise PermissionDenied
        return None


def _has_second_factor(request: HttpRequest) -> bool:
    """Whether the person has set one up; signing in then asks for it. Remembered in the session once seen."""
    from allauth.mfa.utils import is_mfa_enabled

    if not request.session.get("second_factor"):
        if not is_mfa_enabled(request.user):
            return False
        request.session["second_factor"] = True
    return True
