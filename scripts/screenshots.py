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
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "docs/screenshots"
PASSWORD = "demo-office-2026"
SIZES = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
# Pages by whoever looks at them: name, address, what to do before the picture.
PAGES: dict[str, tuple[tuple[str, ...], ...]] = {
    "": (
        ("home", "/"),
        ("report-begin", "/report/"),
        ("report", "/report/?kind=street-cleanliness"),
        ("track", "/track/"),
        ("around", "/around/", "area"),
        ("sign-in", "/account/login/"),
        ("dispute-door", "/disputes/"),
    ),
    "tiaozhong": (
        ("mediation", "/mediation/?tab=open"),
        ("mediation-dispute", "/mediation/?tab=ended", "whole case"),
        ("mediation-figures", "/mediation/figures/"),
    ),
    "zhiban": (
        ("queue", "/desk/?view=list"),
        ("queue-case", "/desk/?view=list", "case"),
        ("map", "/desk/?view=map", "wait"),
        ("queue-map", "/desk/?view=both", "wait"),
        ("case", "/desk/?view=list", "whole case"),
        ("my-work", "/my/"),
        ("sheets", "/sheets/"),
    ),
    "huanwei": (
        ("pocket", "/my/pocket/#all", "wait"),
        ("pocket-case", "/my/pocket/#all", "first row"),
        ("pocket-visit", "/my/pocket/#visit", "wait"),
    ),
    "guanli": (
        ("office", "/office/"),
        ("office-routes", "/office/routes/"),
        ("office-calendar", "/office/calendar/"),
        ("office-kinds", "/office/kinds/"),
        ("office-people", "/office/people/"),
        ("office-areas", "/office/areas/"),
    ),
    "shenji": (("office-record", "/office/record/"),),
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
            context = browser.new_context(viewport=viewport, locale="zh-CN", base_url=base)
            page = context.new_page()
            if who:
                sign_in(page, who)
            for name, address, *acts in pages:
                take(page, address, acts, TARGET / f"{name}-{size}.png")
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
        ACTS[act](page)
    page.wait_for_timeout(1500)
    # Few colours: pages are flat, and pictures in a repository are for ever.
    Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(96).save(path, optimize=True)
    print(path.relative_to(ROOT))


def show_area(page: Page) -> None:
    page.select_option("[name=area]", index=2)
    page.locator("#around-form button:not([type=button])").click()


def open_beside(page: Page) -> None:
    page.locator("table.data tbody a").nth(2).click()
    page.wait_for_timeout(1500)


def open_whole(page: Page) -> None:
    page.goto(page.locator("table.data tbody a").nth(2).get_attribute("href") or "/desk/")


def first_row(page: Page) -> None:
    page.locator("[data-controller=pocket] .row").first.click(timeout=15_000)


ACTS: dict[str, Any] = {
    "area": show_area,
    "case": open_beside,
    "whole case": open_whole,
    "first row": first_row,
    "wait": lambda page: page.wait_for_timeout(2500),
}

if __name__ == "__main__":
    main()
