"""What the forms of all actions have in common."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from onegrid.mediation.models import Dispute
from onegrid.web.office.inputs import SayingForm

IN_CONFIDENCE = gettext_lazy("Kept encrypted, for who works on this dispute only.")


def moment_field(label: Any, *, required: bool = True) -> forms.DateTimeField:
    """A date and a time, chosen in the browser's own way."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, required=required, widget=widget, input_formats=["%Y-%m-%dT%H:%M"])


class ActionForm(SayingForm):
    """The form of an action on a dispute, or on something of it (`of`)."""

    def __init__(self, dispute: Dispute, of: Any, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        self.dispute, self.of = dispute, of
        self.link_to: Callable[[str], str] = str
        self.prepare()

    def prepare(self) -> None:
        """Fill in what depends on the dispute."""

    def rows(self) -> list[list[forms.BoundField]]:
        """The fields as the page lays them out: those of one row stand side by side."""
        return [[field] for field in self.visible_fields()]

    def choose(self, name: str, options: list[Any]) -> None:
        """What a field offers."""
        self.fields[name].choices = options  # type: ignore[attr-defined]
