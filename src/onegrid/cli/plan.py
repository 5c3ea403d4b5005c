"""Draw grids from map files, at the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from onegrid.cli.console import console, fail
from onegrid.web.studio.wording import say_finding

if TYPE_CHECKING:
    from onegrid.planning.findings import Finding
    from onegrid.planning.levels import Level
    from onegrid.planning.plan import DrawnPlan

MARKS = {"repaired": "[yellow]▲[/]", "remark": "[dim]·[/]", "missed": "[red]■[/]", "refused": "[red]✗[/]"}
SHOWN = 5  # findings of a kind; the rest stands in the file


def plan(
    units: Annotated[Path, typer.Argument(help="A map of the units: buildings, compounds or blocks.")],
    out: Annotated[Path, typer.Option(help="The folder to write to.")] = Path("plan"),
    grids: Annotated[
        str, typer.Option(help="Households of a grid, as in 300-500; or a number of grids, as in 84.")
    ] = "300-500",
    micro_grids: Annotated[str, typer.Option(help="The same for micro-grids inside grids; empty for none.")] = "",
    tolerance: Annotated[float, typer.Option(help="With a number of grids: how far from the mean, in per cent.")] = 10,
    key: Annotated[str, typer.Option(help="The column that names a unit.")] = "",
    households: Annotated[str, typer.Option(help="The column of households.")] = "households",
    workload: Annotated[str, typer.Option(help="The column of past workload, to be balanced too.")] = "",
    community: Annotated[str, typer.Option(help="The column of a unit's community.")] = "",
    communities: Annotated[str, typer.Option(help="A map of communities, as FILE or FILE:COLUMN.")] = "",
    net: Annotated[list[str] | None, typer.Option(help="A department's net, as NAME=FILE or NAME=FILE:COLUMN.")] = None,
    in_force: Annotated[str, typer.Option(help="The column of a unit's grid in the plan in force.")] = "",
    barriers: Annotated[Path | None, typer.Option(help="Rivers, railways, arterial roads.")] = None,
    crossings: Annotated[Path | None, typer.Option(help="Bridges and crossings.")] = None,
    reach: Annotated[
        float, typer.Option(help="The greatest distance in metres between two units of a grid; 0: none.")
    ] = 0,
    seed: Annotated[int, typer.Option(help="Another seed, another plan.")] = 0,
    effort: Annotated[float, typer.Option(help="Twice the effort takes twice as long.")] = 1.0,
    workers: Annotated[int, typer.Option(help="Communities cut at once.")] = 2,
) -> None:
    """Cut balanced, connected grids from map files, and say how well they agree with departments' nets.

    Writes plan.gpkg (units and each level's grids), a crosswalk for each net, and findings.csv. Ends with status 1 if there can
    be no plan, with 2 if the plan misses a limit.
    """
    try:
        from onegrid.planning.drawing import Wishes, draw_plan
        from onegrid.planning.findings import Refused
        from onegrid.planning.geodata import read_map
        from onegrid.planning.survey import survey_units
        from onegrid.planning.units import Columns
        from onegrid.planning.watch import Watch
    except ImportError as missing:
        fail(escape(str(missing)))
    levels = _levels(grids, micro_grids, tolerance, reach)
    files = dict(_split(word) for word in net or [])
    map_of, community_key = _file(communities)
    _prepare(out)
    try:
        table = read_map(units)
        survey = survey_units(
            table,
            level=levels[0],
            columns=Columns(key or None, households, workload or None, community or None),
            communities=read_map(map_of) if map_of else None,
            community_key=community_key,
            nets={name: read_map(path) for name, (path, _) in files.items()},
            net_keys={name: column for name, (_, column) in files.items() if column},
            barriers=read_map(barriers) if barriers else None,
            crossings=read_map(crossings) if crossings else None,
        )
        wishes = Wishes(in_force={levels[0].name: in_force} if in_force else None)
        with Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console) as bar:
            task = bar.add_task(_("Cutting"), total=1.0)
            watch = Watch(lambda share: bar.update(task, completed=share))
            drawn = draw_plan(survey, levels, wishes, seed=seed, effort=effort, workers=workers, watch=watch)
    except Refused as refused:
        _say_findings(refused.findings)
        fail(_("There can be no plan from this input."))
    _write(drawn, out)
    _say_findings(drawn.findings)
    _say_figures(drawn)
    console.print("[green]●[/] " + _("Written to %(folder)s.") % {"folder": escape(str(out))})
    if not drawn.kept:
        raise typer.Exit(2)


def _levels(grids: str, micro_grids: str, tolerance: float, reach: float) -> list[Level]:
    from onegrid.planning.levels import Level
    from onegrid.planning.problem import Range

    levels = []
    for name, words in (("grid", grids), ("micro_grid", micro_grids)):
        if not words:
            continue
        try:
            numbers = [int(part) for part in words.split("-")]
            within = Range(*numbers) if len(numbers) == 2 else None
            count = numbers[0] if len(numbers) == 1 else None
            levels.append(Level(name, within, count, tolerance / 100, reach))
        except (ValueError, TypeError):
            words = _("%(words)s: write a range as 300-500, or a number as 84.") % {"words": words}
            raise typer.BadParameter(words) from None
    return levels


def _split(word: str) -> tuple[str, tuple[str, str | None]]:
    name, equals, file = word.partition("=")
    if not equals or not name or not file or {"/", "\\"} & set(name):
        raise typer.BadParameter(
            _("%(word)s: write NAME=FILE or NAME=FILE:COLUMN, with no slash in the name.") % {"word": word}
        )
    return name, _file(file)


def _file(word: str) -> tuple[str, str | None]:
    path, _, column = word.rpartition(":")
    return (path, column) if path and not Path(word).exists() else (word, None)


def _prepare(out: Path) -> None:
    """Make the folder, without the plan of an earlier run. Ends with status 1 if nothing can be written there."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        for old in (out / "plan.gpkg", *out.glob("crosswalk_*.csv"), out / "findings.csv"):
            old.unlink(missing_ok=True)
    except OSError as fault:
        words = {"folder": escape(str(out)), "fault": escape(fault.strerror or str(fault))}
        fail(_("Nothing can be written to %(folder)s: %(fault)s.") % words)


def _say_findings(findings: tuple[Finding, ...]) -> None:
    kinds: dict[str, list[Finding]] = {}
    for finding in findings:
        kinds.setdefault(finding.key, []).append(finding)
    for same in kinds.values():
        for finding in same[:SHOWN]:
            console.print(f"{MARKS[finding.gravity]} {escape(_say(finding))}")
        if more := len(same) - SHOWN if len(same) > SHOWN else 0:
            words = ngettext("… and %(count)d more of this kind", "… and %(count)d more of this kind", more)
            console.print("  " + words % {"count": more})


def _say(finding: Finding) -> str:
    """A finding in the user's language."""
    return say_finding({"key": finding.key, "values": finding.values, "sentence": finding.sentence})


def _say_figures(drawn: DrawnPlan) -> None:
    titles = {"grid": _("Grids"), "micro_grid": _("Micro-grids")}
    for level in drawn.levels:
        figures = drawn.figures(level)
        words = _("%(level)s: %(grids)s, with %(least)s to %(most)s households") % {
            "level": f"[bold]{titles[level]}[/]",
            **{name: f"{figures[name]:,}" for name in ("grids", "least", "most")},
        }
        moved = _("; %(share)s of households move") % {"share": f"{figures['moved']:.1%}"}
        console.print("\n" + words + (moved if figures["moved"] == figures["moved"] else ""))
        if drawn.nets:
            console.print(_agreement_table(drawn.agreement(level)))


def _agreement_table(rows: Any) -> Table:
    titles = _("Net"), _("Households within one old grid"), _("Officers a grid meets"), _("Grids an officer meets")
    table = Table(*titles)
    for row in rows.itertuples():
        table.add_row(escape(row.net), f"{row.within_one:.1%}", f"{row.officers:.2f}", f"{row.grids:.2f}")
    return table


def _write(drawn: DrawnPlan, out: Path) -> None:
    import pandas

    drawn.units.to_file(out / "plan.gpkg", layer="units")
    for level in drawn.levels:
        drawn.grids(level).to_file(out / "plan.gpkg", layer=level)
        for name in drawn.nets:
            drawn.crosswalk(name, level).to_csv(
                out / f"crosswalk_{name}_{level}.csv", index=False, encoding="utf-8-sig"
            )
    rows = [
        {
            "gravity": str(each.gravity),
            "key": each.key,
            "words": _say(each),
            "units": "、".join(each.where),
        }
        for each in drawn.findings
    ]
    table = pandas.DataFrame(rows, columns=["gravity", "key", "words", "units"])
    table.to_csv(out / "findings.csv", index=False, encoding="utf-8-sig")
