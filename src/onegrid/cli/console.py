"""How the command line speaks: to people, with progress on whatever takes longer than a moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from django.core.exceptions import ValidationError
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

console = Console()


def progress() -> Progress:
    """A progress bar with a count and the time taken."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    return Progress(*columns, console=console, transient=False)


def fail(words: str) -> NoReturn:
    """Say what is wrong and end with status 1."""
    console.print(f"[red]✗[/] {words}")
    raise typer.Exit(1)


@contextmanager
def faults_as_words() -> Iterator[None]:
    """Say what a person can mend in a sentence instead of a traceback."""
    try:
        yield
    except ValidationError as fault:
        fail(escape("\n  ".join(fault.messages)))
