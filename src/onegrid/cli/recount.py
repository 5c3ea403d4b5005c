import json
from decimal import InvalidOperation
from pathlib import Path
from typing import Annotated

import typer

from onegrid.cli.console import console, fail
from onegrid.deliberation.counting import recount as count_again


def recount(
    file: Annotated[
        Path, typer.Argument(help="What “All votes with their terms” on a topic’s page gives.", exists=True)
    ],
) -> None:
    """Count the votes of a resolution again from its published export. Needs neither the office's database nor its keys.

    Ends with status 1 if the outcome is another than the published one.
    """
    try:
        export = json.loads(file.read_text(encoding="utf-8"))
        outcome = json.loads(json.dumps(count_again(export).as_json()))
        published = export["outcome"]
    except (ValueError, KeyError, TypeError, InvalidOperation) as fault:
        fail(f"{file} is no export of votes: {fault!r}")
    console.print(
        f"{export['question']} — {export['rule']}, {outcome['cast']} of {export['roll']} voted: {outcome['counts']}"
    )
    if outcome != published:
        fail(f"The votes give {outcome}, published was {published}.")
    console.print(f"[green]●[/] {'Carried' if outcome['carried'] else 'Not carried'}, as published.")
