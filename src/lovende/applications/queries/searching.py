"""Finding handed-in applications by words: the stems of our own text analysis in a tsvector.

The stems go in and come out as they are (`array_to_tsvector`, a cast to tsquery), so that the database's own
parser, which knows no Norwegian compounds, has no say.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import CharField, Func, QuerySet, Value

from lovende.applications.models import Application
from lovende.text.analyse import QueryWord, analyser

# PostgreSQL takes no longer lexeme; a stem is a word.
LONGEST = 200
MOST_WORDS = 12
_ID = re.compile(r"\bsok-\d{4}-\d+\b", re.IGNORECASE)


class Stems(SearchQuery):
    """A tsquery written out, which the database takes as it is.

    As a query of its own, whose answer the planner cannot foresee, so that it asks the index. Of a word that most
    applications have it would rather read every row's terms, which takes ten times as long (10 000 rows: 140 ms, 13).
    """

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_options: Any) -> tuple[str, Any]:
        sql, params = compiler.compile(self.source_expressions[-1])
        return f"(SELECT {sql}::tsquery)", params


def vector_of(content: Mapping[str, Any], *ids: str) -> Func:
    """The search terms of a submission's content, for the column `terms`."""
    return vector_of_texts([*_texts(content)], *ids)


def vector_of_texts(texts: Iterable[str], *ids: str) -> Func:
    """A tsvector of the stems of `texts` and of `ids` as they are."""
    terms = set(analyser().index_terms("\n".join(texts))) | {one.lower() for one in ids if one}
    lexemes = sorted(term for term in terms if len(term) <= LONGEST)
    return Func(
        Value(lexemes, output_field=ArrayField(CharField())),
        function="array_to_tsvector",
        template="%(function)s(%(expressions)s::text[])",
        output_field=SearchVectorField(),
    )


def _texts(content: Mapping[str, Any]) -> Iterable[str]:
    yield content["title"]
    yield content["organisation"]["name"]
    for name in ("municipality", "area_name", "call_title", "replicates_title"):
        yield str(content.get(name) or "")
    for answer in content["answers"]:
        yield str(answer["value"] or "")
    for row in content["similar"]:
        yield row["title"]


def search_terms(text: str) -> str | None:
    """A tsquery for `Application.terms`, in writing (`Stems` asks it): every word of `text`, its compound's parts or a
    word that means the same.

    None when nothing is left to look for. The word being typed last is found by its beginning as well.
    """
    ids = [found.lower() for found in _ID.findall(text)]
    query = analyser().query(_ID.sub(" ", text))
    words = query.words[:MOST_WORDS]
    parts = [_quoted(one) for one in ids]
    parts += [_all(phrase.stems) for phrase in query.phrases[:MOST_WORDS]]
    parts += [_word(word, is_last=word is words[-1]) for word in words]
    return " & ".join(parts) or None


def _word(word: QueryWord, is_last: bool) -> str:
    ways = [_quoted(word.stem) + (":*" if is_last and len(word.stem) > 2 else "")]
    if word.parts:
        ways.append(_all(word.parts))
    ways += [_all(other.stems) for other in word.alternatives if other.why.startswith(("same", "en"))]
    return "(" + " | ".join(dict.fromkeys(ways)) + ")"


def _all(stems: Iterable[str]) -> str:
    return "(" + " & ".join(_quoted(stem) for stem in stems) + ")"


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def matching(rows: QuerySet[Application], text: str) -> QuerySet[Application]:
    """The rows whose submission has the words of `text`; all of them for a text without words to look for."""
    query = search_terms(text)
    return rows if query is None else rows.filter(terms=Stems(Value(query)))
