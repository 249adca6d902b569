"""python -m attendance: import files, print the bulletin, run queries, keep what there is."""

import typer

from attendance.commands import keeping, loading, packing, printing, sampling, told

app = typer.Typer(
    help="The attendance dashboard's data: import, check, print.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(loading.app)
app.add_typer(keeping.app)
app.add_typer(printing.app)
app.add_typer(loading.loads, name="loads")
app.add_typer(packing.pack, name="pack")
app.add_typer(sampling.app)
app.add_typer(loading.warehouse, name="warehouse")


@app.callback()
def main(data_dir: told.DataDir = None) -> None:
    """Take options that go before any command."""
    told.use(data_dir)


if __name__ == "__main__":
    app()
