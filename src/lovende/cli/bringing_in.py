"""What is brought in from files: catalogues for review, historic grants."""

import sys
from pathlib import Path

import click

from lovende.cli.saying import as_json, fail, say, with_database


@click.group("import")
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
