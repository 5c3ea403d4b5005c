"""Where the numerics are not installed, everything else works and the studio says what to install."""

import os
import subprocess
import sys

PROGRAM = """
import sys
sys.modules["geopandas"] = None  # as if it were not installed
import django
django.setup()
import threading
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils.translation import override
from onegrid.cli import main  # noqa: the command line loads
from onegrid.cli.loops import run_drawings
from onegrid.studio.extra import missing_packages
assert missing_packages() == ["geopandas"]
assert resolve("/office/studio/").func.__name__ == "lacking" and reverse("office-areas")
run_drawings(threading.Event())
with override("en"):
    page = render_to_string("office/studio_lacking.html", {"packages": missing_packages(), "tabs": []})
assert "These packages are missing: geopandas." in page and "onegrid[planning]" in page
print("well")
"""


def test_the_office_runs_without_the_extra_and_the_studio_says_what_is_missing() -> None:
    where = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    answer = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, env=where)
    assert answer.stdout.strip() == "well", answer.stderr
