"""Every text of the interface, as it stands in the source."""

import ast
import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).parent.parent / "src/onegrid"
CATALOG = SOURCE / "locale/zh_Hans/LC_MESSAGES/django.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def texts() -> Iterator[tuple[str, str, str | None]]:
    """Where, what, in which context: the texts of code, of templates, and the sentences of rules."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield from _extracted(path, path.read_text())
    for path in sorted(SOURCE.rglob("*.html")) + sorted(SOURCE.rglob("*.txt")):
        calls = (line.strip() for line in templatize(path.read_text()).splitlines())
        yield from _extracted(path, "\n".join(calls))
    for path in sorted(SOURCE.glob("*/rules.py")):
        yield from _rule_sentences(path)


def catalog() -> Catalog:
    """The Simplified Chinese catalogue."""
    with CATALOG.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def _extracted(path: Path, source: str) -> Iterator[tuple[str, str, str | None]]:
    found = extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"})
    for line, message, _comments, context in found:
        singular = message if isinstance(message, str) else message[0]
        yield f"{path.relative_to(SOURCE)}:{line}", singular, context


def _rule_sentences(path: Path) -> Iterator[tuple[str, str, str | None]]:
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and (sentence := ast.get_docstring(node)):
            yield f"{path.relative_to(SOURCE)}:{node.lineno}", " ".join(sentence.split()), None
