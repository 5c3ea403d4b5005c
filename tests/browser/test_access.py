"""What axe finds on every page: nothing serious, at either size, in either theme."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from pytest_django import Settings

from tests.browser.conftest import DESK, PHONE, Opener
from tests.conftest import Cast
from tests.factories import make_case

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
# Two frames after the fonts came: before that, the browser may still answer with the styles of an element not yet laid out.
DRAWN = """() => document.fonts.ready.then(() =>
    new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true)))))"""
PAGES = (
    ("/", None),
    ("/report/", None),
    ("/report/?kind=noise", None),
    ("/track/", None),
    ("/account/login/", None),
    ("/around/", None),
    ("/my/", "grid_member"),
    ("/my/day/", "grid_member"),
    ("/wall/", "duty_officer"),
    ("/sheets/", "administrator"),
    ("/desk/", "duty_officer"),
    ("/desk/filters/", "duty_officer"),
    ("/desk/filters/new/?lamp=red", "duty_officer"),
    ("/desk/columns/", "duty_officer"),
    ("/desk/keys/", "duty_officer"),
    ("/cases/{number}/", "grid_member"),
    ("/cases/{number}/moves/take/", "grid_member"),
    ("/cases/{number}/moves/escalate/", "grid_member"),
    ("/office/", "administrator"),
    ("/office/routes/", "administrator"),
    ("/office/calendar/", "administrator"),
    ("/office/kinds/", "administrator"),
    ("/office/people/", "administrator"),
    ("/office/people/bereft/", "administrator"),
    ("/office/areas/", "administrator"),
    ("/office/keys/", "administrator"),
    ("/office/record/", "auditor"),
    ("/components/", None),
)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_serious_on_any_page(
    cast: Cast, open_page: Opener, settings: Settings, size: dict[str, int]
) -> None:
    settings.DEBUG = True  # The page of components is there in development only.
    case, found = make_case(), {}
    for path, who in PAGES:
        page = open_page(path.format(number=case.number), getattr(cast, who) if who else None, size=size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            page.reload()
            if serious := serious_violations(page):
                found[f"{path} {scheme}"] = serious
        page.context.close()
    assert not found, "\n".join(f"{where}: {what}" for where, what in found.items())


def serious_violations(page: Page) -> list[str]:
    """What axe finds serious on a page that has finished drawing."""
    page.evaluate(DRAWN)
    found = [each for each in run_axe(page, RULES) if is_serious(each)]
    return [described(each) for each in found if not is_only_covered(page, each)]


def run_axe(page: Page, rules: dict[str, Any], part: str | None = None) -> list[dict[str, Any]]:
    return Axe().run(page, context=part, options=rules).response["violations"]


def is_only_covered(page: Page, violation: dict[str, Any]) -> bool:
    """Whether targets are too small only where a bar lies over them just now, from under which they can be scrolled."""
    return violation["id"] == "target-size" and all(
        is_large_once_seen(page, node["target"][0]) for node in violation["nodes"]
    )


def is_large_once_seen(page: Page, target: str) -> bool:
    page.locator(target).first.evaluate("part => part.scrollIntoView({ block: 'center' })")
    return not run_axe(page, {"runOnly": ["target-size"]}, target)


def described(violation: dict[str, Any]) -> str:
    """The rule, what is wrong, and the first place of it."""
    node = violation["nodes"][0]
    return f"{violation['id']}: {node['failureSummary']} {node['html'][:120]}"


def is_serious(violation: dict[str, Any]) -> bool:
    return violation["impact"] in ("serious", "critical")
