"""The pages of every package of the web room."""

from importlib.util import find_spec

from django.urls import include, path

from onegrid.web.gallery import gallery

PACKAGES = (
    *("public", "deliberation", "worker", "pocket", "cases", "desk", "maps", "wall", "mediation", "office", "studio"),
)


def exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


urlpatterns = [
    *(path("", include(f"onegrid.web.{each}.urls")) for each in PACKAGES if exists(f"onegrid.web.{each}.urls")),
    path("components/", gallery, name="components"),
]
