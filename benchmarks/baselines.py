"""What a plain web application would do: `icontains`, and PostgreSQL's own text search.

Both read the same rows as the search engine does, and give public ids, best first.
"""

from django.db import connection
from django.db.models import Q

from lovende.measures.models import SearchDocument

RANKED = """
    SELECT public_id FROM bench_text, websearch_to_tsquery('norwegian', %s) AS query
    WHERE words @@ query ORDER BY ts_rank(words, query) DESC, public_id LIMIT %s
"""
VECTORS = """
    CREATE TABLE bench_text AS
    SELECT public_id, to_tsvector('norwegian', concat_ws(' ', title, words, body)) AS words
    FROM measures_searchdocument WHERE is_listed
"""


def icontains(text: str, limit: int = 10) -> list[str]:
    """Every word somewhere in title, names or text; by title."""
    found = SearchDocument.objects.filter(is_listed=True)
    for word in text.split():
        anywhere = Q(title__icontains=word) | Q(words__icontains=word) | Q(body__icontains=word)
        found = found.filter(anywhere)
    return list(found.order_by("title").values_list("public_id", flat=True)[:limit])


def prepare_text_search() -> None:
    """Norwegian text vectors of title, names and text in a table of their own, under a GIN index."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_text")
        cursor.execute(VECTORS)
        cursor.execute("CREATE INDEX ON bench_text USING gin (words)")
        cursor.execute("ANALYZE bench_text")


def text_search(text: str, limit: int = 10) -> list[str]:
    """PostgreSQL text search: `websearch_to_tsquery` ranked by `ts_rank`."""
    with connection.cursor() as cursor:
        cursor.execute(RANKED, [text, limit])
        return [row[0] for row in cursor.fetchall()]
