from datetime import date

import pytest
from django.core.exceptions import ValidationError

from onegrid.audit.models import Entry
from onegrid.directory.domain.credentials import add_credential, remove_credential
from onegrid.directory.models import Credential
from tests.factories import ROOT, make_person

ISSUED = date(2026, 3, 4)


def test_a_certificate_is_noted_and_its_number_stays_out_of_the_record(db: None) -> None:
    person = make_person()
    noted = add_credential(
        person,
        " 网格员上岗证 ",
        issued=ISSUED,
        expires=date(2029, 3, 4),
        number="LC-0042",
        actor="person:1",
        subdistrict=ROOT,
    )
    stored = Credential.objects.get()
    assert (stored.kind, stored.number, stored.person) == ("网格员上岗证", "LC-0042", person)
    entry = Entry.objects.get(verb="add credential")
    assert entry.after == {"credential": noted.pk, "person": person.pk, "kind": "网格员上岗证", "expires": "2029-03-04"}
    remove_credential(stored, actor="person:1", subdistrict=ROOT)
    assert not Credential.objects.exists()
    assert Entry.objects.get(verb="remove credential").before == entry.after


@pytest.mark.parametrize(("kind", "expires", "field"), [("", None, "kind"), ("证", ISSUED, "expires")])
def test_what_will_not_do_is_said_at_its_field(db: None, kind: str, expires: date | None, field: str) -> None:
    with pytest.raises(ValidationError) as fault:
        add_credential(make_person(), kind, issued=ISSUED, expires=expires, actor="person:1", subdistrict=ROOT)
    assert set(fault.value.message_dict) == {field}
