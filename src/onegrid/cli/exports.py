from pathlib import Path
from typing import Annotated

import typer
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rich.markup import escape

from onegrid.cli.console import console, fail, faults_as_words
from onegrid.lib.coordinates import Datum
from onegrid.territory.domain.locating import plans_in_force
from onegrid.territory.domain.trees import rows_of_plans
from onegrid.territory.files import AreaFileError, write_areas
from onegrid.territory.models import Plan

app = typer.Typer(no_args_is_help=True, help="Write files for other programs.")


@app.callback()
def _group() -> None: ...


@app.command()
def areas(
    file: Annotated[Path, typer.Argument(help="What to write: .geojson, .gpkg, .shp, or .zip for a zipped Shapefile.")],
    subdistrict: Annotated[str, typer.Option(help="Only this subdistrict; all in force, if not given.")] = "",
    plan: Annotated[int | None, typer.Option(help="This version of its plan, in force or not.")] = None,
    datum: Annotated[
        Datum, typer.Option(help="What the degrees shall mean: many Chinese maps want gcj02.")
    ] = Datum.WGS84,
) -> None:
    """Write the areas of the plans in force to a file: `onegrid export areas areas.geojson`.

    What is written can be imported again and is the same.
    """
    with faults_as_words():
        rows = rows_of_plans(_choose_plans(subdistrict, plan))
        undrawn = sum(row.geometry.is_empty for row in rows)
        if undrawn == len(rows):
            raise ValidationError(_("None of these areas has an outline; there is nothing to draw."))
        try:
            write_areas(file, [row for row in rows if not row.geometry.is_empty], datum=datum)
        except (AreaFileError, OSError) as fault:
            fail(escape(str(fault)))
    words = {"count": f"{len(rows) - undrawn:,}", "path": escape(str(file))}
    console.print("[green]●[/] " + _("%(count)s areas are in %(path)s.") % words)
    if undrawn:
        console.print("  " + _("%(count)s areas without an outline were left out.") % {"count": f"{undrawn:,}"})


def _choose_plans(subdistrict: str, version: int | None) -> list[Plan]:
    """The plans in force, or the one version that was named. Raises `ValidationError` if there is none."""
    plans = Plan.objects.filter(subdistrict=subdistrict) if subdistrict else Plan.objects.all()
    chosen = list(plans.filter(pk__in=plans_in_force()) if version is None else plans.filter(version=version))
    if not chosen or (version is not None and len(chosen) > 1):
        known = ", ".join(f"{each.subdistrict} v{each.version}" for each in plans) or "–"
        raise ValidationError(_("Say which plan: --subdistrict and --plan. There are: %(plans)s.") % {"plans": known})
    return chosen
