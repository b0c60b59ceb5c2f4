"""Several questions about the same cases in one query, where finding the cases is what takes the time."""

import json
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from lovende.assessments.models import Standing


def read_once(cases: QuerySet[Standing], *questions: QuerySet) -> list[list[list[Any]]]:
    """The rows of each of `questions`, query sets of values over all of `Standing`, asked of `cases` alone.

    The cases are found first, under the name of their table, which the questions then read instead of it. Only
    columns that `cases` has (`only`) are there to ask about; values come as JSON has them.
    """
    found, params = cases.order_by().query.sql_with_params()
    given, parts = list(params), []
    for question in questions:
        asked, more = question.query.sql_with_params()
        parts.append(f"ARRAY(SELECT to_json(one)::text FROM ({asked}) AS one)")  # noqa: S608 - Django's own SQL
        given += more
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(Standing._meta.db_table)
        cursor.execute(f"WITH {table} AS MATERIALIZED ({found}) SELECT {', '.join(parts)}", given)
        return [[list(json.loads(row).values()) for row in rows] for rows in cursor.fetchone()]
