"""Form fields that several pages share."""

from typing import Any

import filetype
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from onegrid.casework.domain.attachments import LARGEST, PAPERS, PHOTOS, Upload
from onegrid.lib.phones import BadPhone, normalise_phone

MOST_FILES = 9
PHONE_FAULTS = {
    "unreadable": _("This is no telephone number. Type it in digits, a landline with its area code."),
    "extension": _("Leave out the extension."),
    "unknown": _("There is no such number. Check the digits, and type a landline with its area code."),
    "service": _("Give a mobile or landline number, not a service number."),
}


def say_what_is_missing(form: forms.BaseForm) -> None:
    """Let every field of a form ask for what was left out as a person would."""
    for field in form.fields.values():
        field.error_messages["required"] = _("Please fill this in.")


class PhoneField(forms.CharField):
    """A telephone number as people type it; cleaned to E.164, or '' if left empty."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value) or "").strip()
        if not typed:
            return ""
        try:
            return normalise_phone(typed)
        except BadPhone as bad:
            raise ValidationError(PHONE_FAULTS[bad.fault], code=bad.fault) from bad


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several photos (with `papers`, also office documents). Cleaned to a list of `Upload`.

    A file that will not do is named in an error. `good` holds those that will after cleaning, also then, so that a page can
    keep them. (A form has its own copy of each field.)
    """

    widget = ManyFiles

    def __init__(self, *, papers: bool = False, **options: Any) -> None:
        self.papers, self.good = papers, list[Upload]()
        super().__init__(**options)
        self.widget.attrs["data-photo-target"] = "input"
        self.widget.attrs["accept"] = "image/*" + (",.pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx" if papers else "")

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        files = [file for file in (data or []) if file]
        self.good, faults = [], []
        for file in files[:MOST_FILES]:
            fault = self._fault_of(file)
            if fault:
                faults.append(fault)
            else:
                self.good.append(Upload(file.name or "photo", file.read()))
        if len(files) > MOST_FILES:
            faults.append(_("At most %(most)d files can be sent. The others were left out.") % {"most": MOST_FILES})
        if faults:
            raise ValidationError(faults)
        return self.good

    def _fault_of(self, file: "UploadedFile[Any]") -> str:
        words = {"name": file.name, "size": LARGEST // 2**20}
        if (file.size or 0) > LARGEST:
            return str(_("“%(name)s” is larger than %(size)d MB. Send a smaller file.") % words)
        kind = filetype.guess(file.read(300))
        file.seek(0)
        if (kind.mime if kind else "") in (PHOTOS | PAPERS if self.papers else PHOTOS):
            return ""
        if self.papers:
            return str(_("“%(name)s” is no photo, PDF or office document. Choose another file.") % words)
        return str(_("“%(name)s” is no photo (JPEG, PNG or WebP). Choose another file.") % words)
