import pytest
from django.db import connection

from onegrid.casework.acts import REPORTER, SYSTEM
from onegrid.casework.domain.contacts import follow_case, read_contact
from onegrid.casework.domain.filing import secret_hash
from onegrid.casework.domain.moving import make_move
from onegrid.casework.faults import CaseFault, MoveNotAllowed
from onegrid.casework.models import Case, Follower
from onegrid.casework.queries import entries_of
from tests.conftest import Cast
from tests.factories import make_case

NAME, PHONE = "刘先生", "+8613812341234"


def raw(table: str) -> str:
    """Everything that a table holds, as the database has it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return str(cursor.fetchall())


def test_neither_name_nor_number_can_be_read_in_the_database(cast: Cast) -> None:
    case = make_case(name=NAME, phone=PHONE)
    follow_case(case, phone="+8613900000000")
    kept = raw("casework_contact") + raw("casework_follower") + raw("casework_case") + raw("audit_entry")
    for each in (NAME, PHONE, PHONE[3:], "13900000000"):
        assert each not in kept


def test_the_holder_reads_them_and_each_reading_is_recorded(cast: Cast) -> None:
    case = make_case(name=NAME, phone=PHONE)
    for _reading in range(2):
        read = read_contact(case, actor=cast.actor("grid_member"))
        assert (read.name, read.phone) == (NAME, PHONE)
    entries = [(entry.verb, entry.actor) for entry in entries_of(case)]
    assert entries[1:] == [("read contact", cast.grid_member.actor)] * 2


@pytest.mark.parametrize(
    "name",
    ["grid_leader", "community_officer", "duty_officer", "handler", "inspector", "auditor", "leader", "outsider"],
)
def test_nobody_else_reads_them(name: str, cast: Cast) -> None:
    case = make_case(name=NAME, phone=PHONE)
    with pytest.raises(MoveNotAllowed):
        read_contact(case, actor=cast.actor(name))
    assert entries_of(case).count() == 1


@pytest.mark.parametrize("actor", [REPORTER, SYSTEM])
def test_who_is_no_member_of_staff_does_not_either(actor: object, cast: Cast) -> None:
    with pytest.raises(MoveNotAllowed):
        read_contact(make_case(phone=PHONE), actor=actor)  # type: ignore[arg-type]


def test_with_the_case_goes_the_right_to_read_them(cast: Cast) -> None:
    case = make_case(phone=PHONE)
    make_move(case, "redirect", actor=cast.actor("grid_member"), organisation=cast.department, reason="属环卫职责")
    assert read_contact(case, actor=cast.actor("handler")).phone == PHONE
    with pytest.raises(MoveNotAllowed):
        read_contact(case, actor=cast.actor("grid_member"))


def test_an_anonymous_case_has_none(cast: Cast) -> None:
    case = make_case()
    with pytest.raises(CaseFault) as fault:
        read_contact(case, actor=cast.actor("grid_member"))
    assert fault.value.code == "none"
    assert entries_of(case).count() == 1


def test_a_follower_has_a_code_of_their_own(cast: Cast) -> None:
    case = make_case()
    codes = {follow_case(case), follow_case(case)}
    assert len(codes) == 2
    assert set(Follower.objects.values_list("secret", flat=True)) == {secret_hash(code) for code in codes}
    assert Case.objects.get(pk=case.pk).secret not in {secret_hash(code) for code in codes}
