"""Files of a form that could not be accepted yet, kept until it is, so that nobody has to choose them again.

They lie in a directory named after the form's hidden key; nobody else knows that name. What is left after a day is removed.
"""

import hashlib
import re
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import filetype
from django.conf import settings

from onegrid.casework.domain.attachments import Upload
from onegrid.web.fields import MOST_FILES

KEPT = timedelta(days=1)
LEAST_FREE = 2**30
_KEY = re.compile(r"[\w-]{16,64}", re.ASCII)


@dataclass(frozen=True)
class Staged:
    """A kept file: its key within the form, its name, its size in bytes."""

    key: str
    name: str
    size: int

    @property
    def is_photo(self) -> bool:
        """By the name only, to decide whether a page shows it; what it is, its content says."""
        return not Path(self.name).suffix.lower().startswith((".pdf", ".doc", ".xls", ".ppt"))


def stage_files(form_key: str, uploads: list[Upload]) -> None:
    """Keep files for a form, at most `MOST_FILES` in all; the same content is kept once.

    Nothing is kept while the disk is nearly full: what was accepted goes before what was not.
    """
    if not uploads:
        return
    sweep()
    folder = _folder(form_key)
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < LEAST_FREE:
        return
    room = MOST_FILES - len(list_staged(form_key))
    for upload in uploads[: max(room, 0)]:
        key = hashlib.sha256(upload.content).hexdigest()[:32]
        (folder / key).write_bytes(upload.content)
        (folder / f"{key}.name").write_text(upload.name)


def list_staged(form_key: str) -> list[Staged]:
    """What is kept for a form, in the order in which it came."""
    folder = _folder(form_key)
    names = sorted(folder.glob("*.name"), key=lambda path: path.stat().st_mtime_ns) if folder.is_dir() else []
    return [Staged(path.stem, path.read_text(), path.with_suffix("").stat().st_size) for path in names]


def read_staged(form_key: str) -> list[Upload]:
    """The kept files themselves."""
    folder = _folder(form_key)
    return [Upload(each.name, (folder / each.key).read_bytes()) for each in list_staged(form_key)]


def staged_content(form_key: str, key: str) -> bytes | None:
    """One kept file; None if there is none of that key."""
    if re.fullmatch(r"[0-9a-f]{32}", key):
        with suppress(FileNotFoundError):
            return (_folder(form_key) / key).read_bytes()
    return None


def drop_staged(form_key: str, keys: list[str] | None = None) -> None:
    """Remove some files of a form, or all of them."""
    if keys is None:
        shutil.rmtree(_folder(form_key), ignore_errors=True)
        return
    for each in list_staged(form_key):
        if each.key in keys:
            for path in (_folder(form_key) / each.key, _folder(form_key) / f"{each.key}.name"):
                path.unlink(missing_ok=True)


def sweep(*, older_than: timedelta = KEPT) -> None:
    """Remove what forms left behind that nobody finished."""
    limit = time.time() - older_than.total_seconds()
    for folder in _root().iterdir() if _root().is_dir() else ():
        with suppress(FileNotFoundError):
            if folder.stat().st_mtime < limit:
                shutil.rmtree(folder, ignore_errors=True)


def media_type(content: bytes) -> str:
    """The type of a kept file by its content, so that a browser never guesses."""
    kind = filetype.guess(content)
    return kind.mime if kind else "application/octet-stream"


def is_form_key(text: str) -> bool:
    """Whether the text can be a form's key; what a browser sends back may be anything."""
    return _KEY.fullmatch(text) is not None


def _folder(form_key: str) -> Path:
    return _root() / hashlib.sha256(form_key.encode()).hexdigest()


def _root() -> Path:
    return Path(settings.ATTACHMENTS) / "staged"
