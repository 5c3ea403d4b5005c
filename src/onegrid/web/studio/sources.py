"""Maps of a drawing: brought in, mended with one press, named by a column, taken off again."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from onegrid.directory.rights import Right
from onegrid.lib.coordinates import Datum
from onegrid.studio.domain.drawings import change_map, put_map, remove_map
from onegrid.studio.maps import BadMap, columns_of, find_faults, guess_key, mend, names_of, pack, read_map, unpack
from onegrid.studio.models import SourceMap
from onegrid.web.access import needs
from onegrid.web.office.place import refuse
from onegrid.web.studio.drawing import show_drawing
from onegrid.web.studio.forms import MapForm
from onegrid.web.studio.place import find_drawing, find_source


@needs(Right.EDIT_PLANS)
@require_POST
def upload(request: HttpRequest, drawing: int) -> HttpResponse:
    """Bring a map in; what is wrong with it is listed, and nothing is changed yet."""
    office, found = find_drawing(request, drawing)
    form = MapForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            source = put_map(found, _read(form))
        except BadMap as fault:
            form.add_error("file", str(fault))
        except ValidationError as fault:
            refuse(form, fault)
        else:
            words = ngettext("“%(name)s” has %(count)d row.", "“%(name)s” has %(count)d rows.", source.rows)
            messages.success(request, words % {"name": source.name, "count": source.rows})
            return redirect(office.url("studio-drawing", found.pk) + "#maps")
    return show_drawing(request, office, found, status=422, map_form=form)


@needs(Right.EDIT_PLANS)
@require_POST
def mend_map(request: HttpRequest, drawing: int, source: int) -> HttpResponse:
    """Mend every outline of a map that is not valid; the page then says what was changed."""
    office, found = find_drawing(request, drawing)
    given = find_source(found, source)
    frame, done = mend(unpack(given), names_of(unpack(given), given.key_column))
    change_map(given, content=pack(frame), rows=len(frame), faults=[], repairs=[*given.repairs, *done])
    words = ngettext("%(count)d outline was mended.", "%(count)d outlines were mended.", len(done))
    messages.success(request, words % {"count": len(done)})
    return redirect(office.url("studio-drawing", found.pk) + "#maps")


@needs(Right.EDIT_PLANS)
@require_POST
def choose_column(request: HttpRequest, drawing: int, source: int) -> HttpResponse:
    """Say which column names the rows of a map."""
    office, found = find_drawing(request, drawing)
    given, column = find_source(found, source), request.POST.get("column", "")
    if column in ("", *given.columns):
        change_map(given, key_column=column)
    return redirect(office.url("studio-drawing", found.pk) + "#maps")


@needs(Right.EDIT_PLANS)
@require_POST
def remove(request: HttpRequest, drawing: int, source: int) -> HttpResponse:
    """Take a map off."""
    office, found = find_drawing(request, drawing)
    remove_map(find_source(found, source))
    return redirect(office.url("studio-drawing", found.pk) + "#maps")


def _read(form: MapForm) -> SourceMap:
    """The map of a form, unsaved. Raises `BadMap`."""
    asked = form.cleaned_data
    file, role = asked["file"], asked["role"]
    datum = Datum(asked["datum"]) if asked["datum"] else Datum.WGS84
    with TemporaryDirectory() as folder:
        path = Path(folder) / (Path(file.name or "").name or "map")
        with path.open("wb") as into:
            into.writelines(file.chunks())
        frame, notices = read_map(path, datum=datum, layer=asked["layer"] or None, role=role)
    key = guess_key(frame)
    return SourceMap(
        role=role,
        name=asked["name"].strip() or _usual_name(role, file.name or ""),
        file_name=(file.name or "")[:200],
        columns=columns_of(frame),
        key_column=key,
        rows=len(frame),
        content=pack(frame),
        faults=find_faults(frame, names_of(frame, key), role),
        notices=notices,
    )


def _usual_name(role: str, file_name: str) -> str:
    return Path(file_name).stem[:60] if role == SourceMap.Role.NET else str(SourceMap.Role(role).label)
