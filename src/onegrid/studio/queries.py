from django.db.models import Count, Q, QuerySet

from onegrid.directory.models import Person
from onegrid.directory.rights import Right, scope_of
from onegrid.lib.codes import Level
from onegrid.studio.models import Alternative, Drawing


def drawings_visible_to(person: Person) -> QuerySet[Drawing]:
    """The drawings of the subdistricts whose plans somebody may edit, those changed last first."""
    prefixes = scope_of(person, Right.EDIT_PLANS).prefixes
    roots = [prefix for prefix in prefixes if len(prefix) == Level.SUBDISTRICT.digits]
    return Drawing.objects.filter(subdistrict__in=roots)


def with_counts(drawings: QuerySet[Drawing]) -> QuerySet[Drawing]:
    """Drawings with `maps_in` and `alternatives_done`."""
    done = Count("alternatives", Q(alternatives__state=Alternative.State.DONE), distinct=True)
    return drawings.annotate(maps_in=Count("maps", distinct=True), alternatives_done=done)


def alternatives_of(drawing: Drawing) -> QuerySet[Alternative]:
    """A drawing's alternatives in the order in which they were asked for, without their long columns."""
    return drawing.alternatives.select_related("drawing", "plan").defer("units", "grids", "micro_grids", "edits")
