"""The web door for a WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
served = get_wsgi_application()

from onegrid.web.whole import take_whole_bodies  # noqa: E402

application = take_whole_bodies(served)
