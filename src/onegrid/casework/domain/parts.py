from datetime import datetime

from django.utils import timezone

from onegrid.casework.acts import Actor
from onegrid.casework.domain.clocks import start_clock
from onegrid.casework.domain.docket import Docket
from onegrid.casework.models import Case
from onegrid.casework.routing import route_case
from onegrid.casework.source import Source, default_source


def make_part(
    docket: Docket, parent: Case, title: str, *, actor: Actor, at: datetime, source: Source = default_source
) -> Case:
    """Make a case of one part of another: same kind, place and secret's owner, its own holder and clocks."""
    kind = parent.type
    seat = route_case(parent.kind, parent.category, parent.area_code, on=timezone.localdate(at))
    part = Case(
        id=source.ids.next(at),
        number=source.number(timezone.localdate(at)),
        secret="",
        kind=kind.key,
        kind_version=kind.version,
        category=parent.category,
        state=kind.first,
        channel=parent.channel,
        title=title[:120],
        description=parent.description,
        lon=parent.lon,
        lat=parent.lat,
        address=parent.address,
        area_code=parent.area_code,
        plan_id=parent.plan_id,
        holder_area=seat.area,
        holder_organisation_id=seat.organisation,
        reported_at=at,
        changed_at=at,
        parent=parent,
    )
    docket.open(part)
    for key in kind.starts:
        start_clock(docket, part, key, at)
    docket.enter(part, "file", actor=actor, at=at, after={"parent": parent.number, "holder": part.holder})
    docket.tell(part, "filed", to="holder", at=at)
    return part
