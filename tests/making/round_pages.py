"""Every page of the room that a round has, with who looks at it and where: found by the room's own addresses."""

from __future__ import annotations

import itertools
import logging
import re
from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from making.simulated_round import Played
from making.walking import named

RATING = ("mine", "queue", "reading")
NOT_OF_ONE = ("new",)  # the form for another round
MOST = 3  # addresses of a page that are visited


@dataclass
class Visited:
    """A page: who looks at it, signed in on `client`, and at which addresses."""

    client: Client = field(default_factory=Client)
    addresses: list[str] = field(default_factory=list)


def pages(now: Played) -> dict[str, Visited]:
    """Name → where it is there (200) for the rater whose work it is, else for the lead, else for the owner.

    What is only sent to, and published rounds, are left out: nobody looks at them here.
    """
    logging.disable(logging.ERROR)  # what is not a page, or not theirs, is asked for as well
    try:
        return _found(now)
    finally:
        logging.disable(logging.NOTSET)


def _found(now: Played) -> dict[str, Visited]:
    clients = {user.pk: signed_in(user) for user in (now.lead, now.owner, now.raters[0].user)}
    found = {}
    for name, parts in named(get_resolver().url_patterns):
        room, _colon, short = name.partition(":")
        if room != "selection" or short in NOT_OF_ONE or short.startswith("printed"):
            continue
        users = [now.raters[0].user] if short in RATING else [now.lead, now.owner]
        for user in users:
            page = _visited(clients[user.pk], now, name, parts)
            if page.addresses:
                found[short] = page
                break
    return found


def signed_in(user: AbstractBaseUser) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _visited(client: Client, now: Played, name: str, parts: tuple[str, ...]) -> Visited:
    page = Visited(client)
    for values in itertools.product(*(_known(now, part, name) for part in parts)):
        address = reverse(name, args=[str(value) for value in values])
        if client.get(address).status_code == 200:
            page.addresses.append(address)
        if len(page.addresses) == MOST:
            break
    return page


def _known(now: Played, part: str, name: str) -> list[object]:
    """Values of a part of an address, the most telling first."""
    if part == "public_id":
        return [now.public_id]
    if part == "phase":
        return [row.key for row in reversed(now.found.phases.all())]
    if part == "pseudonym":
        return [row.user.pseudonym for row in now.raters[:1]]
    if part == "number" and name == "selection:reading":
        rows = now.raters[0].readings.order_by("-phase__order", "place")
        return list(rows.values_list("candidate__number", flat=True)[:MOST])
    if part == "number":
        return [*now.cases[:MOST], *now.found.candidates.values_list("number", flat=True)[:MOST]]
    return []


def page(now: Played, name: str, *parts: object, **query: str) -> str:
    answer = signed_in(now.lead).get(reverse(f"selection:{name}", args=[now.public_id, *parts]), query)
    assert answer.status_code == 200
    whole = re.sub(r"\s+", " ", answer.content.decode())
    return whole.replace("&nbsp;", " ").replace("\N{NO-BREAK SPACE}", " ")


def funnel(html: str) -> list[int]:
    """The numbers of the funnel, from its top down."""
    inside = re.search(r'<ol class="funnel">(.*?)</ol>', html).group(1)
    return [int(number) for number in re.findall(r"<strong>(\d+)</strong>", inside)]


def asked(now: Played) -> dict[str, int]:
    """Queries of every page of the room; what is kept from before (agreement) is there already."""
    counted = {}
    for name, visited in pages(now).items():
        for address in visited.addresses:
            with CaptureQueriesContext(connection) as queries:
                assert visited.client.get(address).status_code == 200
            counted[name] = max(counted.get(name, 0), len(queries))
    return counted
