from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from onegrid.casework.acts import Actor
from onegrid.mediation.domain.follow_ups import read_scan
from onegrid.mediation.models import Scan
from onegrid.mediation.queries import disputes_visible_to
from onegrid.web.access import signed_in
from onegrid.web.mediation.place import viewer_of


@signed_in
@require_POST
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """A signed paper, for who works on the dispute; that it was read is put on record."""
    viewer = viewer_of(request)
    mine = disputes_visible_to(viewer).values("pk")
    found = Scan.objects.select_related("dispute__case", "file").filter(pk=pk, dispute__in=mine).first()
    if found is None:
        raise Http404(_("There is no such paper."))
    answer = HttpResponse(read_scan(found, by=Actor.of(viewer)), content_type=found.file.media_type)
    answer["Content-Disposition"] = "attachment"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
