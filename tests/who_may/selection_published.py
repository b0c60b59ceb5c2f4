"""Rounds published elsewhere: for everybody, as the report that printed them is."""

from who_may import EVERYBODY

ROUND = "lovende-arbeidsmetoder-2021"
TABLE = {
    "selection:printed": ([ROUND], EVERYBODY),
    "selection:printed_picture": ([ROUND], EVERYBODY),
    "selection:printed_table": ([ROUND], EVERYBODY),
    "selection:printed_data": ([ROUND], EVERYBODY),
}


def places() -> dict[str, str]:
    return {}
