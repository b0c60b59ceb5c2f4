"""The register: search it, liken measures, show one, write it to a file."""

from pathlib import Path

import click

from lovende.cli.saying import as_json, fail, say, with_database


@click.command()
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


@click.command()
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


@click.command()
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


@click.command()
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
