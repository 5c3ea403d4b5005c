"""Reports as they might have come in, filed through the engine."""

import random
from collections.abc import Mapping
from datetime import datetime

from onegrid.casework.acts import REPORTER, Actor
from onegrid.casework.domain.docket import Docket
from onegrid.casework.domain.filing import Report, file_report
from onegrid.casework.models import Case
from onegrid.casework.registry import case_type
from onegrid.casework.source import Source
from onegrid.demo import texts
from onegrid.demo.geography.places import Place, PlaceBook
from onegrid.demo.history import Staff
from onegrid.lib.codes import Level

PHONE = "+8613800000000"  # a number that is nobody's


def file_one(
    docket: Docket,
    kind: str,
    at: datetime,
    places: PlaceBook,
    staff: Staff,
    rng: random.Random,
    source: Source,
    *,
    category: str = "",
) -> Case:
    """A report as it might have come in, of any category or a given one, filed through the engine."""
    category = category or _draw(rng, texts.category_shares(kind, at.month))
    channel = _draw(rng, texts.channel_shares(kind))
    place = places.draw(rng, texts.setting_shares(kind, category))
    said = texts.write_report(rng, kind, category, place, channel=channel, month=at.month)
    needs_place = case_type(kind).needs_place
    report = Report(
        kind=kind,
        title=said.title,
        description=said.description,
        category=category,
        channel=channel,
        lon=place.lon if needs_place else None,
        lat=place.lat if needs_place else None,
        area_code="" if needs_place else place.area_code[: Level.COMMUNITY.digits],
        address=place.address if needs_place else "",
        phone=PHONE if channel == "resident" and rng.random() < 0.6 else "",
        details=said.details,
    )
    actor = _reporter(channel, place, staff, rng)
    return file_report(docket, report, actor=actor, at=at, source=source).case


def _reporter(channel: str, place: Place, staff: Staff, rng: random.Random) -> Actor:
    """Who files: the grid member of the place on a round, the duty desk for the hotline, else the resident."""
    if channel == "grid_member" and place.area_code in staff.areas:
        return rng.choice(staff.areas[place.area_code])
    root = place.area_code[: Level.SUBDISTRICT.digits]
    return rng.choice(staff.areas[root]) if channel in ("hotline", "counter") else REPORTER


def _draw(rng: random.Random, shares: Mapping[str, float]) -> str:
    return rng.choices(list(shares), list(shares.values()))[0]
