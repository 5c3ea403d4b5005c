"""Files of cases, to those who may see them and to nobody else."""

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from onegrid.casework.domain.attachments import path_of
from onegrid.casework.models import Attachment
from onegrid.casework.queries import cases_visible_to
from onegrid.web.access import open_to_all
from onegrid.web.public.unlocking import role_for


@open_to_all
@require_GET
def attachment(request: HttpRequest, pk: int) -> FileResponse:
    """A file: to staff who may see its case, and, if it is public, to whoever has shown the case's code.

    Photos are shown, papers are downloaded; a browser takes neither for anything else.
    """
    found = get_object_or_404(Attachment.objects.select_related("file", "case"), pk=pk)
    if not _may_see(request, found):
        raise Http404
    is_photo = found.file.media_type.startswith("image/")
    path = path_of(found.file_id)
    if not path.exists():
        raise Http404
    response = FileResponse(
        path.open("rb"),
        as_attachment=not is_photo,
        filename=found.name,
        content_type=found.file.media_type,
    )
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _may_see(request: HttpRequest, found: Attachment) -> bool:
    if found.public and role_for(request.session, found.case.number):
        return True
    person = request.user
    return person.is_authenticated and cases_visible_to(person).filter(pk=found.case_id).exists()
