"""After the agreement: visits and calls, what they found, and the signed paper on file."""

import base64
from datetime import date, datetime
from pathlib import Path

from django.utils import timezone

from onegrid.casework.acts import Actor
from onegrid.casework.domain.attachments import Upload, clean, path_of, store
from onegrid.casework.models import StoredFile
from onegrid.lib.fields import data_cipher
from onegrid.mediation.domain.acting import entering, permit, require
from onegrid.mediation.models import Agreement, Dispute, FollowUp, Scan
from onegrid.mediation.rules import is_pending, works_on_it


def plan_visit(dispute: Dispute, *, due_on: date, by: Actor, at: datetime | None = None) -> FollowUp:
    """Somebody looks in on the parties on a day. Also after the dispute's end: that is when it matters."""
    permit(works_on_it, by, dispute)
    visit = FollowUp(dispute=dispute, due_on=due_on)
    with entering(dispute, "plan visit", by=by, at=at or timezone.now(), on=due_on.isoformat()) as docket:
        docket.add(visit)
    return visit


def follow_up(visit: FollowUp, *, outcome: str, note: str, by: Actor, at: datetime | None = None) -> None:
    """Note what a visit or a call found."""
    permit(works_on_it, by, visit.dispute)
    require(is_pending, visit.done_at is None)
    at = at or timezone.now()
    visit.done_at, visit.outcome, visit.note, visit.by = at, outcome, note.strip(), by.person
    with entering(visit.dispute, "follow up", by=by, at=at, outcome=outcome) as docket:
        docket.change(visit)


def file_scan(
    dispute: Dispute, upload: Upload, *, agreement: Agreement | None = None, by: Actor, at: datetime | None = None
) -> Scan:
    """File a signed paper as it was scanned, encrypted on the disk. Raises `CaseFault` for a file of another kind."""
    permit(works_on_it, by, dispute)
    at = at or timezone.now()
    paper = clean(upload, papers=True)
    sealed = data_cipher().encrypt(base64.b64encode(paper.content).decode()).encode()
    digest = store(sealed)
    scan = Scan(dispute=dispute, agreement=agreement, file_id=digest, name=paper.name, by=by.person, at=at)
    with entering(dispute, "file scan", by=by, at=at, file=digest) as docket:
        docket.keep(StoredFile(digest=digest, size=len(sealed), media_type=paper.media_type))
        docket.add(scan)
    return scan


def read_scan(scan: Scan, *, by: Actor, at: datetime | None = None) -> bytes:
    """The bytes of a signed paper; that it was read is recorded first."""
    permit(works_on_it, by, scan.dispute)
    with entering(scan.dispute, "read parties", by=by, at=at or timezone.now(), file=scan.file_id):
        pass
    return base64.b64decode(data_cipher().decrypt(path_of(scan.file_id).read_text()))


def destroy_scans(dispute: Dispute) -> None:
    """Remove the scans of a dispute, on the disk as well: each was encrypted anew, so nobody else's is the same file."""
    digests = list(dispute.scans.values_list("file", flat=True))
    dispute.scans.all().delete()
    StoredFile.objects.filter(digest__in=digests).delete()
    for digest in digests:
        Path(path_of(digest)).unlink(missing_ok=True)
