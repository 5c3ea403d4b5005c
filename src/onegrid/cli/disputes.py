from pathlib import Path
from typing import Annotated

import typer

from onegrid.cli.console import console, fail
from onegrid.mediation.guessing import model_path
from onegrid.mediation.learning import keep_model, learn, own_examples, read_examples

app = typer.Typer(no_args_is_help=True, help="Disputes: what mediation learns from.")


@app.callback()
def disputes() -> None:
    """Disputes: what mediation learns from."""


@app.command("learn")
def learn_types(
    file: Annotated[Path | None, typer.Argument(help="A JSON list of objects with text and label.")] = None,
    own: Annotated[bool, typer.Option(help="Learn from this office's own ended disputes as well.")] = False,
) -> None:
    """Learn which words speak for which type of dispute. Needs the extra `learning`; without it a rule by words serves."""
    examples = [*(read_examples(file) if file else []), *(own_examples() if own else [])]
    if len({sort for _text, sort in examples}) < 2:
        fail("There is nothing to learn from: give a file with two types of dispute or more, or --own.")
    try:
        weights = learn(examples)
    except ImportError:
        fail("Learning needs scikit-learn: install OneGrid with its extra, as in pip install 'onegrid[learning]'.")
    keep_model(weights, model_path())
    console.print(f"[green]●[/] Learnt {len(weights['terms'])} marks of {len(weights['sorts'])} types.")
