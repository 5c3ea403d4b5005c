import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from onegrid.audit.models import Entry
from onegrid.directory.domain.tokens import make_token
from onegrid.directory.models import Token
from tests.conftest import Cast
from tests.factories import ELSEWHERE, ROOT

KEYS = "/office/keys/"


@pytest.fixture
def admin(client: Client, cast: Cast) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.force_login(cast.administrator)
    return client


def wish(cast: Cast, **more: object) -> dict[str, object]:
    facts = {"name": "热线对接", "person": str(cast.duty_officer.pk), "scopes": ["reports:file", "cases:read"]}
    return facts | {"expires": "2099-12-31"} | more


def test_a_key_is_shown_once_and_only_its_digest_kept(admin: Client, cast: Cast) -> None:
    answer = admin.post(KEYS, wish(cast))
    (secret,) = set(re.findall(r"og_[\w-]{20,}", answer.content.decode()))
    token = Token.objects.get()
    assert answer.status_code == 200 and answer["Cache-Control"].count("no-store")
    assert token.digest == Token.digest_of(secret) and token.person == cast.duty_officer
    assert token.scopes == ["cases:read", "reports:file"]
    page = admin.get(KEYS).content.decode()
    assert secret not in page and "热线对接" in page and "赵值班" in page
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.actor) == ("make key", cast.administrator.actor) and secret not in str(entry.after)


@pytest.mark.parametrize("wrong", [{"name": ""}, {"scopes": []}, {"expires": "2020-01-01"}, {"person": ""}])
def test_a_refused_key_keeps_what_was_typed(admin: Client, cast: Cast, wrong: dict[str, object]) -> None:
    typed = wish(cast, **wrong)
    answer = admin.post(KEYS, typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and not Token.objects.exists() and "errorlist" in page
    assert f'value="{typed["expires"]}"' in page and not re.search(r"og_[\w-]{20,}", page)


def test_no_key_acts_for_somebody_of_another_subdistrict(admin: Client, cast: Cast) -> None:
    assert admin.post(KEYS, wish(cast, person=str(cast.outsider.pk))).status_code == 422
    token, _secret = make_token(cast.outsider, "外街", ["cases:read"], actor="system", subdistrict=ELSEWHERE)
    assert "外街" not in admin.get(KEYS).content.decode()
    assert admin.post(f"{KEYS}{token.pk}/revoke/").status_code == 404


def test_a_revoked_key_is_marked_and_recorded(admin: Client, cast: Cast) -> None:
    token, _secret = make_token(cast.duty_officer, "旧接口", ["cases:read"], actor="system", subdistrict=ROOT)
    assert admin.post(f"{KEYS}{token.pk}/revoke/").status_code == 302
    token.refresh_from_db()
    assert token.revoked and Entry.objects.latest("pk").verb == "revoke key"
    assert f"{KEYS}{token.pk}/revoke/" not in admin.get(KEYS).content.decode()


@pytest.mark.parametrize("name", ["grid_member", "duty_officer", "auditor", "planner"])
def test_only_administrators_have_to_do_with_keys(client: Client, cast: Cast, name: str) -> None:
    client.force_login(getattr(cast, name))
    assert client.get(KEYS).status_code == 403 == client.post(KEYS, wish(cast)).status_code


def test_the_list_asks_no_more_for_more_keys(admin: Client, cast: Cast) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            admin.get(KEYS)
        return len([each for each in queries if "territory_generation" not in each["sql"]])

    make_token(cast.duty_officer, "一", ["cases:read"], actor="system", subdistrict=ROOT)
    count()
    few = count()
    for _each in range(5):
        make_token(cast.inspector, "二", ["cases:read"], actor="system", subdistrict=ROOT)
    assert count() == few
