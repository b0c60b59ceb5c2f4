"""Agreement between raters and tables that must add up; no database."""

import sys
from pathlib import Path

import click

from lovende.cli.saying import as_json, fail, say


@click.group()
def stats() -> None:
    """Statistics of assessments and reports."""


@stats.command("agreement")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--table", "table", help='A square cross table, rows rater 1: "34,20;20,107".')
@click.option(
    "--weights", type=click.Choice(["none", "linear", "quadratic"]), default="none", show_default=True
)
@click.option("--seed", type=click.IntRange(0), help="Of the bootstrap interval.")
@as_json
def stats_agreement(
    file: Path | None, table: str | None, weights: str, seed: int | None, as_json: bool
) -> None:
    """Agreement between raters in FILE (item, rater, rating; CSV, Excel, JSON or YAML), or in a cross table."""
    if (file is None) == (table is None):
        fail("give either a FILE of ratings or --table, one of the two")
    from lovende.stats import agreement, agreement_document
    from lovende.stats.ratings import RatingsError, read_ratings
    from lovende.stats.tables import TableError, read_table

    chance = agreement.SEED if seed is None else seed
    try:
        if table is not None:
            found = agreement.agreement_of_table(read_table(table), weights=weights, seed=chance)
            document = agreement_document.document(found)
        else:
            assert file is not None
            read = read_ratings(file)
            found = agreement.agreement_of_ratings(read.ratings, weights=weights, seed=chance)
            pairs = agreement.by_pair(read.ratings, weights=weights)
            document = agreement_document.document(
                found, pairs, unknown_columns=read.unknown_columns, notes=read.notes
            )
    except TableError as wrong:
        fail(f"--table: {wrong}")
    except RatingsError as wrong:
        fail(str(wrong))
    except agreement.AgreementError as wrong:
        fail(f"{file or '--table'}: {wrong}")
    say(document, as_json, agreement_document.text)


@stats.command("table")
@click.option("--table", "table", required=True, help='The cells: "129,9;9,5".')
@click.option("--row-totals", help="Printed totals of the rows: 133,14.")
@click.option("--col-totals", help="Printed totals of the columns.")
@click.option("--total", help="Printed total of all.")
@as_json
def stats_table(
    table: str, row_totals: str | None, col_totals: str | None, total: str | None, as_json: bool
) -> None:
    """Hold a printed table of counts against its totals; exit status 1 when it does not add up."""
    from lovende.stats import tables

    try:
        found = tables.check_table(
            tables.read_table(table),
            None if row_totals is None else tables.read_totals(row_totals, "row total"),
            None if col_totals is None else tables.read_totals(col_totals, "column total"),
            None if total is None else tables.read_count(total, "the total"),
        )
    except tables.TableError as wrong:
        fail(str(wrong))
    say(tables.document(found), as_json, tables.text)
    sys.exit(1 if found.consistent is False else 0)
