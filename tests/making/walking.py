"""A walk through the whole product as one person: every named address, asked in every way, and all that is sent."""

import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from http.cookies import SimpleCookie

from django.core import mail
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation
from procrastinate.contrib.django.models import ProcrastinateJob

from lovende.awards.reminding.reminders import remind
from lovende.people.models import User
from lovende.records.models import AuditEvent
from lovende.selection.models import Reading, Round
from making.selection import open_readings, rater_user
from who_may import rooms

LANGUAGES = ("nb", "nn", "en")
NOWHERE = {"number": 99_999, "phase": "finnes-ikke", "public_id": "finnes-ikke"}
CHANGES_BY_ITSELF = {"Date", "Server-Timing", "Set-Cookie", "X-Request-Id"}
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]+')
# A way of asking: what is added to the address, and headers. All but the first are for the room of rounds alone.
PLAINLY, *OTHERWISE = [
    ("", {}),
    ("", {"Accept": "application/json"}),
    ("?format=csv&utskrift=1&sorter=vurdert&side=2&vis=alle", {}),
    ("", {"HX-Request": "true"}),
]
POSTED = ({}, {"version": "0", "verdict": "in", "reason": "Mitt", "notes": ""})
Address = tuple[str, tuple[str, ...]]
Seen = dict[tuple[str, ...], object]


def named(patterns, space: str = "", parts: tuple[str, ...] = ()) -> Iterator[Address]:
    """(name, the parts of its address) of every named address."""
    for pattern in patterns:
        regex = pattern.pattern.regex.groupindex
        here = tuple(dict.fromkeys([*parts, *pattern.pattern.converters, *regex]))
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from named(pattern.url_patterns, inner, here)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield space + pattern.name, here


def is_of_rounds(name: str) -> bool:
    return name.startswith(("selection:", "leak"))


@dataclass
class Place:
    """The round that is read; `args`: name → arguments of the addresses of other rooms."""

    found: Round
    args: dict[str, list[str]] = field(default_factory=dict)

    @property
    def own(self) -> list[Reading]:
        """The demo rater's open readings."""
        return [row for row in open_readings(self.found) if row.rater.user == rater_user()]

    @property
    def others(self) -> list[Reading]:
        return [row for row in open_readings(self.found) if row.rater.user != rater_user()]

    @cached_property
    def known(self) -> dict[str, list[object]]:
        """Every value of each part of an address of the room of rounds."""
        return {
            "public_id": [self.found.public_id],
            "phase": [row.key for row in self.found.phases.all()],
            "number": [row.number for row in self.found.candidates.all()],
            "pseudonym": [row.user.pseudonym for row in self.found.raters.select_related("user")],
            "key": [row.key for row in self.found.criteria.all()],
            "pk": [1],  # of a case's documents and views, which a round that is read has none of
            "table": ["funnel", "trakt", "1"],
        }

    def combined(self, parts: tuple[str, ...]) -> Iterator[dict[str, object]]:
        """Every address that leads somewhere, and for each part one that leads nowhere.

        Raises KeyError for a part that `known` does not know.
        """
        for one in itertools.product(*(self.known[part] for part in parts)):
            yield dict(zip(parts, one, strict=True))
        somewhere = {part: self.known[part][0] for part in parts}
        yield from ({**somewhere, part: NOWHERE[part]} for part in parts if part in NOWHERE)

    def addresses(self, is_asked: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
        """(name, an address) in the active language, of everything that the product has and is asked for."""
        for name, parts in named(get_resolver().url_patterns):
            if not is_asked(name):
                continue
            if is_of_rounds(name):
                several = sorted({reverse(name, kwargs=one) for one in self.combined(parts)})
                yield from ((name, one) for one in several)
            elif name in self.args:
                yield name, reverse(name, args=self.args[name])
            else:  # django-allauth's own
                yield name, reverse(name, kwargs=dict.fromkeys(parts, "1"))


def everything_there() -> dict[str, list[str]]:
    """Make something of everything; name → arguments of every address in the tables of who may what."""
    there = {key: value for room in rooms() for key, value in room.places().items()}
    tables = [(name, parts) for room in rooms() for name, (parts, _) in room.TABLE.items()]
    return {name: [there.get(one, one) for one in parts] for name, parts in tables}


def as_sent(answer: HttpResponse) -> tuple[int, list[tuple[str, str]], bytes]:
    """Status, headers (of cookies the names) and body, without what is drawn anew for each answer."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = sorted((key, value) for key, value in answer.items() if key not in CHANGES_BY_ITSELF)
    cookies = [("Set-Cookie", name) for name in sorted(answer.cookies)]
    return answer.status_code, [*headers, *cookies], TOKEN.sub(rb"\1", body)


@contextmanager
def undone() -> Iterator[None]:
    """What happens within has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass
class Walk:
    """One person's walk. `only`: the names to ask for (all when empty); `posts`: whether forms are sent, too."""

    user: User
    place: Place
    only: tuple[str, ...] = ()
    languages: tuple[str, ...] = LANGUAGES
    posts: bool = True
    seen: Seen = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = Client(raise_request_exception=False)
        self.client.force_login(self.user)
        self.cookies = self.client.cookies.output(header="", sep=";")

    def all(self) -> Seen:
        """What was asked → what was answered, with the mail, the audit trail and the jobs that wait."""
        self.client.cookies = SimpleCookie(self.cookies)
        self.seen = {}
        for language in LANGUAGES:
            with translation.override(language):
                # All before the first is asked for: each answer leaves its own language behind.
                for name, address in list(self.place.addresses(partial(self.is_asked, language))):
                    self.ask(address, thoroughly=is_of_rounds(name) and language == "nb")
        self.seen["mail",] = self.mails()
        self.seen["trail",] = list(
            AuditEvent.objects.order_by("sequence").values_list("sequence", "verb", "facts", "hash")
        )
        self.seen["jobs",] = list(ProcrastinateJob.objects.order_by("id").values_list("task_name", "args"))
        return self.seen

    def is_asked(self, language: str, name: str) -> bool:
        if self.only:
            return name.startswith(self.only)
        return is_of_rounds(name) or language in self.languages

    def ask(self, address: str, thoroughly: bool) -> None:
        """Plainly; and in other ways and with forms where there is something for this person."""
        status = self.get(address, *PLAINLY)
        for query, headers in OTHERWISE if thoroughly and status not in (404, 405) else ():
            self.get(address, query, headers)
        for sent in POSTED if thoroughly and self.posts and status != 404 else ():
            with undone():
                answer = self.client.post(address, sent)
                self.seen["POST", address, str(sent)] = as_sent(answer)
                if answer.status_code == 302:
                    led = self.client.get(answer["Location"])
                    self.seen["led to", address, str(sent)] = as_sent(led)

    def get(self, address: str, query: str, headers: dict[str, str]) -> int:
        answer = self.client.get(address + query, headers=headers)
        self.seen["GET", address + query, str(headers)] = as_sent(answer)
        return answer.status_code

    def mails(self) -> list[tuple[object, ...]]:
        remind()
        return [(one.to, one.subject, one.body, sorted(one.extra_headers.items())) for one in mail.outbox]


def unlike(one: object, other: object) -> str:
    """Where two answers part, for whoever reads that a test failed."""
    texts = repr(one), repr(other)
    at = next((n for n, (a, b) in enumerate(zip(*texts, strict=False)) if a != b), min(map(len, texts)))
    return " | ".join(text[max(0, at - 60) : at + 60] for text in texts)
