"""Take pictures of every page at both sizes into docs/screenshots, of an invented office made for it: `make screenshots`."""

import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "docs/screenshots"
PASSWORD = "demo-office-2026"
SIZES: dict[str, ViewportSize] = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
WALLS: dict[str, ViewportSize] = {"wall": {"width": 1920, "height": 1080}, "wall-4k": {"width": 3840, "height": 2160}}
ROW = "table.data tbody a"
DRAWING = ("/office/studio/", "follow main a[href^='/office/studio/']")
# Pages by whoever looks at them: name, address, then what to do before the picture: "verb what", see ACTS.
PAGES: dict[str, tuple[tuple[str, ...], ...]] = {
    "": (
        ("home", "/"),
        ("report-begin", "/report/"),
        ("report", "/report/?kind=street-cleanliness"),
        ("track", "/track/"),
        ("around", "/around/", "area"),
        ("sign-in", "/account/login/"),
        ("dispute-door", "/disputes/"),
        ("talks", "/talks/"),
        ("talk", "/talks/?stage=talk", "follow main a[href^='/talks/2']"),
        ("talk-picture", "/talks/?stage=talk", "follow main a[href^='/talks/2']", "scroll #picture"),
        ("talk-decided", "/talks/?stage=do", "follow main a[href^='/talks/2']"),
        ("talk-raise", "/talks/raise/"),
    ),
    "tiaozhong": (
        ("mediation", "/mediation/?tab=open"),
        ("mediation-dispute", "/mediation/?tab=ended", f"follow {ROW}"),
        ("mediation-new", "/mediation/new/"),
        ("mediation-mediators", "/mediation/mediators/"),
        ("mediation-experts", "/mediation/experts/"),
        ("mediation-agenda", "/mediation/agenda/"),
        ("mediation-figures", "/mediation/figures/"),
    ),
    "zhiban": (
        ("queue", "/desk/?view=list"),
        ("queue-case", "/desk/?view=list", f"click {ROW}"),
        ("queue-filters", "/desk/filters/"),
        ("queue-columns", "/desk/columns/"),
        ("queue-keys", "/desk/keys/"),
        ("queue-bulk", "/desk/?view=list", "tick table [name=case]"),
        ("map", "/desk/?view=map", "wait"),
        ("queue-map", "/desk/?view=both", "wait"),
        ("case", "/desk/?view=list", f"follow {ROW}"),
        ("case-diagram", "/desk/?view=list", f"follow {ROW}", "follow a[href$='/diagram/']"),
        ("case-move", "/desk/?view=list", f"follow {ROW}", "follow a[href*='/moves/']"),
        ("my-work", "/my/"),
        ("my-day", "/my/day/"),
        ("sheets", "/sheets/"),
        ("talks-hosted", "/host/talks/"),
        ("talk-hosted", "/host/talks/", "follow main a[href^='/host/talks/2']"),
        ("talk-new", "/host/talks/new/"),
    ),
    "huanwei": (
        ("pocket", "/my/pocket/#all", "wait"),
        ("pocket-case", "/my/pocket/#all", "click [data-controller=pocket] .row"),
        ("pocket-visit", "/my/pocket/#visit", "wait"),
    ),
    "guihua": (
        ("studio", "/office/studio/"),
        ("studio-drawing", *DRAWING, "wait"),
        ("studio-check", *DRAWING, "follow a[href*='/check/']", "scroll #checked"),
        ("studio-alternatives", *DRAWING, "compute", "scroll #alternatives"),
        ("studio-compare", *DRAWING, "follow a[href*='/compare/']", "wait"),
        ("studio-alternative", *DRAWING, "follow #alternatives a[href*='/alternatives/']", "wait"),
        ("office-areas", "/office/areas/"),
        ("office-plan", "/office/areas/", "follow main a[href^='/office/areas/']:not([href$='upload/'])"),
    ),
    "guanli": (
        ("office", "/office/"),
        ("office-routes", "/office/routes/"),
        ("office-rehearsal", "/office/routes/try/"),
        ("office-calendar", "/office/calendar/"),
        ("office-kinds", "/office/kinds/"),
        ("office-kind", "/office/kinds/safety-hazard/"),
        ("office-people", "/office/people/"),
        ("office-person", "/office/people/", f"follow {ROW}"),
        ("office-seats", "/office/people/seats/"),
        ("office-bereft", "/office/people/bereft/"),
        ("office-organisations", "/office/people/organisations/"),
        ("office-keys", "/office/keys/"),
        ("second-factor", "/account/2fa/"),
    ),
    "shenji": (
        ("office-record", "/office/record/"),
        ("office-readings", "/office/record/contacts/"),
        ("office-anchors", "/office/record/anchors/"),
    ),
}


