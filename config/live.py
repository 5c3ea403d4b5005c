"""The door of the streams, for an ASGI server: a process of its own, which asks for no thread of the pages."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from onegrid.web.live.stream import Live  # noqa: E402

application = Live()
