"""The drawings of an office."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from onegrid.directory.rights import Right
from onegrid.studio.domain.drawings import begin_drawing, remove_drawing
from onegrid.studio.queries import drawings_visible_to, with_counts
from onegrid.web.access import needs
from onegrid.web.office.inputs import SayingForm
from onegrid.web.office.place import office_of
from onegrid.web.studio.place import find_drawing, show

SHOWN = 50


class DrawingForm(SayingForm):
    """What a drawing is called."""

    name = forms.CharField(label=gettext_lazy("Name of the drawing"), max_length=60)


@needs(Right.EDIT_PLANS)
@require_http_methods(["GET", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """The drawings, those changed last first; begin one."""
    office = office_of(request, Right.EDIT_PLANS)
    form = DrawingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = begin_drawing(office.root, form.cleaned_data["name"], actor=office.actor)
        return redirect(office.url("studio-drawing", made.pk))
    drawings = with_counts(drawings_visible_to(office.viewer).filter(subdistrict=office.root))[:SHOWN]
    return show(request, "home", office, drawings=drawings, form=form, status=422 if form.errors else 200)


@needs(Right.EDIT_PLANS)
@require_POST
def remove(request: HttpRequest, drawing: int) -> HttpResponse:
    """Throw a drawing away."""
    office, found = find_drawing(request, drawing)
    remove_drawing(found, actor=office.actor)
    messages.success(
        request, _("The drawing “%(name)s” is gone. Plans that were saved from it stay.") % {"name": found.name}
    )
    return redirect(office.url("studio"))
