from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from onegrid.directory.rights import Right
from onegrid.studio.extra import missing_packages
from onegrid.web.access import needs
from onegrid.web.office.page import show
from onegrid.web.office.place import office_of


@needs(Right.EDIT_PLANS)
@require_safe
def lacking(request: HttpRequest) -> HttpResponse:
    """The studio where what computes plans is not installed: what to install."""
    office = office_of(request, Right.EDIT_PLANS)
    return show(request, "studio_lacking", office, "office-areas", status=503, packages=missing_packages())
