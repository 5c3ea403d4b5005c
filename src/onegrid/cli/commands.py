import typer

from onegrid.cli import audit, disputes, exports, imports, office, plan, recount, serve

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help="**OneGrid 多网合一** — one map, one queue of work, one set of figures for a subdistrict office.\n\n"
    "Begin with `onegrid serve --demo`, which makes an invented office and serves it.",
)
app.command()(serve.serve)
app.command()(office.demo)
app.command()(office.migrate)
app.command()(plan.plan)
app.command()(recount.recount)
app.add_typer(office.person, name="person")
app.add_typer(imports.app, name="import")
app.add_typer(exports.app, name="export")
app.add_typer(disputes.app, name="disputes")
app.add_typer(audit.app, name="audit")
