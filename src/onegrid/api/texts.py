"""Texts as programs may send them, and what is wrong with those that may not be sent."""

from typing import Annotated

from django.utils.translation import gettext as _
from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema

from onegrid.lib.phones import BadPhone, normalise_phone


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError(_("Leave out the NUL character."))
    return text


def _phone(typed: str) -> str:
    if not typed.strip():
        return ""
    try:
        return normalise_phone(typed)
    except BadPhone:
        raise ValueError(_("This is no telephone number. Type it in digits, a landline with its area code.")) from None


Id = Annotated[int, Field(ge=0, lt=2**63), WithJsonSchema({"type": "string", "pattern": "^[0-9]+$"})]
"""An id: written as a text, for a number of 63 bits does not fit into those of JavaScript."""

Text = Annotated[str, StringConstraints(max_length=400), AfterValidator(_without_nul)]
Name = Annotated[str, StringConstraints(max_length=60), AfterValidator(_without_nul)]
Address = Annotated[str, StringConstraints(max_length=200), AfterValidator(_without_nul)]
Line = Annotated[str, StringConstraints(max_length=120), AfterValidator(_without_nul)]
Paragraph = Annotated[str, StringConstraints(max_length=5000), AfterValidator(_without_nul)]
Phone = Annotated[str, StringConstraints(max_length=40), AfterValidator(_phone)]
