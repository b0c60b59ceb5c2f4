"""The rules of calls, held against an application."""

import sys
from pathlib import Path

import click

from lovende.cli.saying import as_json, fail, say


@click.group()
def grants() -> None:
    """Applications and the rules of calls."""


@grants.command("check")
@click.argument("application", type=click.Path(path_type=Path))
@click.option("--call", "call", type=click.Path(path_type=Path), required=True, help="The call's rules.")
@click.option("--language", type=click.Choice(["nb", "nn", "en"]), default="en", show_default=True)
@as_json
def grants_check(application: Path, call: Path, language: str, as_json: bool) -> None:
    """Hold APPLICATION (YAML or JSON) against a call's rules; exit status 1 when one is broken."""
    from lovende.schemes.commands import CommandError, check_document, check_text

    try:
        document = check_document(application, call, language)
    except CommandError as wrong:
        fail(str(wrong))
    say(document, as_json, check_text)
    sys.exit(0 if document["ok"] else 1)
