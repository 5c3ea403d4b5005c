from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from ninja.errors import AuthenticationError

from onegrid.api.auth import Undeclared, find_key
from onegrid.directory.domain.people import change_person
from onegrid.directory.domain.tokens import revoke_token
from onegrid.directory.models import Token
from onegrid.directory.scopes import Scope
from onegrid.territory import generations
from onegrid.territory.generations import KEYS
from onegrid.territory.models import Generation
from tests.api.conftest import Program, make_key
from tests.conftest import Cast
from tests.factories import ROOT

Programs = Callable[..., Program]


def test_a_key_is_found_with_its_person_by_one_question_and_then_remembered(cast: Cast) -> None:
    key, other = make_key(cast.grid_member), make_key(cast.grid_leader)
    find_key(other)
    with CaptureQueriesContext(connection) as asked:
        assert find_key(key).person == cast.grid_member
        assert find_key(key).person == cast.grid_member
    assert len(asked) == 1


def test_without_a_key_the_answer_says_where_to_send_it(cast: Cast, anybody: Program) -> None:
    answer = anybody.get("/cases")
    assert (answer.status_code, answer.json()["code"], answer["WWW-Authenticate"]) == (401, "no_key", "Bearer")
    assert "Authorization: Bearer" in answer.json()["message"]


def test_a_key_that_nobody_made_is_not_known(cast: Cast) -> None:
    answer = Program("og_invented").get("/cases")
    assert (answer.status_code, answer.json()["message"]) == (401, "This key is not known here.")


def test_a_revoked_key_opens_nothing_from_the_next_request_on(cast: Cast, program: Programs) -> None:
    worker = program(cast.grid_member)
    assert worker.get("/cases").status_code == 200
    revoke_token(Token.objects.get(), actor="system", subdistrict=ROOT)
    assert "revoked" in worker.get("/cases").json()["message"]


def test_a_key_that_another_process_revoked_is_noticed(cast: Cast) -> None:
    key = make_key(cast.grid_member)
    find_key(key)
    Token.objects.update(revoked=True)
    Generation.objects.update_or_create(key=KEYS, defaults={"token": "of another process"})
    generations.forget()  # as half a second does
    with pytest.raises(AuthenticationError):
        find_key(key)


@pytest.mark.parametrize(("days", "status"), [(1, 200), (0, 401), (-1, 401)])
def test_a_key_is_good_until_the_day_on_which_it_expires(cast: Cast, program: Programs, days: int, status: int) -> None:
    expires = timezone.localdate() + timedelta(days=days)
    assert program(cast.grid_member, expires=expires).get("/cases").status_code == status


def test_the_key_of_somebody_who_may_no_longer_sign_in_is_no_good(cast: Cast) -> None:
    key, person = make_key(cast.grid_member), cast.grid_member
    find_key(key)
    change_person(person, actor="system", subdistrict=ROOT, name=person.name, phone="", is_active=False)
    with pytest.raises(AuthenticationError):
        find_key(key)


def test_a_key_without_the_scope_is_told_which_it_lacks(cast: Cast, program: Programs) -> None:
    answer = program(cast.grid_member, Scope.CASES_WRITE).get("/cases")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert "cases:read" in answer.json()["message"]


def test_a_key_with_every_scope_may_no_more_than_its_person(cast: Cast, program: Programs) -> None:
    assert program(cast.planner).get("/cases").status_code == 403


def test_a_key_sent_where_none_is_needed_must_be_good_all_the_same(cast: Cast) -> None:
    assert Program("og_invented").get("/areas").status_code == 401
    assert Program().get("/areas").status_code == 200


def test_what_declares_nothing_is_closed() -> None:
    with pytest.raises(Exception, match="尚未规定由谁进行"):
        Undeclared()(RequestFactory().get("/"))
