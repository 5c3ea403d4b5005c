from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from onegrid.casework.waiting import WaitingList, lists_waiting_for
from onegrid.directory.models import Person
from onegrid.directory.rights import Right
from onegrid.web.access import needs
from onegrid.web.worker.lists import tabs_of


@needs(Right.HANDLE, Right.INSPECT, Right.DISPATCH)
@never_cache
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """What waits for whoever is signed in, the most pressing first."""
    lists = lists_waiting_for(cast(Person, request.user))
    chosen = request.GET.get("list", "")
    key = WaitingList(chosen) if chosen in lists else next(iter(lists))
    words = {"tabs": tabs_of(lists), "key": key, "page": lists[key].page(request.GET.get("after", ""))}
    more = request.headers.get("HX-Target") == "more"
    return render(request, "worker/_rows.html" if more else "worker/list.html", words)
