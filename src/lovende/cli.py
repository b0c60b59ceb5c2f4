"""The `lovende` command: thin, one sub-command a room. docs/cli.md is its contract.

Exit status: 0 done; 1 done and something was found; 2 the input is wrong, with one line on standard error.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lovende.web.settings")

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


@click.group(cls=Lovende, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Lovende: from local trial to a method that works."""


@main.command()
@click.argument("query")
@click.option("--where", multiple=True, metavar="KEY=VALUE", help="Narrow by a facet, such as county=Oslo.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True)
@as_json
def search(query: str, where: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Search the published measures."""
    with_database()
    from lovende.measures.commands import search_document, search_text

    try:
        document = search_document(query, where, limit)
    except ValueError as wrong:
        fail(f"{wrong}: mend --where")
    say(document, as_json, search_text)


@main.command()
@click.argument("public_id", required=False, metavar="ID")
@click.option("--text", help="Find measures like this text.")
@click.option("--file", "path", type=click.Path(path_type=Path), help="Find measures like a text file.")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True)
@as_json
def similar(public_id: str | None, text: str | None, path: Path | None, limit: int, as_json: bool) -> None:
    """Measures like a published one (ID), a text or a file, and why."""
    if sum(value is not None for value in (public_id, text, path)) != 1:
        fail("give one of ID, --text or --file")
    with_database()
    from lovende.measures.commands import read_text_file, similar_document, similar_text

    try:
        document = similar_document(public_id, text if path is None else read_text_file(path), limit)
    except (LookupError, ValueError) as wrong:
        fail(str(wrong))
    say(document, as_json, similar_text)


@main.command()
@click.argument("public_id", metavar="ID")
@as_json
def show(public_id: str, as_json: bool) -> None:
    """The whole public record of a measure."""
    with_database()
    from lovende.measures.commands import show_document, show_text

    try:
        document = show_document(public_id)
    except LookupError as wrong:
        fail(str(wrong))
    say(document, as_json, show_text)


@main.group("import")
def import_() -> None:
    """Bring in what others have written."""


@import_.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what is found and keep nothing.")
@as_json
def catalogue(path: Path, dry_run: bool, as_json: bool) -> None:
    """Read a project catalogue (text, Word, PDF) for a person to review; nothing is published."""
    with_database()
    from lovende.catalogue.commands import CommandError, catalogue_text, import_document

    try:
        document = import_document(path, dry_run=dry_run)
    except CommandError as wrong:
        fail(str(wrong))
    say(document, as_json, catalogue_text)


@import_.command("grants")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check every cell and write nothing.")
@as_json
def import_grants(path: Path, dry_run: bool, as_json: bool) -> None:
    """Bring in historic applications, awards and reports (Excel or CSV), all of them or nothing.

    Exit status 1 when there is something to mend; then nothing is written.
    """
    with_database()
    from lovende.reporting.importing.commands import CommandError, import_document, import_text

    try:
        document = import_document(path, dry_run=dry_run)
    except CommandError as wrong:
        fail(str(wrong))
    say(document, as_json, import_text)
    sys.exit(1 if document["errors"] else 0)


@import_.command("template")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@as_json
def import_template(out: Path, as_json: bool) -> None:
    """Write the workbook that `import grants` reads, to be filled in."""
    from lovende.reporting.importing.template import build

    if not out.absolute().parent.is_dir():
        fail(f"--out {out}: the folder {out.absolute().parent} is not there: make it first")
    out.write_bytes(build())
    say({"written": str(out)}, as_json, lambda found: f"written to {found['written']}")


@main.group()
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


@main.group()
def demo() -> None:
    """The demo: the reference portfolio and one account a role."""


@demo.command()
@as_json
def load(as_json: bool) -> None:
    """Load what is not there yet."""
    with_database()
    from lovende.reference.demo import load_demo

    say({"loaded": load_demo()}, as_json, _counts)


@demo.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@as_json
def reset(yes: bool, as_json: bool) -> None:
    """Throw away all data of the demo and load it anew."""
    with_database()
    from lovende.reference.demo import reset_demo

    if not yes and not as_json:
        click.confirm("This removes everything in the demo database. Go on?", abort=True)
    say({"loaded": reset_demo()}, as_json, _counts)


def _counts(document: dict[str, Any]) -> str:
    counts = document["loaded"]
    width = max(map(len, counts))
    return "\n".join(f"{kind.replace('_', ' '):<{width}}  {count:>6}" for kind, count in counts.items())


@main.group()
def people() -> None:
    """People who work in the register."""


@people.command()
@click.argument("email")
@click.option("--name", default="", help="The person's name.")
@click.option("--role", required=True, help="A role, such as administrator or case-officer.")
@click.option("--at", "organisation", required=True, help="Id of the organisation the role is held at.")
@as_json
def add(email: str, name: str, role: str, organisation: str, as_json: bool) -> None:
    """Make an account with one role, and a link to choose a password by."""
    with_database()
    from lovende.people.commands import PeopleError, add_document, add_text

    try:
        document = add_document(email, name, role, organisation)
    except PeopleError as wrong:
        fail(str(wrong))
    say(document, as_json, add_text)


@main.group()
def audit() -> None:
    """The audit trail."""


@audit.command()
@as_json
def verify(as_json: bool) -> None:
    """Walk the chain; exit status 1 when it is broken."""
    with_database()
    from lovende.records.audit import verify as verify_chain

    verdict = verify_chain()
    document = {"events": verdict.events, "intact": verdict.intact, "first_broken": verdict.first_broken}
    say(document, as_json, _verdict)
    sys.exit(0 if verdict.intact else 1)


def _verdict(document: dict[str, Any]) -> str:
    if document["intact"]:
        return f"{document['events']} events, chain intact"
    return f"{document['events']} events, chain BROKEN at event {document['first_broken']}"


@main.command()
@click.argument("kind", type=click.Choice(["excel", "csv", "json", "grants"]))
@click.option("--out", type=click.Path(path_type=Path), required=True)
@as_json
def export(kind: str, out: Path, as_json: bool) -> None:
    """Write all published measures to a file; «grants»: all that an auditor asks for, as .xlsx or .zip of CSV."""
    if not out.absolute().parent.is_dir():
        fail(f"--out {out}: the folder {out.absolute().parent} is not there: make it first")
    if out.is_dir():
        fail(f"--out {out}: is a folder: name a file in it")
    if kind == "grants":
        _export_grants(out, as_json)
        return
    with_database()
    from lovende.measures.exports import write_file

    records = write_file("xlsx" if kind == "excel" else kind, out.absolute())
    document = {"written": str(out), "records": records}
    say(document, as_json, lambda found: f"{found['records']} measures written to {found['written']}")


def _export_grants(out: Path, as_json: bool) -> None:
    if out.suffix.lower() not in (".xlsx", ".zip"):
        fail(f"--out {out}: name a file that ends in .xlsx (a workbook) or .zip (CSV files)")
    with_database()
    from lovende.reporting.exporting import write_file

    parts = write_file(out.absolute())
    document = {"written": str(out), "records": sum(parts.values()), "parts": parts}
    say(document, as_json, lambda found: f"{found['records']} rows written to {found['written']}")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
def serve(host: str, port: int, workers: int) -> None:
    """Serve the web pages."""
    from lovende.web.serving import serve as serve_web

    serve_web(host, port, workers)


@main.command()
def worker() -> None:
    """Do background tasks."""
    from lovende.web.serving import work

    work()


if __name__ == "__main__":
    main()
