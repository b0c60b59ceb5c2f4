"""Looking a figure up. An answer is kept; within a day it is given again without asking, and without the net after.

Keeping an answer changes nothing that anybody said or decided, so it leaves no audit event; citing a figure does.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from lovende.statbank.client import (
    Client,
    OfflineError,
    Response,
    UnreadableError,
    data_question,
    metadata_question,
    tables_question,
)
from lovende.statbank.figures import SOURCE, Figure
from lovende.statbank.jsonstat import Dataset, Dimension, JsonStatError, read_dataset
from lovende.statbank.models import CachedAnswer
from lovende.statbank.queries import TABLE_ID, Table, table_of

FRESH = timedelta(hours=24)
KEPT = timedelta(days=2 * 365)
# When the bank could not be reached, nobody waits for it again at once.
RESTING = "statbank.resting"
REST = 30  # seconds
LANGUAGES = {"en": "en"}  # the bank has bokmål ("no") and English


@dataclass(frozen=True)
class Answer:
    """What the bank said and when; `is_kept`: it could not be reached now, and this is from before."""

    address: str
    content: Any
    retrieved_at: datetime
    is_kept: bool = False


@dataclass(frozen=True)
class Description:
    """A table with what can be chosen in it. `kept_from` is set when the bank could not be reached."""

    table: Table
    title: str
    regions: Dimension
    contents: Dimension
    periods: Dimension
    kept_from: datetime | None = None


@dataclass(frozen=True)
class Hit:
    """A table the bank found by words."""

    id: str
    label: str
    last_period: str


def is_switched_on() -> bool:
    return bool(settings.STATBANK_ADDRESS)


def make_client() -> Client:
    """The client of the settings' address."""
    return Client(settings.STATBANK_ADDRESS)


def look_up(*, table: str, selection: Mapping[str, str], language: str = "nb") -> Figure:
    """The one figure that `selection` (variable → value code) names in `table` (five digits).

    Raises OfflineError when the bank cannot be reached and nothing is kept, RefusedError when the bank refuses
    the question, UnreadableError for an answer that is not one figure, ValueError for a wrong table id.
    """
    known = table_of(_checked(table)) or Table(id=table, names={"nb": table})
    selection = {**known.fixed, **selection}
    question = data_question(table, selection, _language(language))
    answer = _answer(question)
    dataset = _read(answer)
    if len(dataset.cells) != 1:
        raise UnreadableError(f"the answer has {len(dataset.cells)} figures, one was asked for")
    figure = _figure(known, dataset, selection, answer)
    return replace(figure, is_kept=answer.is_kept)


def describe(*, table: str, language: str = "nb") -> Description:
    """What can be chosen in `table`. Raises as `look_up`."""
    known = table_of(_checked(table)) or Table(id=table, names={"nb": table})
    answer = _answer(metadata_question(table, _language(language)))
    dataset = _read(answer)
    parts = [dataset.dimension(code) for code in (known.region, known.contents, known.period)]
    if any(part is None for part in parts):
        raise UnreadableError("the table has no region, contents or period under the names we know")
    regions, contents, periods = (part for part in parts if part is not None)
    asked = {known.region, known.contents, known.period, *known.fixed}
    left = [part.code for part in dataset.dimensions if part.code not in asked and not part.eliminable]
    if left:
        raise UnreadableError(f"the table also wants a choice of {', '.join(left)}")
    kept_from = answer.retrieved_at if answer.is_kept else None
    return Description(known, dataset.label or known.name, regions, contents, periods, kept_from)


def search_bank(*, words: str, language: str = "nb") -> list[Hit]:
    """The tables the bank itself finds by `words`, still kept up, at most twenty. Raises as `look_up`."""
    answer = _answer(tables_question(words.strip()[:100], _language(language)))
    rows = answer.content.get("tables") if isinstance(answer.content, Mapping) else None
    if not isinstance(rows, list):
        raise UnreadableError("the answer has no list of tables")
    return [
        Hit(str(row["id"]), str(row.get("label") or row["id"]), str(row.get("lastPeriod") or ""))
        for row in rows
        if isinstance(row, Mapping) and TABLE_ID.fullmatch(str(row.get("id")))
    ]


def _checked(table: str) -> str:
    if not TABLE_ID.fullmatch(table):
        raise ValueError(f"table {table!r}: the id of a table is five digits")
    return table


def _language(language: str) -> str:
    return LANGUAGES.get(language[:2], "no")


def _answer(question: tuple[str, dict[str, str]]) -> Answer:
    """A fresh answer kept from before, else the bank's own, else an older kept one. Raises OfflineError.

    No transaction is open while the bank is asked.
    """
    if not is_switched_on():
        raise OfflineError("the bank is switched off")
    path, params = question
    key, now = _hash(path, params), timezone.now()
    kept = CachedAnswer.objects.filter(request_hash=key).first()
    if kept is not None and now - kept.retrieved_at < FRESH:
        return Answer(kept.address, kept.content, kept.retrieved_at)
    try:
        response = _ask(path, params)
    except OfflineError:
        if kept is None:
            raise
        return Answer(kept.address, kept.content, kept.retrieved_at, is_kept=True)
    _keep(key, response.address, response.content, now)
    return Answer(response.address, response.content, now)


def _ask(path: str, params: Mapping[str, str]) -> Response:
    """Ask, unless the bank could not be reached just now. Raises OfflineError, RefusedError, UnreadableError."""
    if cache.get(RESTING):
        raise OfflineError("the bank could not be reached a moment ago")
    try:
        with make_client() as client:
            return client.ask(path, params)
    except OfflineError:
        cache.set(RESTING, True, REST)
        raise


def _hash(path: str, params: Mapping[str, str]) -> str:
    """By question, not by host: a mirror that is asked instead knows what was kept."""
    whole = "&".join([path, *(f"{name}={value}" for name, value in params.items())])
    return hashlib.sha256(whole.encode()).hexdigest()


def _keep(key: str, address: str, content: Any, now: datetime) -> None:
    CachedAnswer.objects.update_or_create(
        request_hash=key, defaults={"address": address, "content": content, "retrieved_at": now}
    )
    CachedAnswer.objects.filter(retrieved_at__lt=now - KEPT).delete()


def _read(answer: Answer) -> Dataset:
    try:
        return read_dataset(answer.content)
    except JsonStatError as problem:
        raise UnreadableError(str(problem)) from problem


def _figure(known: Table, dataset: Dataset, selection: Mapping[str, str], answer: Answer) -> Figure:
    value, unknown = dataset.cells[0]
    labels = {part.code: part.values[0].label for part in dataset.dimensions}
    contents = dataset.dimension(known.contents)
    unit = contents.values[0] if contents is not None else None
    plain = (known.region, known.contents, known.period)
    more = [labels[code] for code in labels if code not in plain]
    return Figure(
        value=value,
        unknown=unknown,
        unit=unit.unit if unit else "",
        decimals=unit.decimals if unit else None,
        label=", ".join([labels.get(known.contents, known.name), *more]),
        region=labels.get(known.region, ""),
        region_number=selection.get(known.region, ""),
        period=selection.get(known.period, labels.get(known.period, "")),
        table=known.id,
        table_title=dataset.label or known.name,
        address=answer.address,
        retrieved_at=answer.retrieved_at,
        source=SOURCE,
    )
