"""What became of a foreign case file, said at the terminal."""

from pathlib import Path

from django.utils.translation import gettext as _
from rich.markup import escape

from onegrid.channels.case_import import Tally
from onegrid.channels.case_import.findings import REASONS, REMARKS
from onegrid.cli.console import console, fail

TOP = 5


def say_tally(tally: Tally, seconds: float, *, report: Path | None, remarks: Path | None) -> None:
    """Say what came in, what did not and why, and how verdicts compare. Ends with status 1 if any differs."""
    _say_counts(tally, seconds)
    _say_findings(tally, report, remarks)
    _say_unmapped(tally)
    _say_verdicts(tally)


def _say_counts(tally: Tally, seconds: float) -> None:
    words = {
        "rows": f"{tally.rows:,}",
        "filed": f"{tally.filed:,}",
        "already": f"{tally.already:,}",
        "refused": f"{tally.refused.total():,}",
        "seconds": f"{seconds:.1f}",
        "speed": f"{tally.rows / seconds:,.0f}",
    }
    console.print("[green]●[/] " + _("%(rows)s rows in %(seconds)s s (%(speed)s rows a second).") % words)
    console.print("  " + _("%(filed)s filed, %(already)s here already, %(refused)s refused.") % words)


def _say_findings(tally: Tally, report: Path | None, remarks: Path | None) -> None:
    if tally.refused:
        console.print(_("Refused:"))
        for reason, count in tally.refused.most_common():
            console.print(f"  {count:>8,}  {REASONS[reason]}")
        where = {"path": escape(str(report))}
        console.print("  " + (_("Row by row: %(path)s") % where if report else _("Row by row with --report FILE.csv.")))
    if tally.remarks:
        console.print(_("Kept with a remark (%(count)s rows):") % {"count": f"{tally.remarked:,}"})
        for remark, count in tally.remarks.most_common():
            console.print(f"  {count:>8,}  {REMARKS[remark]}")
        where = {"path": escape(str(remarks))}
        console.print(
            "  " + (_("Row by row: %(path)s") % where if remarks else _("Row by row with --remarks FILE.csv."))
        )


def _say_unmapped(tally: Tally) -> None:
    if tally.unmapped:
        values = "; ".join(f"{escape(value)} ({count:,})" for value, count in tally.unmapped.most_common(TOP))
        more = " …" if len(tally.unmapped) > TOP else ""
        words = {"count": f"{tally.unmapped.total():,}", "values": values + more}
        console.print(_("%(count)s cases took the default kind, for the mapping does not name: %(values)s") % words)


def _say_verdicts(tally: Tally) -> None:
    """Compare our verdicts with the other system's. Ends with status 1 if any differs."""
    verdicts = tally.verdicts
    if not (verdicts.equal or verdicts.different or verdicts.unsaid):
        return
    console.print(_("Late or on time, on every closed case with a target:"))
    console.print(f"  {verdicts.equal:>8,}  " + _("as in the file"))
    console.print(f"  {verdicts.different:>8,}  " + _("otherwise than in the file"))
    words = {"on_time": f"{verdicts.ours_on_time:,}", "late": f"{verdicts.ours_late:,}"}
    ours = _("not said in the file (here: %(on_time)s on time, %(late)s late)") % words
    console.print(f"  {verdicts.unsaid:>8,}  {ours}")
    if verdicts.different:
        rows = ", ".join(f"{row} ({escape(foreign_id)})" for row, foreign_id in verdicts.examples)
        fail(_("Verdicts differ in these rows: %(rows)s") % {"rows": rows})
