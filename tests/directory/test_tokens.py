from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from onegrid.audit.models import Entry
from onegrid.directory.domain.tokens import make_token, revoke_token
from onegrid.directory.models import Token
from onegrid.directory.scopes import Scope
from tests.factories import ROOT, make_person


def make(**facts: Any) -> tuple[Token, str]:
    person = make_person()
    given = {
        "name": "热线接入",
        "scopes": [Scope.REPORTS_FILE, Scope.CASES_READ],
        "actor": "person:1",
        "subdistrict": ROOT,
    }
    return make_token(person, **(given | facts))


def test_a_key_is_known_only_when_it_is_made(db: None) -> None:
    token, secret = make()
    stored = Token.objects.get()
    assert secret.startswith("og_") and len(secret) > 40
    assert stored.digest == Token.digest_of(secret) and secret not in str(vars(stored))
    assert stored.scopes == ["cases:read", "reports:file"] and stored == token


def test_two_keys_differ(db: None) -> None:
    assert make()[1] != make()[1]


def test_making_and_revoking_are_recorded_without_the_key(db: None) -> None:
    token, secret = make()
    revoke_token(token, actor="person:2", subdistrict=ROOT)
    assert Token.objects.get().revoked
    made, revoked = Entry.objects.order_by("seq")
    assert (made.verb, revoked.verb, revoked.actor) == ("make key", "revoke key", "person:2")
    assert made.after["scopes"] == ["cases:read", "reports:file"]
    assert secret not in str([made.after, revoked.before]) and token.digest not in str([made.after, revoked.before])


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "长" * 61}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"expires": timezone.localdate() - timedelta(days=1)}, "expires"),
        ({"expires": timezone.localdate()}, "expires"),
    ],
)
def test_what_will_not_do_is_said_at_its_field(db: None, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as fault:
        make(**facts)
    assert set(fault.value.message_dict) == {field}
    assert not Token.objects.exists()
