import base64
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from PIL import Image

from onegrid.casework.faults import CaseFault
from onegrid.casework.queries import entries_of
from onegrid.mediation.domain.agreements import NewTerm, draft_agreement, redraft_agreement, sign_agreement
from onegrid.mediation.domain.parties import add_representative
from onegrid.mediation.domain.signing import sign_on_screen
from onegrid.mediation.models import Agreement, Dispute
from onegrid.mediation.signers import missing, signers_of
from onegrid.mediation.strokes import clean_strokes
from tests.mediation.conftest import MONDAY, Room, party
from tests.mediation.drawing import drawn

TERMS = [NewTerm("赔偿三千元", date(2026, 3, 9))]


@pytest.fixture
def draft(room: Room, mediated: Dispute) -> Agreement:
    made = draft_agreement(mediated, form="written", facts="漏水属实。", terms=TERMS, by=room.by(room.chair), at=MONDAY)
    return as_stored(made)


def as_stored(agreement: Agreement) -> Agreement:
    return Agreement.objects.select_related("dispute__case").get(pk=agreement.pk)


def sign(room: Room, agreement: Agreement, *names: str) -> None:
    keys = {each.name: each.key for each in signers_of(agreement)}
    for name in names:
        sign_on_screen(as_stored(agreement), keys[name], drawn(), by=room.by(room.chair), at=MONDAY)


def test_both_sides_and_the_mediator_sign_and_it_says_who_is_missing(room: Room, draft: Agreement) -> None:
    assert [each.name for each in missing(signers_of(draft))] == ["林阿姨", "高师傅", "何调解"]
    sign(room, draft, "林阿姨", "何调解")
    assert [each.name for each in missing(signers_of(draft))] == ["高师傅"]
    with pytest.raises(CaseFault) as refused:
        sign_agreement(as_stored(draft), on_screen=True, by=room.by(room.chair), at=MONDAY)
    assert refused.value.code == "nobody_is_missing"
    sign(room, draft, "高师傅")
    sign_agreement(as_stored(draft), on_screen=True, by=room.by(room.chair), at=MONDAY)
    assert as_stored(draft).state == "signed"


def test_a_signature_is_kept_encrypted_with_its_time_and_its_witness(room: Room, draft: Agreement) -> None:
    sign(room, draft, "高师傅")
    kept = draft.signatures.get()
    assert (kept.name, kept.at, kept.by) == ("高师傅", MONDAY, room.chair.person)
    picture = Image.open(io.BytesIO(base64.b64decode(kept.image)))
    assert picture.format == "PNG" and picture.width <= 600 and picture.height <= 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT image FROM mediation_signature")
        assert kept.image not in cursor.fetchone()[0]
    entry = next(each for each in entries_of(draft.dispute.case) if each.verb == "sign on screen")
    assert entry.after["text"] == kept.digest and "高" not in str(entry.after)


@pytest.mark.parametrize(("power", "left"), [("special", []), ("guardian", []), ("general", ["高师傅"])])
def test_a_representative_signs_for_a_party_if_the_power_reaches_that_far(
    room: Room, draft: Agreement, power: str, left: list[str]
) -> None:
    respondent = party(draft.dispute)
    add_representative(respondent, name="高小妹", phone="", power=power, by=room.office, at=MONDAY)
    sign(room, draft, "林阿姨", "高小妹", "何调解")
    assert [each.name for each in missing(signers_of(draft))] == left


def test_whoever_signs_again_replaces_the_first(room: Room, draft: Agreement) -> None:
    sign(room, draft, "高师傅", "高师傅")
    assert draft.signatures.count() == 1


def test_a_changed_draft_keeps_its_number_and_loses_its_signatures(room: Room, draft: Agreement) -> None:
    sign(room, draft, "高师傅")
    longer = [*TERMS, NewTerm("修好水管", date(2026, 3, 5))]
    redraft_agreement(as_stored(draft), form="written", facts="查明。", terms=longer, by=room.office, at=MONDAY)
    changed = as_stored(draft)
    assert (changed.serial, changed.facts, changed.signatures.count()) == (draft.serial, "查明。", 0)
    assert [term.text for term in changed.terms.all()] == ["修好水管", "赔偿三千元"]
    sign(room, changed, "林阿姨", "高师傅", "何调解")
    sign_agreement(as_stored(draft), on_screen=True, by=room.office, at=MONDAY)
    for late in (
        lambda: redraft_agreement(as_stored(draft), form="oral", facts="", terms=TERMS, by=room.office, at=MONDAY),
        lambda: sign(room, draft, "高师傅"),
        lambda: sign_agreement(as_stored(draft), by=room.office, at=MONDAY),
    ):
        with pytest.raises(CaseFault) as refused:
            late()
        assert refused.value.code == "is_a_draft"


@pytest.mark.parametrize("days", [-1, 1])
def test_it_is_signed_on_no_day_before_it_was_drafted_nor_after_today(room: Room, draft: Agreement, days: int) -> None:
    with pytest.raises(CaseFault) as refused:
        sign_agreement(draft, signed_on=MONDAY.date() + timedelta(days=days), by=room.office, at=MONDAY)
    assert refused.value.code == "was_signed_by_now"


def test_nobody_else_signs(room: Room, draft: Agreement) -> None:
    for key in (f"mediator-{room.second.pk}", "party-1", "somebody"):
        with pytest.raises(CaseFault) as refused:
            sign_on_screen(draft, key, drawn(), by=room.by(room.chair))
        assert refused.value.code == "signer"
    with pytest.raises(CaseFault) as refused:
        sign_on_screen(draft, signers_of(draft)[0].key, drawn(), by=room.by(room.second))
    assert refused.value.code == "works_on_it"


@pytest.mark.parametrize(
    "sent",
    [
        "",
        drawn((5, 5)),
        drawn((5, 5), (9, 9)),
        "data:image/png;base64,AAAA",
        "data:image/png;base64,***",
        "data:image/svg+xml;base64,AAAA",
        drawn(size=(4000, 1001)),
        "data:image/png;base64," + "A" * 1_400_000,
    ],
    ids=["nothing", "clear", "dot", "no picture", "no base64", "drawing", "huge", "long"],
)
def test_what_is_no_signature_is_refused(sent: str) -> None:
    with pytest.raises(CaseFault) as refused:
        clean_strokes(sent)
    assert refused.value.code == "no_strokes"


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 799), st.integers(0, 299)), min_size=2, max_size=6, unique=True))
def test_whatever_is_drawn_is_kept_black_on_white_and_within_its_size(points: list[tuple[int, int]]) -> None:
    sent = drawn(*points, size=(800, 300))
    xs, ys = zip(*points, strict=True)
    assume(max(max(xs) - min(xs), max(ys) - min(ys)) > 40)
    kept = Image.open(io.BytesIO(base64.b64decode(clean_strokes(sent)))).convert("L")
    assert kept.width <= 600 and kept.height <= 200
    assert kept.getpixel((0, 0)) > 200 and kept.getextrema()[0] < 160  # type: ignore[operator]
