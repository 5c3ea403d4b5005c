"""The posts that a new plan has left without their area, and to which area each goes."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from onegrid.directory.bereft import BereftPost, Changeover, changeover_of, posts_bereft
from onegrid.directory.domain.posts import move_posts
from onegrid.directory.rights import Right, scope_of
from onegrid.territory.queries import path_name
from onegrid.web.access import needs
from onegrid.web.office.people import show_people
from onegrid.web.office.place import Office, covers, office_of

SEEN = (Right.SEE_PEOPLE, Right.EDIT_PEOPLE)


@dataclass(frozen=True)
class Line:
    """A post as the page lists it: its area by the old plan's name, and where it can go (code, words)."""

    bereft: BereftPost
    area: str
    choices: list[tuple[str, str]]
    may_move: bool

    @property
    def field(self) -> str:
        return f"post-{self.bereft.post.pk}"

    @property
    def kept(self) -> int:
        """The per cent of the area's land that still bears its code."""
        return round(self.bereft.kept * 100)


@needs(*SEEN)
@require_http_methods(["GET", "POST"])
def bereft(request: HttpRequest) -> HttpResponse:
    """List the posts whose area is gone or lies elsewhere; put them where the viewer chose."""
    office = office_of(request, *(SEEN if request.method == "GET" else (Right.EDIT_PEOPLE,)), whole=False)
    change = changeover_of(office.root)
    lines = _lines(office, change) if change else []
    if change and request.method == "POST":
        return _move(request, office, change, lines)
    moved = sum(line.may_move and bool(line.choices) for line in lines)
    shown: dict[str, Any] = {"change": change, "lines": lines, "movable": moved}
    return show_people(request, "people_bereft", office, "bereft", **shown)


def _lines(office: Office, change: Changeover) -> list[Line]:
    right = Right.EDIT_PEOPLE if scope_of(office.viewer, Right.EDIT_PEOPLE) else Right.SEE_PEOPLE
    return [
        Line(
            each,
            path_name(each.post.area_code, plan=change.before.pk),
            [(heir.code, f"{heir.name} · {heir.share:.0%}") for heir in each.heirs],
            covers(office, Right.EDIT_PEOPLE, each.post.area_code),
        )
        for each in posts_bereft(change, scope_of(office.viewer, right))
    ]


def _move(request: HttpRequest, office: Office, change: Changeover, lines: list[Line]) -> HttpResponse:
    moves = []
    for line in lines:
        code = request.POST.get(line.field, "")
        if line.may_move and code in dict(line.choices):
            moves.append((line.bereft.post, code))
    move_posts(
        moves, on=change.day, actor=office.actor, reason=_("New plan of the areas: %(plan)s") % {"plan": change.after}
    )
    words = ngettext("%(count)d post was reassigned.", "%(count)d posts were reassigned.", len(moves))
    messages.success(request, words % {"count": len(moves)})
    return redirect(office.url("office-bereft"))
