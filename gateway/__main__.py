"""The command: ``passerelle serve | demo | check | detect | explain | evaluate | keys | dpo | verify | report | …``."""

from __future__ import annotations

import typer

from gateway import __version__
from gateway.commands import accounts, activation, dpo, endpoints, keys, policies, register, retention, serve
from gateway.commands.options import fail
from gateway.errors import PasserelleError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
app.add_typer(keys.app, name="keys")
app.add_typer(activation.app, name="activation")
app.add_typer(dpo.app, name="dpo")
app.add_typer(retention.hold_app, name="hold")
app.add_typer(accounts.app, name="accounts")
for command in (
    serve.serve,
    serve.demo,
    policies.check,
    policies.schema,
    policies.detect,
    policies.explain,
    policies.evaluate,
    register.verify,
    register.report,
    register.export,
    register.checkpoint,
    retention.purge,
    dpo.lift,
    dpo.was_sent,
    dpo.incident,
    endpoints.endpoints,
):
    app.command()(command)


app.command("try")(policies.trial)


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
