from datetime import datetime
from typing import Annotated

import typer

from onegrid.audit.domain.anchors import make_anchor
from onegrid.audit.domain.verification import verify as verify_record
from onegrid.audit.models import Anchor, Entry
from onegrid.cli.console import console, fail, progress

app = typer.Typer(no_args_is_help=True, help="The record: verify it, anchor it, print its anchors.")


@app.command()
def verify() -> None:
    """Walk every chain of the record and name each altered, removed, inserted or reordered entry.

    Ends with status 1 if anything was found.
    """
    total = Entry.objects.count()
    with progress() as bar:
        task = bar.add_task("Verifying", total=total)
        findings = list(verify_record(on_chain=lambda entries: bar.advance(task, entries)))
    for finding in findings:
        console.print(f"[red]■[/] {finding}")
    if findings:
        fail(f"{len(findings)} faults among {total:,} entries.")
    console.print(f"[green]●[/] {total:,} entries are unaltered.")


@app.command()
def anchor() -> None:
    """Make today's anchor now; the clocks do so by themselves once a day."""
    made = make_anchor()
    console.print(str(made) if made else "Today has its anchor already.")


@app.command()
def anchors(
    since: Annotated[datetime | None, typer.Option(help="From this day on.", formats=["%Y-%m-%d"])] = None,
) -> None:
    """Print the anchors, one a line, to be filed on paper or sent elsewhere."""
    rows = Anchor.objects.order_by("day")
    for row in rows.filter(day__gte=since.date()) if since else rows:
        print(f"{row.day:%Y-%m-%d}  {row.digest}  {row.chains} chains, to entry {row.last_entry}")
