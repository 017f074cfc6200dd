"""The command: ``passerelle serve | demo | check | detect | explain | evaluate | keys | verify | report`` and more."""

from __future__ import annotations

import typer

from gateway import __version__
from gateway.commands import endpoints, keys, policies, register, serve
from gateway.commands.options import fail
from gateway.errors import PasserelleError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
app.add_typer(keys.app, name="keys")
for command in (
    serve.serve,
    serve.demo,
    policies.check,
    policies.detect,
    policies.explain,
    policies.evaluate,
    register.verify,
    register.report,
    endpoints.endpoints,
):
    app.command()(command)


@app.command()
def version() -> None:
    """Dit la version."""
    typer.echo(f"passerelle {__version__}")


def main() -> None:
    """Run the command; a known failure is one French line and exit status 1."""
    try:
        app()
    except PasserelleError as error:
        fail(error.message)


if __name__ == "__main__":
    main()
