import gc
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rich.markup import escape

from onegrid.casework.domain.calendar import declare_days
from onegrid.channels.calendar_import import read_rulings
from onegrid.channels.case_import import import_cases, load_mapping
from onegrid.channels.case_import.intake import Noted
from onegrid.channels.case_import.records import count_lines
from onegrid.channels.case_import.report import Report
from onegrid.channels.compound_import import read_compounds
from onegrid.cli.case_tally import say_tally
from onegrid.cli.console import console, fail, faults_as_words, progress
from onegrid.lib.coordinates import Datum
from onegrid.territory.coverage import TOLERANCE_M2, Fault, FaultKind, faults_geojson
from onegrid.territory.coverage_map import faults_map_svg
from onegrid.territory.domain.compounds import put_compounds
from onegrid.territory.domain.trees import complete_tree, draft_plans, find_faults
from onegrid.territory.files import AreaFile, AreaFileError, AreaRow, read_areas
from onegrid.territory.queries import subdistricts_in_force

app = typer.Typer(no_args_is_help=True, help="Bring files in: cases of another system, areas, compounds, a calendar.")

ACTOR = "system"
SHOWN = 20
FAULT_TITLES = {
    FaultKind.OVERLAP: gettext_lazy("Overlap"),
    FaultKind.GAP: gettext_lazy("Gap"),
    FaultKind.OVERHANG: gettext_lazy("Beyond the parent"),
}
Subdistrict = Annotated[str, typer.Option(help="The code of the subdistrict; may be left out where there is only one.")]


@app.callback()
def _group() -> None: ...


@app.command()
def cases(
    file: Annotated[Path, typer.Argument(help="The cases: .csv or .tsv, also .gz.")],
    mapping: Annotated[Path, typer.Option("--mapping", "-m", help="What its columns mean: docs/guides/import.md.")],
    report: Annotated[Path | None, typer.Option(help="Write every refused row, and why, to this CSV file.")] = None,
    remarks: Annotated[Path | None, typer.Option(help="Write every odd row that was kept to this CSV file.")] = None,
) -> None:
    """Bring the cases of another system in, each with its clock: `onegrid import cases FILE --mapping M.yaml`.

    Stop it at any moment and run it again: nothing comes in twice, nothing is missing. Ends with status 1 if a verdict,
    late or on time, differs from the other system's own.
    """
    began = time.monotonic()
    gc.freeze()  # spares the collector, which the many new rows call often, from walking through all of Django
    with faults_as_words():
        call_command("migrate", verbosity=0)
        meaning = load_mapping(mapping)
        _check_apart(file, mapping, report, remarks)
        lines = count_lines(file)
        with Report(report, refused=True) as refused, Report(remarks, refused=False) as odd, progress() as bar:
            task = bar.add_task(_("Importing cases"), total=lines)

            def note(noted: Noted) -> None:
                refused.note(noted)
                odd.note(noted)

            tally = import_cases(file, meaning, on_row=lambda row: bar.update(task, completed=row), on_noted=note)
            bar.update(task, completed=lines)
    say_tally(tally, time.monotonic() - began, report=report, remarks=remarks)


def _check_apart(*paths: Path | None) -> None:
    """Raise `ValidationError` if a report would be written over the file, the mapping or the other report."""
    given = [path.resolve() for path in paths if path]
    if len(set(given)) < len(given):
        raise ValidationError(_("The file, the mapping and the reports must be different files."))


@app.command()
def areas(
    file: Annotated[Path, typer.Argument(help="The areas: .geojson, .gpkg, .shp, or a .zip of one of them.")],
    layer: Annotated[str | None, typer.Option(help="Which layer, if the file has several.")] = None,
    code_column: Annotated[str | None, typer.Option(help="The column of the area codes.")] = None,
    name_column: Annotated[str | None, typer.Option(help="The column of the names.")] = None,
    parent_column: Annotated[str | None, typer.Option(help="The column of the codes of the areas above.")] = None,
    name: Annotated[str, typer.Option(help="How to call the plan; the file's name, if not given.")] = "",
    adopt: Annotated[bool, typer.Option("--adopt", help="Adopt the plan, so that its areas are fixed.")] = False,
    in_force_from: Annotated[
        datetime | None, typer.Option(help="Adopt it and put it in force from this day on.", formats=["%Y-%m-%d"])
    ] = None,
    tolerance: Annotated[
        float, typer.Option(help="Overlaps and gaps up to so many square metres pass.")
    ] = TOLERANCE_M2,
    faults: Annotated[
        Path | None, typer.Option(help="Where to draw overlaps and gaps: .svg, or .geojson. By default beside you.")
    ] = None,
    datum: Annotated[Datum | None, typer.Option(help="What the degrees of the file mean, if it does not say.")] = None,
) -> None:
    """Make a plan of the areas in a file: `onegrid import areas FILE --in-force-from 2027-01-01`.

    Invalid outlines are repaired, missing upper areas made of those below. Overlaps and gaps larger than the tolerance are
    listed and drawn, and nothing is imported.
    """
    with _area_faults_as_words():
        call_command("migrate", verbosity=0)
        with console.status(_("Reading areas")):
            read = read_areas(
                file,
                layer=layer,
                code_column=code_column,
                name_column=name_column,
                parent_column=parent_column,
                datum=datum,
            )
            whole = complete_tree(read.rows)
            found = find_faults(read.rows, whole, tolerance_m2=tolerance)
        _say_how_read(read, made=len(whole) - len(read.rows))
        if found:
            _refuse_areas(found, whole, faults or Path(f"{file.stem}.faults.svg"))
        starts = in_force_from.date() if in_force_from else None
        for plan in draft_plans(whole, name or file.stem, actor=ACTOR, adopt=adopt, starts=starts):
            words = {"plan": plan, "count": f"{plan.areas.count():,}", "status": plan.standing}
            console.print("[green]●[/] " + escape(_("%(plan)s: %(count)s areas, %(status)s.") % words))


