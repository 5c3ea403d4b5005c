"""How much a phone must load before a report can be written."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.conftest import Cast

MANIFEST = Path(settings.FRONTEND) / ".vite/manifest.json"
MOST = 150_000


def weight_of(path: str) -> int:
    """Bytes of a built file as they go over the wire, compressed."""
    return len(gzip.compress((Path(settings.FRONTEND) / path.removeprefix("/static/")).read_bytes(), 9))


def linked_by(page: str) -> set[str]:
    """The scripts and styles that a page links, and what they import without being asked."""
    found = set(re.findall(r'(?:src|href)="(/static/[^"]+\.(?:js|css))"', page))
    chunks = {chunk["file"]: chunk for chunk in json.loads(MANIFEST.read_text()).values()}
    names = {key: chunk["file"] for key, chunk in json.loads(MANIFEST.read_text()).items()}
    waiting = [path.removeprefix("/static/") for path in found]
    while waiting:
        chunk = chunks.get(waiting.pop(), {})
        more = {names[each] for each in chunk.get("imports", ())} | set(chunk.get("css", ()))
        waiting += [each for each in more if f"/static/{each}" not in found]
        found |= {f"/static/{each}" for each in more}
    return found


@pytest.mark.parametrize("path", ["/report/", "/report/?kind=street-cleanliness"])
def test_the_report_page_weighs_less_than_150_kilobytes(client: Client, cast: Cast, path: str) -> None:
    linked = linked_by(client.get(path).content.decode())
    assert len(linked) >= 2, "a script and a style at least"
    assert sum(map(weight_of, linked)) < MOST
    assert not any("map" in each for each in linked), "the map comes only when wanted"


@pytest.mark.parametrize("panes", ["list", "both", "map"])
def test_the_map_of_the_desk_is_no_part_of_its_first_load(client: Client, cast: Cast, panes: str) -> None:
    client.force_login(cast.duty_officer)
    linked = linked_by(client.get(f"/desk/?view={panes}").content.decode())
    assert len(linked) >= 2 and not any("map" in each for each in linked)
