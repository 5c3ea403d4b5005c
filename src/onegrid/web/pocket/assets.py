"""The built files that every page of the pocket needs, by the front end's own list."""

import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static


@cache
def built_assets() -> list[dict[str, str | None]]:
    """Addresses of what is kept for use without a signal: scripts, styles, the map, the icons.

    Names that carry a hash need no revision; the others have one made of their size and time.
    """
    manifest = json.loads((Path(settings.FRONTEND) / ".vite/manifest.json").read_text())
    files = {chunk["file"] for chunk in manifest.values()}
    files |= {each for chunk in manifest.values() for sort in ("css", "assets") for each in chunk.get(sort, ())}
    plain = [name for name in ("icons.svg", "favicon.svg") if (Path(settings.FRONTEND) / name).exists()]
    return [{"url": static(name), "revision": None} for name in sorted(files)] + [
        {"url": static(name), "revision": _revision(name)} for name in plain
    ]


def _revision(name: str) -> str:
    found = (Path(settings.FRONTEND) / name).stat()
    return f"{found.st_size}-{int(found.st_mtime)}"
