from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from onegrid.web.office.place import Office, sections


def show(
    request: HttpRequest, template: str, office: Office, section: str, *, status: int = 200, **words: Any
) -> HttpResponse:
    """A page of administration, under the tabs that the viewer may enter."""
    tabs = sections(office.viewer, section, office.query)
    return render(request, f"office/{template}.html", {"office": office, "tabs": tabs, **words}, status=status)
