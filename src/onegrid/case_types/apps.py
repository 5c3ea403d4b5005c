from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig

from onegrid.casework.case_type import CaseType
from onegrid.casework.registry import register


class Shelf(AppConfig):
    name = "onegrid.case_types"

    def ready(self) -> None:
        register(find_case_types())


def find_case_types() -> list[CaseType]:
    """The case types of every file on the shelf: each file's `case_type`, and older versions in its `earlier`."""
    found: list[CaseType] = []
    for module in iter_modules(import_module("onegrid.case_types").__path__):
        if module.name != "apps" and not module.name.startswith("_"):
            file = import_module(f"onegrid.case_types.{module.name}")
            found += [*getattr(file, "earlier", ()), file.case_type]
    return found
