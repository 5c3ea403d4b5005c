"""A file of areas: read, mended, checked, and made a draft plan if the land is covered once and only once."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from onegrid.directory.rights import Right
from onegrid.lib.codes import is_within
from onegrid.lib.coordinates import Datum
from onegrid.territory.coverage import TOLERANCE_M2, Fault, FaultKind
from onegrid.territory.coverage_map import faults_map_svg
from onegrid.territory.domain.trees import complete_tree, draft_plans, find_faults
from onegrid.territory.files import AreaFile, AreaFileError, AreaRow, read_areas
from onegrid.web.access import needs
from onegrid.web.office.inputs import SayingForm
from onegrid.web.office.page import show
from onegrid.web.office.place import Office, office_of

LARGEST = 50 * 2**20
SHOWN_FAULTS, SHOWN_REPAIRS = 100, 20
FAULT_TITLES = {
    FaultKind.OVERLAP: gettext_lazy("Overlap"),
    FaultKind.GAP: gettext_lazy("Gap"),
    FaultKind.OVERHANG: gettext_lazy("Beyond the area above"),
}


class UploadForm(SayingForm):
    """A file of areas."""

    name = forms.CharField(label=gettext_lazy("Name of the plan"), max_length=100)
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("GeoJSON, GeoPackage or Shapefile (zipped), with a column of codes: up to 50 MB."),
        widget=forms.FileInput({"accept": ".geojson,.json,.gpkg,.zip"}),
    )
    datum = forms.ChoiceField(
        label=gettext_lazy("Its degrees are"),
        required=False,
        choices=[
            ("", gettext_lazy("what the file says, else WGS 84")),
            (Datum.GCJ02.value, gettext_lazy("GCJ-02 (Chinese phones and maps)")),
            (Datum.BD09.value, gettext_lazy("BD-09 (Baidu)")),
        ],
    )
    tolerance = forms.FloatField(
        label=gettext_lazy("Overlaps and gaps pass up to (m²)"), initial=TOLERANCE_M2, min_value=0, max_value=10_000
    )
    layer = forms.CharField(label=gettext_lazy("Layer"), required=False, max_length=100)
    code_column = forms.CharField(label=gettext_lazy("Column of the codes"), required=False, max_length=100)
    name_column = forms.CharField(label=gettext_lazy("Column of the names"), required=False, max_length=100)

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise ValidationError(
                _("The file is larger than 50 MB. Leave out what is not needed, or import it with the command line.")
            )
        return file

    def how_to_read(self) -> dict[str, Any]:
        """What `read_areas` is told about the file."""
        asked = self.cleaned_data
        named = {name: asked[name] or None for name in ("layer", "code_column", "name_column")}
        return {"datum": Datum(asked["datum"]) if asked["datum"] else None, **named}


@needs(Right.EDIT_PLANS)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Read and check a file of areas; what is sound becomes a draft, what is not is shown on a map."""
    office = office_of(request, Right.EDIT_PLANS)
    form = UploadForm(request.POST or None, request.FILES or None)
    words: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            with _stored(form.cleaned_data["file"]) as path:
                read = read_areas(path, **form.how_to_read())
            whole = _whole_tree(office, read)
            words = _say_how_read(read, made=len(whole) - len(read.rows))
            faults = find_faults(read.rows, whole, tolerance_m2=form.cleaned_data["tolerance"])
            if not faults:
                return _drafted(request, office, whole, form.cleaned_data["name"], read)
            words |= _say_faults(faults, whole)
        except AreaFileError as fault:
            form.add_error("file", str(fault))
        except ValidationError as fault:
            form.add_error("file", fault.messages)
    status = 422 if form.errors or words else 200
    return show(request, "areas_upload", office, "office-areas", status=status, form=form, **words)


def _drafted(request: HttpRequest, office: Office, whole: list[AreaRow], name: str, read: AreaFile) -> HttpResponse:
    (made,) = draft_plans(whole, name, actor=office.actor)
    count = len(whole)
    said = ngettext("The draft has %(count)d area.", "The draft has %(count)d areas.", count) % {"count": count}
    messages.success(request, said)
    told = _say_how_read(read, made=count - len(read.rows))
    for text in [*told["notices"], *told["repairs"], told["more"]]:
        if text:
            messages.info(request, text)
    return redirect(office.url("office-plan", made.pk))


def _say_how_read(read: AreaFile, *, made: int) -> dict[str, Any]:
    """What was guessed, made and mended, in words."""
    notices = list(read.notices)
    if made:
        words = ngettext(
            "%(count)d area above them was made of those below.",
            "%(count)d areas above them were made of those below.",
            made,
        )
        notices.append(words % {"count": made})
    more = len(read.repairs) - SHOWN_REPAIRS
    rest = (
        ngettext("and %(count)d more repaired outline", "and %(count)d more repaired outlines", more)
        if more > 0
        else ""
    )
    return {
        "count_read": len(read.rows),
        "notices": notices,
        "repairs": [str(each) for each in read.repairs[:SHOWN_REPAIRS]],
        "more": rest % {"count": more} if rest else "",
    }


def _whole_tree(office: Office, read: AreaFile) -> list[AreaRow]:
    """The areas with those above them that the file leaves out. Raises `ValidationError` for areas of other offices."""
    strange = [row.code for row in read.rows if not is_within(row.code, office.root)]
    if strange:
        words = {"codes": "、".join(strange[:5]), "root": office.root}
        raise ValidationError(_("These areas lie outside the subdistrict %(root)s: %(codes)s.") % words)
    if not read.rows:
        raise ValidationError(_("There are no areas in this file."))
    return complete_tree(read.rows)


def _say_faults(faults: list[Fault], whole: list[AreaRow]) -> dict[str, Any]:
    lines = [
        (number, FAULT_TITLES[fault.kind], "、".join(fault.codes), fault.area_m2)
        for number, fault in enumerate(faults[:SHOWN_FAULTS], 1)
    ]
    return {"faults": lines, "count": len(faults), "picture": _picture(faults, whole)}


def _picture(faults: list[Fault], rows: list[AreaRow]) -> str:
    """A map as the address of an image, so that what is drawn cannot touch the page."""
    lowest = max((row.level or 0 for row in rows), default=0)
    svg = faults_map_svg(faults, [row.geometry for row in rows if (row.level or 0) == lowest])
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


@contextmanager
def _stored(file: "UploadedFile[Any]") -> Iterator[Path]:
    """The uploaded file on disk under its own suffix, for as long as it is read."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"areas{Path(file.name or '').suffix.lower()}"
        with path.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
        yield path
