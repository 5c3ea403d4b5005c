"""A file of areas becomes a draft plan, if the land in it is covered once and only once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Router
from pydantic import Field

from onegrid.api.auth import actor_of
from onegrid.api.bodies import Either, Wish
from onegrid.api.faults import Refused
from onegrid.api.idempotency import once
from onegrid.api.office.plans import PlanLine, find_plan, say_plan, writes
from onegrid.api.office.reach import Subdistrict, require
from onegrid.api.openapi import with_files
from onegrid.api.texts import Line
from onegrid.api.wording import lazily as _
from onegrid.directory.rights import Right
from onegrid.lib.codes import is_within
from onegrid.lib.coordinates import Datum
from onegrid.territory.coverage import TOLERANCE_M2, Fault
from onegrid.territory.domain.trees import complete_tree, draft_plans, find_faults
from onegrid.territory.files import AreaFile, AreaFileError, read_areas

router = Router(tags=["office"])
LARGEST = 50 * 2**20
MOST_NAMED = 100


class NewPlan(Wish):
    """What the file holds; overlaps and gaps up to `tolerance_m2` pass. Columns are found by their names unless named."""

    subdistrict: Subdistrict
    name: Annotated[Line, Field(min_length=1, max_length=100)]
    datum: Datum | None = None
    tolerance_m2: Annotated[float, Field(ge=0, le=10_000)] = TOLERANCE_M2
    layer: Line = ""
    code_column: Line = ""
    name_column: Line = ""
    parent_column: Line = ""


class Draft(PlanLine):
    """The draft, and what was guessed, made or mended on the way."""

    notices: list[str]
    repairs: list[str]


@router.post(
    "/office/drafts",
    auth=writes,
    response={201: Draft},
    openapi_extra=with_files("NewPlan", "file"),
    summary=_("Make a draft plan of a file of areas"),
    description=_(
        "A multipart form with `file`: GeoJSON, GeoPackage or zipped Shapefile, up to 50 MB. Areas above those in the file "
        "are made of them. Overlaps and gaps are refused with a list of their kind, size and codes."
    ),
)
@once(201)
def draft(request: HttpRequest, wish: Annotated[NewPlan, Either()]) -> Draft:
    require(request, Right.EDIT_PLANS, wish.subdistrict)
    read = _read(request, wish)
    whole = complete_tree(read.rows)
    if faults := find_faults(read.rows, whole, tolerance_m2=wish.tolerance_m2):
        raise _refuse([_say(fault) for fault in faults[:MOST_NAMED]])
    (made,) = draft_plans(whole, wish.name, actor=actor_of(request).key)
    line = say_plan(find_plan(request, made.pk))
    repairs = [str(repair) for repair in read.repairs[:MOST_NAMED]]
    return Draft(**line.model_dump(), notices=[str(notice) for notice in read.notices], repairs=repairs)


def _read(request: HttpRequest, wish: NewPlan) -> AreaFile:
    named = {name: getattr(wish, name) or None for name in ("layer", "code_column", "name_column", "parent_column")}
    try:
        with _stored(request) as path:
            read = read_areas(path, datum=wish.datum, **named)
    except AreaFileError as fault:
        raise _refuse([str(fault)]) from None
    strange = [row.code for row in read.rows if not is_within(row.code, wish.subdistrict)]
    if strange or not read.rows:
        words = {"codes": ", ".join(strange[:5]), "root": wish.subdistrict}
        outside = gettext("These areas lie outside the subdistrict %(root)s: %(codes)s.") % words
        raise _refuse([outside if strange else gettext("There are no areas in this file.")])
    return read


@contextmanager
def _stored(request: HttpRequest) -> Iterator[Path]:
    """The file that was sent, on disk under its own suffix, for as long as it is read."""
    file: Any = request.FILES.get("file")
    if file is None or file.size > LARGEST:
        raise _refuse([gettext("Send a file of up to 50 MB.")])
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"areas{Path(file.name or '').suffix.lower()}"
        with path.open("wb") as out:
            out.writelines(file.chunks())
        yield path


def _refuse(faults: list[str]) -> Refused:
    return Refused(422, "bad_areas", gettext("This file cannot be made a plan."), {"file": faults})


def _say(fault: Fault) -> str:
    return f"{fault.kind} {fault.area_m2:.0f} m² {' / '.join(fault.codes)}"
