"""The doors of the API, all under one version."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path, reverse
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt

from onegrid import __version__
from onegrid.api.auth import Undeclared
from onegrid.api.faults import Fault, answer_fault, answer_faults
from onegrid.api.notation import Renderer, StrictParser
from onegrid.api.office import calendar, drafts, people, plans, routes
from onegrid.api.openapi import DescribedAPI
from onegrid.api.page import ReferencePage
from onegrid.api.public import around, kinds, reports, talks, territory, tracking
from onegrid.api.wording import lazily as _
from onegrid.api.work import cases, disputes, moves, papers
from onegrid.api.work import talks as hosting

api = DescribedAPI(
    title="OneGrid",
    version=__version__,
    description=_("The same verbs as the pages, for programs."),
    urls_namespace="api",
    auth=Undeclared(),
    docs=ReferencePage(),
    parser=StrictParser(),
    renderer=Renderer(),
)
answer_faults(api)
ROOMS = (
    reports,
    around,
    tracking,
    kinds,
    territory,
    talks,
    cases,
    moves,
    papers,
    disputes,
    hosting,
    routes,
    calendar,
    people,
    plans,
    drafts,
)
for room in ROOMS:
    api.add_router("", room.router)


@csrf_exempt
def nowhere(request: HttpRequest) -> HttpResponse:
    """What is said of an address that the API does not have."""
    words = {"page": reverse("api:openapi-view")}
    message = gettext("The API has no such address. Its own page, %(page)s, lists those that it has.") % words
    return answer_fault(404, Fault(code="not_found", message=message))


urlpatterns = [path("", api.urls), re_path("", nowhere)]
