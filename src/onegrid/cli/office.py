from typing import Annotated

import typer
from django.core.exceptions import ValidationError
from django.core.management import call_command

from onegrid.cli.console import console, fail, faults_as_words, progress
from onegrid.demo.office import has_office, make_office
from onegrid.demo.staffing import PASSWORD, SIGN_INS
from onegrid.directory.domain.people import add_person
from onegrid.directory.domain.posts import fill_post
from onegrid.directory.models import Person, Role

person = typer.Typer(no_args_is_help=True, help="Staff accounts, for the first administrator above all.")


def migrate() -> None:
    """Bring the database up to this version. `serve` does so by itself."""
    call_command("migrate")


def demo(
    seed: Annotated[int, typer.Option(help="Another seed makes another office.")] = 202505,
    cases: Annotated[int, typer.Option(help="How many cases over the last twelve months.")] = 30_000,
) -> None:
    """Make the demo office: an invented 东城街道 with areas, staff and a year of cases. Refuses where an office exists."""
    call_command("migrate", verbosity=0)
    if has_office():
        fail("There is an office here already. Point ONEGRID_HOME or DATABASE_URL somewhere empty.")
    make_demo_office(seed=seed, cases=cases)
    print_sign_ins()


def make_demo_office(*, seed: int = 202505, cases: int = 30_000) -> None:
    """Make the demo office with a progress bar, unless there is an office already."""
    if has_office():
        return
    with progress() as bar:
        tasks: dict[str, object] = {}
        for step, done, total in make_office(seed=seed, cases=cases):
            task = tasks.setdefault(step, bar.add_task(step, total=total))
            bar.update(task, completed=done, total=total)  # type: ignore[arg-type]


def print_sign_ins() -> None:
    """Print the demo office's accounts."""
    console.print(f"The office, its people and its cases are invented. The password of all is [bold]{PASSWORD}[/]:")
    for username, what in SIGN_INS:
        console.print(f"  [bold]{username:<10}[/] {what}")


@person.command("add")
def add(
    username: Annotated[str, typer.Argument(help="What the person signs in with.")],
    name: Annotated[str, typer.Option(prompt=True, help="The person's name.")],
    role: Annotated[Role, typer.Option(help="The post's role.")],
    area: Annotated[str, typer.Option(help="The code of the area in which the post is.")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
) -> None:
    """Add a person with a post: `onegrid person add zheng --role administrator --area 371502009`."""
    with faults_as_words():
        if Person.objects.filter(username=username).exists():
            raise ValidationError(f"There is a {username} already.")
        made = add_person(username=username, name=name, password=password, actor="system", subdistrict=area[:9])
        fill_post(made, role, area_code=area, actor="system")
    console.print(f"[green]●[/] {name} may sign in as [bold]{username}[/].")
