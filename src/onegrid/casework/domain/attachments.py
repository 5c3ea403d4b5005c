import hashlib
import io
import os
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import filetype
from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from onegrid.casework.acts import Actor
from onegrid.casework.domain.docket import Docket
from onegrid.casework.faults import CaseFault
from onegrid.casework.models import Attachment, Case, StoredFile

LARGEST = 20 * 2**20
LONGEST_SIDE = 2560
PHOTOS = {"image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp", "image/tiff"}
PAPERS = {
    "application/pdf",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
MOST_PIXELS = 120_000_000
Image.MAX_IMAGE_PIXELS = None  # the limit is MOST_PIXELS, which refuses where Pillow would only warn


@dataclass(frozen=True)
class Upload:
    """A file as it came in: its name and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Cleaned:
    """A file that may be filed: its name, its bytes without metadata, and their type."""

    name: str
    content: bytes
    media_type: str


def clean(upload: Upload | Cleaned, *, papers: bool = False) -> Cleaned:
    """Make a photo (or, with `papers`, an office document) fit to be filed; what is so already stays as it is.

    Photos are encoded anew, which leaves behind where and with what they were taken. Raises `CaseFault` for a file that is
    too large, or is by its content not of an allowed type.
    """
    if isinstance(upload, Cleaned):
        return upload
    content, media_type, suffix = _cleaned(upload, papers=papers)
    return Cleaned(Path(upload.name).stem[:100] + suffix, content, media_type)


def attach(docket: Docket, case: Case, file: Cleaned, *, actor: Actor, at: datetime, public: bool) -> Attachment:
    """File a photo or a paper in a case."""
    digest = store(file.content)
    docket.keep(StoredFile(digest=digest, size=len(file.content), media_type=file.media_type))
    attachment = Attachment(
        case=case,
        file_id=digest,
        name=file.name,
        public=public,
        actor=actor.key,
        at=at,
    )
    docket.add(attachment)
    docket.enter(case, "attach", actor=actor, at=at, after={"file": digest, "public": public})
    return attachment


def store(content: bytes) -> str:
    """Keep bytes under their SHA-256, durably, and return it. Keeping the same bytes twice takes no more room."""
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(digest)
    if path.exists():
        return digest
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
    return digest


def path_of(digest: str) -> Path:
    """Where the bytes of a digest are kept."""
    return Path(settings.ATTACHMENTS) / digest[:2] / digest


def _cleaned(upload: Upload, *, papers: bool) -> tuple[bytes, str, str]:
    if len(upload.content) > LARGEST:
        raise CaseFault(_("“%(name)s” is larger than 20 MB. Send a smaller file.") % {"name": upload.name})
    kind = filetype.guess(upload.content)
    media_type = kind.mime if kind else ""
    if media_type in PHOTOS:
        return _encoded_anew(upload), "image/jpeg", ".jpg"
    if papers and kind and media_type in PAPERS:
        return upload.content, media_type, f".{kind.extension}"
    allowed = _("a photo, a PDF or an office document") if papers else _("a photo (JPEG, PNG or WebP)")
    words = {"name": upload.name, "allowed": allowed}
    raise CaseFault(_("“%(name)s” is not %(allowed)s. Choose another file.") % words, code="not_a_photo")


def _encoded_anew(upload: Upload) -> bytes:
    try:
        with Image.open(io.BytesIO(upload.content)) as photo:
            if photo.width * photo.height > MOST_PIXELS:
                raise ValueError("too many pixels")
            photo.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(photo).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as fault:
        words = {"name": upload.name}
        raise CaseFault(
            _("“%(name)s” is damaged or no photo. Choose another file.") % words, code="not_a_photo"
        ) from fault
    upright.info.clear()  # what is left there, such as a comment, would be written again
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()
