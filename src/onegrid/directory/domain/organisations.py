from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from onegrid.audit.domain.entries import record_in_journal
from onegrid.directory.models import Organisation
from onegrid.lib.codes import Level, is_within


@transaction.atomic
def add_organisation(subdistrict: str, name: str, kind: str, *, actor: str, area_code: str = "") -> Organisation:
    """Add an organisation that can hold cases; it works for the whole subdistrict unless an area of it is named.

    Raises `ValidationError`, by field, for a name that is missing or taken, an unknown kind, or an area elsewhere.
    """
    added = Organisation(subdistrict=subdistrict, name=name.strip(), kind=kind, area_code=area_code or subdistrict)
    _check(added)
    added.save()
    after = {"organisation": added.pk, "name": added.name, "kind_of_organisation": added.kind, "area": added.area_code}
    record_in_journal(subdistrict, "add organisation", actor=actor, after=after)
    return added


def _check(organisation: Organisation) -> None:
    faults: dict[str, Any] = {}
    Level.of(organisation.area_code)
    if not organisation.name or len(organisation.name) > 100:
        faults["name"] = _("Give the organisation's name, in up to 100 characters.")
    elif Organisation.objects.filter(subdistrict=organisation.subdistrict, name=organisation.name).exists():
        faults["name"] = _("There is an organisation of this name already.")
    if organisation.kind not in Organisation.Kind.values:
        faults["kind"] = _("Choose what kind of organisation it is.")
    if not is_within(organisation.area_code, organisation.subdistrict):
        faults["area_code"] = _("The area lies in another subdistrict. Choose one of this.")
    if faults:
        raise ValidationError(faults)