def main() -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("There is no chromium: install Debian's package chromium.")
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"ONEGRID_HOME": home, "ONEGRID_DEMO": "1", "ONEGRID_OUTBOX": "silent"}
        office = [sys.executable, "-m", "onegrid.cli"]
        subprocess.run([*office, "demo", "--cases", "6000"], env=environment, check=True, stdout=subprocess.DEVNULL)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = subprocess.Popen([*office, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL)
        try:
            wait_for(f"http://localhost:{port}/")
            with sync_playwright() as playwright:
                arguments = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
                browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
                take_all(browser, f"http://localhost:{port}")
                browser.close()
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(20)


def wait_for(address: str) -> None:
    for _attempt in range(120):
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            time.sleep(0.5)
    sys.exit("The office did not start.")


def take_all(browser: Browser, base: str) -> None:
    """Every page, at both sizes, in Chinese."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for size, viewport in SIZES.items():
        for who, pages in PAGES.items():
            with signed_in(browser, base, who, viewport) as page:
                for name, address, *acts in pages:
                    take(page, address, acts, TARGET / f"{name}-{size}.png")
    for name, viewport in WALLS.items():
        with signed_in(browser, base, "lingdao", viewport) as page:
            take(page, "/wall/", ["wait"], TARGET / f"{name}.png")


@contextmanager
def signed_in(browser: Browser, base: str, who: str, viewport: ViewportSize) -> Iterator[Page]:
    """A page of somebody's own browser."""
    context = browser.new_context(viewport=viewport, locale="zh-CN", base_url=base)
    page = context.new_page()
    if who:
        sign_in(page, who)
    yield page
    context.close()


def sign_in(page: Page, who: str) -> None:
    page.goto("/account/login/")
    page.fill("[name=login]", who)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_load_state("load")


def take(page: Page, address: str, acts: list[str], path: Path) -> None:
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_load_state("load")
    for act in acts:
        verb, _space, what = act.partition(" ")
        ACTS[verb](page, what)
    page.wait_for_timeout(1500)
    # Few colours: pages are flat, and pictures in a repository are for ever.
    Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(96).save(path, optimize=True)
    print(path.relative_to(ROOT))


def show_area(page: Page, _what: str) -> None:
    page.select_option("[name=area]", index=2)
    page.locator("#around-form button:not([type=button])").click()


def follow(page: Page, selector: str) -> None:
    """Open the page that the first such link leads to."""
    address = page.locator(selector).first.get_attribute("href", timeout=15_000)
    page.goto(address or "/")


def click(page: Page, selector: str) -> None:
    page.locator(selector).first.click(timeout=15_000)
    page.wait_for_timeout(1500)


def scroll(page: Page, selector: str) -> None:
    """Bring the first such part to the top."""
    page.locator(selector).first.evaluate("part => part.scrollIntoView()")


def compute(page: Page, _what: str) -> None:
    """Ask for the usual alternatives, unless they are there already, and wait for them."""
    compare = page.locator("a[href*='/compare/']")
    if not compare.count():
        page.locator("form:has([name=preset]) button").click()
    page.locator("#alternatives a[href*='/alternatives/']").nth(3).wait_for(timeout=180_000)


def tick(page: Page, selector: str) -> None:
    """Tick the first few boxes."""
    for place in range(4):
        page.locator(selector).nth(place).check(timeout=15_000)


ACTS: dict[str, Callable[[Page, str], None]] = {
    "area": show_area,
    "click": click,
    "compute": compute,
    "follow": follow,
    "scroll": scroll,
    "tick": tick,
    "wait": lambda page, _what: page.wait_for_timeout(2500),
}

if __name__ == "__main__":
    main()
