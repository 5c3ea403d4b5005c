"""Files of a case, as the answer to a request."""

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _

from onegrid.api.faults import Refused, not_found
from onegrid.casework.domain.attachments import path_of
from onegrid.casework.models import Attachment


def answer_with_file(attachments: QuerySet[Attachment], key: int) -> HttpResponse:
    """One of the attachments as a download. Raises `Refused` if it is not among them."""
    attachment = attachments.select_related("file").filter(pk=key).first()
    if attachment is None:
        raise not_found()
    try:
        content = path_of(attachment.file_id).open("rb")
    except FileNotFoundError:
        raise Refused(410, "gone", _("The file is no longer kept here.")) from None
    answer = FileResponse(
        content, filename=attachment.name, as_attachment=True, content_type=attachment.file.media_type
    )
    answer["Cache-Control"] = "private, no-store"
    return answer  # type: ignore[return-value]
