"""The form of a move, and the two forms for words: the public reply and the internal note."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from onegrid.casework.acts import Actor
from onegrid.casework.case_type import Ask, Move
from onegrid.casework.domain.attachments import Upload
from onegrid.casework.faults import CaseFault
from onegrid.casework.models import Case
from onegrid.web import staging
from onegrid.web.cases.asking import ask_fields
from onegrid.web.fields import FilesField, say_what_is_missing

# Which question a rule of a move is about; what is not named here is shown above the form.
RULE_FIELDS = {
    "needs_a_photo": Ask.PHOTO,
    "not_a_photo": Ask.PHOTO,
    "target_lies_below": Ask.AREA,
    "review_lies_ahead": Ask.REVIEW_ON,
    "another_open_case": Ask.CASE,
    "person_fills_the_seat": Ask.PERSON,
    "others_are_called": Ask.ORGANISATIONS,
    "is_rated_one_to_five": Ask.RATING,
    "asks_for_sixty_days_at_most": Ask.DAYS,
    "a_limit_is_running": Ask.CLOCK,
    "parts_are_named": Ask.PARTS,
}


class MoveForm(forms.Form):
    """Asks what a move asks. `length` is how long the case's record was when the form was shown; `key` names this form,
    so that files it could not hand over yet are kept for it."""

    length = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, move: Move, case: Case, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields.update(ask_fields(move, case, actor))
        say_what_is_missing(self)

    @property
    def sent_files(self) -> list[Upload]:
        """The files that came along now and will do, whether or not the rest of the form will."""
        field = self.fields.get(Ask.PHOTO.value)
        return field.good if isinstance(field, FilesField) else []

    def answers(self) -> dict[str, Any]:
        """What was answered, by the names that `make_move` takes. Only after `is_valid`."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("length", "key")}
        if Ask.ORGANISATIONS.value in given:
            given[Ask.ORGANISATIONS.value] = list(given[Ask.ORGANISATIONS.value])
        if Ask.PHOTO.value in given:
            given[Ask.PHOTO.value] = [*staging.read_staged(self.cleaned_data["key"]), *self.sent_files]
        return given

    def add_fault(self, fault: CaseFault) -> None:
        """Show what the engine says, beside the question that it is about."""
        ask = RULE_FIELDS.get(fault.code or "")
        field = ask.value if ask and ask.value in self.fields else None
        self.add_error(field, ValidationError(fault.messages, code=fault.code))


class WordsForm(forms.Form):
    """Some words to be written in a case."""

    text = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        say_what_is_missing(self)


class ReplyForm(WordsForm):
    prefix = "reply"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label = _("Public reply")
        self.fields["text"].help_text = _("The reporter reads this, word for word.")


class NoteForm(WordsForm):
    prefix = "note"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label = _("Internal note")
        self.fields["text"].help_text = _("Only the staff reads this, never the reporter.")
