from typing import Any

from django import forms

from onegrid.web.fields import say_what_is_missing


def date_input() -> forms.DateInput:
    """A day, chosen in the browser's own calendar; a value that is there already is shown in it."""
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class SayingForm(forms.Form):
    """A form that asks for what was left out as a person would."""

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        say_what_is_missing(self)