@app.command()
def compounds(
    file: Annotated[Path, typer.Argument(help="The compounds, as points or polygons: .geojson, .gpkg, .shp or .zip.")],
    subdistrict: Subdistrict = "",
    layer: Annotated[str | None, typer.Option(help="Which layer, if the file has several.")] = None,
    datum: Annotated[Datum, typer.Option(help="What the degrees of the file mean.")] = Datum.WGS84,
) -> None:
    """Put housing compounds on the map; one of the same name is replaced: `onegrid import compounds FILE`.

    Columns are found by their names: name, kind, households, address (名称, 类型, 户数, 地址).
    """
    with _area_faults_as_words():
        call_command("migrate", verbosity=0)
        drawn = read_compounds(file, layer=layer, datum=datum)
        outside = put_compounds(_the_subdistrict(subdistrict), drawn, actor=ACTOR)
    console.print("[green]●[/] " + _("%(count)s compounds are on the map.") % {"count": f"{len(drawn):,}"})
    if outside:
        console.print("  " + _("%(count)s of them lie in no area of the plan in force.") % {"count": f"{outside:,}"})


@app.command()
def calendar(
    file: Annotated[
        str, typer.Argument(help="Lines such as '2027-02-06 holiday Spring Festival'; - reads what you type.")
    ],
    subdistrict: Subdistrict = "",
) -> None:
    """Declare days off and make-up working days; open deadlines move: `onegrid import calendar FILE`.

    A line is a day, `holiday` or `working` (休 or 班), and a note. Each overrules the published calendar.
    """
    with faults_as_words():
        call_command("migrate", verbosity=0)
        rulings = read_rulings(sys.stdin if file == "-" else _lines(Path(file)))
        moved = declare_days(_the_subdistrict(subdistrict), rulings, actor=ACTOR)
    words = {"days": f"{len(rulings):,}", "moved": f"{moved:,}"}
    console.print("[green]●[/] " + _("%(days)s days declared; %(moved)s open deadlines moved.") % words)


def _the_subdistrict(code: str) -> str:
    """The subdistrict that was named, or the only one. Raises `ValidationError`."""
    there = subdistricts_in_force()
    if code in there or (not code and len(there) == 1):
        return code or there[0]
    words = {"codes": ", ".join(there) or "–"}
    raise ValidationError(_("Say which --subdistrict is meant. In force are: %(codes)s.") % words)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise ValidationError(_("%(path)s cannot be read: %(fault)s.") % {"path": path, "fault": fault}) from None


@contextmanager
def _area_faults_as_words() -> Iterator[None]:
    with faults_as_words():
        try:
            yield
        except AreaFileError as fault:
            raise ValidationError(str(fault)) from None


def _say_how_read(read: AreaFile, *, made: int) -> None:
    console.print(_("%(count)s areas read.") % {"count": f"{len(read.rows):,}"})
    for notice in read.notices:
        console.print("  " + escape(notice))
    if read.repairs:
        console.print(_("Outlines repaired (%(count)s):") % {"count": f"{len(read.repairs):,}"})
        for repair in read.repairs[:SHOWN]:
            console.print(f"  {escape(str(repair))}")
        _say_more(len(read.repairs))
    if made:
        console.print(_("%(count)s upper areas were made of those below them.") % {"count": f"{made:,}"})


def _refuse_areas(faults: list[Fault], rows: list[AreaRow], path: Path) -> None:
    """List and draw what is wrong. Ends with status 1."""
    for number, fault in enumerate(faults[:SHOWN], 1):
        codes = " / ".join(fault.codes[:4])
        console.print(f"  {number:>4}  {FAULT_TITLES[fault.kind]}  {fault.area_m2:,.0f} m²  {codes}")
    _say_more(len(faults))
    if path.suffix.lower() in (".geojson", ".json"):
        path.write_text(json.dumps(faults_geojson(faults)), encoding="utf-8")
    else:
        path.write_text(faults_map_svg(faults, [row.geometry for row in rows]), encoding="utf-8")
    words = {"count": f"{len(faults):,}", "path": escape(str(path))}
    fail(_("%(count)s overlaps or gaps; nothing was imported. They are drawn in %(path)s.") % words)


def _say_more(count: int) -> None:
    if count > SHOWN:
        console.print("  " + _("and %(count)s more") % {"count": f"{count - SHOWN:,}"})
