from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import shapely
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from onegrid.audit.domain.entries import record_in_journal
from onegrid.territory.domain.locating import locate, locate_many
from onegrid.territory.models import Compound

POLYGONS = ("Polygon", "MultiPolygon")


@dataclass(frozen=True)
class DrawnCompound:
    """A compound to be put on the map. `geometry` is a shapely point, or its (multi)polygon, in WGS 84."""

    name: str
    geometry: Any
    kind: str = Compound.Kind.MIXED
    households: int = 0
    address: str = ""


@transaction.atomic
def put_compounds(subdistrict: str, compounds: Iterable[DrawnCompound], *, actor: str) -> int:
    """Put compounds on a subdistrict's map; one of the same name is replaced. Returns how many lie in no area.

    Raises `ValidationError` naming compounds without a name, twice, or without a place.
    """
    drawn = list(compounds)
    _check(drawn)
    rows = [_row(subdistrict, each) for each in drawn]
    fields = ["kind", "households", "address", "area_code", "lon", "lat", "outline"]
    Compound.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["subdistrict", "name"], update_fields=fields
    )
    record_in_journal(subdistrict, "put compounds", actor=actor, after={"compounds": len(rows)})
    return sum(not row.area_code for row in rows)


def replace_compounds() -> int:
    """Give every compound the area in which it lies today; returns how many changed theirs. A change of plan calls for it."""
    compounds = list(Compound.objects.only("pk", "subdistrict", "area_code", "lon", "lat"))
    codes = locate_many([each.lon for each in compounds], [each.lat for each in compounds]).tolist()
    changed = []
    for compound, code in zip(compounds, codes, strict=True):
        found = code if code.startswith(compound.subdistrict) else ""
        if found and found != compound.area_code:
            compound.area_code = found
            changed.append(compound)
    Compound.objects.bulk_update(changed, ["area_code"], batch_size=500)
    return len(changed)


def _check(drawn: list[DrawnCompound]) -> None:
    names = [each.name for each in drawn]
    faults = [
        _("Row %(row)d: a compound needs a name.") % {"row": row} for row, name in enumerate(names, 1) if not name
    ]
    faults += [
        _("%(code)s stands twice.") % {"code": name} for name in sorted(set(names)) if name and names.count(name) > 1
    ]
    for each in drawn:
        if each.geometry is None or shapely.is_empty(each.geometry) or not shapely.is_valid(each.geometry):
            faults.append(_("%(name)s has no place that can be used.") % {"name": each.name})
    if faults:
        raise ValidationError(faults)


def _row(subdistrict: str, drawn: DrawnCompound) -> Compound:
    middle = drawn.geometry.representative_point()
    code = locate(middle.x, middle.y).code or ""
    return Compound(
        subdistrict=subdistrict,
        name=drawn.name[:100],
        kind=drawn.kind,
        households=drawn.households,
        address=drawn.address[:200],
        area_code=code if code.startswith(subdistrict) else "",
        lon=middle.x,
        lat=middle.y,
        outline=shapely.to_wkb(drawn.geometry) if drawn.geometry.geom_type in POLYGONS else b"",
    )
