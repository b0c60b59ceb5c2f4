"""What every command does: one line for what is wrong, one document or its text, the database brought up."""

import json
import os
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import click

as_json = click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")


def fail(message: str) -> NoReturn:
    """One line on standard error, exit status 2."""
    click.echo(f"error: {' '.join(message.split())}", err=True)
    sys.exit(2)


def say(document: dict[str, Any], as_json: bool, text: Callable[[dict[str, Any]], str]) -> None:
    """Print the result: as JSON, or as `text` makes it for people."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2) if as_json else text(document))


def with_database() -> None:
    """Start or join the database and bring an empty or older one up to date."""
    import django

    django.setup()
    from lovende.web.upkeep import migrate_if_needed

    migrate_if_needed()


class Lovende(click.Group):
    """A group that turns whatever goes wrong into one line; LOVENDE_DEBUG=1 shows the whole."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().main(*args, **{**kwargs, "standalone_mode": False})
        except click.exceptions.Exit as stop:
            sys.exit(stop.exit_code)
        except SystemExit as stop:  # of the settings, with a line
            if not isinstance(stop.code, str):
                raise
            fail(stop.code.removeprefix("error: "))
        except click.Abort:
            sys.exit(130)
        except click.ClickException as wrong:
            fail(f"{wrong.format_message().rstrip('.')}; see lovende --help")
        except BrokenPipeError:
            sys.exit(0)
        except Exception as problem:
            if os.environ.get("LOVENDE_DEBUG"):
                raise
            fail(
                f"{problem or type(problem).__name__} ({type(problem).__name__}; LOVENDE_DEBUG=1 shows where)"
            )
