"""What holds for every template: it can live under the strict content security policy, and errors need nothing else."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.utils.translation import override

TEMPLATES = Path(__file__).resolve().parents[2] / "src/onegrid/web/templates"
REFUSED = {
    "an inline style": r"\sstyle\s*=",
    "a style element": r"<style\b",
    "an inline script": r"<script(?![^>]*\b(src=|type=\"application/json\"))[^>]*>",
    "an event attribute": r"\son[a-z]+\s*=\s*[\"']",
    "an htmx event attribute": r"\s(data-)?hx-on\b",
    "a script in an address or in values": r"[\"'](javascript|js):",
}


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_holds_what_the_policy_refuses(path: Path) -> None:
    text = path.read_text()
    assert [what for what, pattern in REFUSED.items() if re.search(pattern, text)] == []


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_every_posted_form_carries_its_token(path: Path) -> None:
    forms = re.findall(r"<form\b[^>]*method=\"post\".*?</form>", path.read_text(), re.DOTALL)
    elements = path.is_relative_to(TEMPLATES / "allauth")  # there the token comes with the form's body
    assert elements or all("{% csrf_token %}" in form for form in forms)


@pytest.mark.parametrize("name", ["400.html", "500.html", "offline.html"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_error_page_stands_without_a_request_or_a_build(name: str, language: str) -> None:
    with override(language):
        page = get_template(name).render()
    assert f'<html lang="{language}">' in page
    assert 'href="/static/bare.css"' in page and "/assets/" not in page
