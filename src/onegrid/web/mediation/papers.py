"""Papers of a dispute as Word and PDF, and the packet for judicial confirmation. Each one made is put on record."""

import io
import zipfile
from base64 import b64decode
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage

from onegrid.casework.acts import Actor
from onegrid.lib.typesetting import typeset
from onegrid.mediation.domain.follow_ups import read_scan
from onegrid.mediation.domain.parties import print_paper
from onegrid.mediation.models import Agreement, Dispute
from onegrid.web.access import signed_in
from onegrid.web.mediation import forms_of_law as law
from onegrid.web.mediation.place import dispute_of, viewer_of

FOLDER = Path(__file__).parent.parent / "papers"
SIGNATURE = Mm(11)
"""How high a signature stands on paper."""
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Maker = Callable[[law.Told, Any], law.Paper]
MAKERS: Mapping[str, tuple[str, Maker]] = {
    "acceptance": ("", lambda told, _of: law.acceptance_form(told)),
    "minutes": ("session", law.minutes),
    "agreement": ("agreement", law.agreement),
    "request": ("agreement", lambda told, of: law.confirmation_request(told, of, [])),
}


@signed_in
@require_POST
def paper(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """A paper, as `format` says: pdf or docx; for 'packet', everything that the court wants, as a zip file."""
    dispute = dispute_of(request, number)
    by = Actor.of(viewer_of(request))
    if key == "packet":
        return _as_file(
            *_packet(dispute, _thing(dispute, "agreement", request.GET.get("of", "")), by), "application/zip"
        )
    if key not in MAKERS:
        raise Http404(_("There is no such paper."))
    about, make = MAKERS[key]
    of = _thing(dispute, about, request.GET.get("of", ""))
    told = _tell(dispute, key, by)
    with translation.override("zh-hans"):
        made = make(told, of)
    if request.POST.get("format") == "docx":
        return _as_file(f"{made.title}.docx", as_word(made), WORD)
    return _as_file(f"{made.title}.pdf", as_pdf(made), "application/pdf")


def as_pdf(made: law.Paper) -> bytes:
    """The paper typeset."""
    return typeset(FOLDER / "mediation.typ", _words(made, list))


def as_word(made: law.Paper) -> bytes:
    """The paper in the office's Word template."""
    template, out = DocxTemplate(FOLDER / "mediation.docx"), io.BytesIO()
    words = _words(made, lambda content: InlineImage(template, io.BytesIO(content), height=SIGNATURE))
    template.render(words, autoescape=True)
    template.save(out)
    return out.getvalue()


def _words(made: law.Paper, draw: Callable[[bytes], Any]) -> dict[str, Any]:
    """What the templates take. `draw` makes a picture of its bytes, as the template wants it."""

    def drawn(block: law.Block) -> law.Block:
        lines = block["lines"]
        return block | {
            "lines": [[label, draw(b64decode(at["png"])) if isinstance(at, dict) else at] for label, at in lines]
        }

    blocks = [drawn(block) if block["kind"] == "signs" else block for block in made.blocks]
    return {"title": made.title, "number": made.number, "blocks": blocks}


def _packet(dispute: Dispute, settled: Agreement, by: Actor) -> tuple[str, bytes]:
    """Request, agreement, minutes and scans in one file, numbered as the court reads them."""
    told = _tell(dispute, "packet", by)
    scans = []
    for scan in settled.scans.all():
        scan.dispute = dispute
        scans.append((scan.name, read_scan(scan, by=by)))
    with translation.override("zh-hans"):
        request = law.confirmation_request(told, settled, [f"签署件：{name}" for name, _content in scans])
        made = [request, law.agreement(told, settled)]
        made += [law.minutes(told, session) for session in dispute.sessions.all() if session.minutes]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packet:
        for place, each in enumerate(made, 1):
            packet.writestr(f"{place:02}-{each.title}.pdf", as_pdf(each))
        packet.writestr(f"01-{request.title}.docx", as_word(request))
        for place, (name, content) in enumerate(scans, len(made) + 1):
            packet.writestr(f"{place:02}-{name}", content)
    return f"司法确认材料-{dispute.case.number}.zip", out.getvalue()


def _tell(dispute: Dispute, key: str, by: Actor) -> law.Told:
    parties = print_paper(dispute, paper=key, by=by)
    present = dispute.appointments.filter(ended_at=None).select_related("mediator__person")
    names = [each.mediator.person.name for each in present]
    return law.Told(dispute, parties, names, by.person.name if by.person else "")


def _thing(dispute: Dispute, about: str, key: str) -> Any:
    """The session or agreement that a paper is of. Raises `Http404` unless it is the dispute's."""
    if not about:
        return None
    mine: QuerySet[Any] = dispute.sessions.all() if about == "session" else dispute.agreements.all()
    found = mine.filter(pk=key).first() if key.isdigit() and len(key) < 20 else None
    if found is None:
        raise Http404(_("There is no such paper."))
    return found


def _as_file(name: str, content: bytes, media_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    stamped = f"{timezone.localdate():%Y%m%d}-{name}"
    answer["Content-Disposition"] = content_disposition_header(True, stamped) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer
