"""The office's queue of cases: what was asked for in the address, counts, one page of rows.

Flat in the number of cases: one grouped count, one query for the keys of a page, one for its rows. A page of the
latter half is read from the end, so that the last one costs what the first does.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import OrderBy

from lovende.applications.models import Application
from lovende.applications.queries import matching, search_terms
from lovende.applications.rules import OFFICERS, places_of
from lovende.assessments.listed import Listed, listed
from lovende.assessments.models import Assignment, Stage, Standing
from lovende.assessments.once import read_once
from lovende.assessments.rules import KNOWN, partial_in
from lovende.people.models import Organisation, Role, User
from lovende.people.rules import is_auditor
from lovende.schemes.models import Area, Call

WITHDRAWN = "withdrawn"
ID = re.compile(r"[\w-]+-[0-9]+")
STAGES = (*Stage.values, WITHDRAWN)
SIZES = (25, 100, 200)
MOST_WORDS = 12
UNASSIGNED = "ingen"
SORTS: Mapping[str, tuple[OrderBy, ...]] = {
    "nyeste": (F("submitted_at").desc(nulls_last=True), F("pk").desc()),
    "eldste": (F("submitted_at").asc(nulls_first=True), F("pk").asc()),
    "belop": (F("applied").desc(nulls_last=True), F("pk").desc()),
}


@dataclass(frozen=True)
class Asked:
    """What the address asks for; anything it does not know is left out."""

    q: str = ""
    call: str = ""
    area: str = ""
    stage: str = ""
    kind: str = ""
    officer: str = ""
    mine: bool = False
    sort: str = "nyeste"
    page: int = 1
    size: int = SIZES[0]

    NAMES = {
        "utlysning": "call",
        "omrade": "area",
        "status": "stage",
        "type": "kind",
        "saksbehandler": "officer",
    }

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Asked":
        """From the query string, with its Norwegian names."""

        def one_of(name: str, allowed: Any, otherwise: str = "") -> str:
            value = given.get(name, "")
            return value if value in allowed else otherwise

        size, page = given.get("antall", ""), given.get("side", "")
        return cls(
            q=given.get("q", "").replace("\0", "").strip()[:200],
            call=given.get("utlysning", "").replace("\0", "")[:60],
            area=given.get("omrade", "").replace("\0", "")[:40],
            stage=one_of("status", STAGES),
            kind=one_of("type", Application.Kind.values),
            officer=given.get("saksbehandler", "").replace("\0", "")[:40],
            mine=given.get("mine") == "1",
            sort=one_of("sorter", SORTS, "nyeste"),
            page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
            size=int(size) if size in map(str, SIZES) else SIZES[0],
        )

    def address(self, **changes: Any) -> str:
        """The query string of the same with changes, back on the first page unless one is given."""
        asked = replace(self, **({"page": 1} | changes))
        names = [("q", asked.q), *((name, getattr(asked, field)) for name, field in self.NAMES.items())]
        names += [("mine", "1" if asked.mine else "")]
        usual = (("sorter", asked.sort, "nyeste"), ("antall", asked.size, SIZES[0]), ("side", asked.page, 1))
        names += [(name, value) for name, value, default in usual if value != default]
        return "?" + urlencode([(name, value) for name, value in names if value])


def cases_for(user: User) -> QuerySet[Standing]:
    """Where those cases stand that lists show the user: those of the user's organisations; for an auditor all.

    Never one the user has said to be partial in, taken off it since or not (forvaltningsloven § 6).
    """
    rows = Standing.objects.filter(state__in=KNOWN)
    # Looked up first: most are partial in nothing, and an index then answers for the office alone.
    if keys := partial_in(user):
        rows = rows.exclude(pk__in=keys)
    return rows if is_auditor(user) else rows.filter(handler_id__in=places_of(user, OFFICERS))


def _on_case(**who: Any) -> Exists:
    mine = Assignment.objects.filter(application=OuterRef("pk"), released_at=None, assesses=True, **who)
    return Exists(mine)


def filtered(user: User, asked: Asked) -> QuerySet[Standing]:
    """The cases asked for, at whatever stage."""
    rows = cases_for(user)
    if asked.call:
        rows = rows.filter(call__key=asked.call)
    if asked.area:
        rows = rows.filter(area__key=asked.area)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.mine:
        rows = rows.filter(_on_case(officer=user))
    if asked.officer == UNASSIGNED:
        rows = rows.filter(officers=0)
    elif asked.officer:
        rows = rows.filter(_on_case(officer__in=_officer(asked.officer)))
    return rows.filter(_found(user, asked.q)) if asked.q else rows


def _found(user: User, text: str) -> Q:
    """The one whose id was typed, else those that have the words, of which what the user may not read has no say.

    An application is read by who has declared to be impartial, and by auditors (`rules.reads`); of another an
    officer may know its title and who applied, and finds it by these alone.
    """
    typed = Application.objects.filter(public_id=text.lower())
    if ID.fullmatch(text) and typed.exists():
        return Q(application__in=typed.values("pk"))
    if search_terms(text) is None:
        return Q()
    having = matching(Application.objects.all(), text)
    if is_auditor(user):
        return Q(application__in=having.values("pk"))
    own = Assignment.objects.filter(officer=user, released_at=None, conflict=Assignment.Conflict.NONE)
    # Two lists beside each other: one within the other was looked up case by case.
    read = Q(application__in=own.values("application"), application_id__in=having.values("pk"))
    return read | _named(text)  # most are read, and found so without a look at their titles


def _named(text: str) -> Q:
    """Those with every word of the text in the title or the applicant's name.

    Applicants are looked up first: they are few, and rarely meant.
    """
    words = text.split()[:MOST_WORDS]
    named = Q()
    for word in words:
        named |= Q(name__icontains=word)
    applicants = list(Organisation.objects.filter(named).values_list("pk", "name")) if words else []
    found = Q()
    for word in words:
        titled = Q(title__icontains=word)
        by = [pk for pk, name in applicants if word.casefold() in name.casefold()]
        # A list beside it: joining every case to its application takes as long as all the rest.
        applied = Application.objects.filter(organisation__in=by)
        found &= titled | Q(application_id__in=applied.values("pk")) if by else titled
    return found


def _officer(pseudonym: str) -> list[int]:
    found = officer_named(pseudonym)
    return [found.pk] if found is not None else []


def officer_named(pseudonym: str) -> User | None:
    """The person with that pseudonym; None for nobody, and for what is none."""
    try:
        return User.objects.filter(pseudonym=UUID(pseudonym)).first()
    except ValueError:
        return None


class AtOnce(NamedTuple):
    """What one look for words answers."""

    by_stage: list[list[Any]]  # (state, stage, how many)
    keys: list[int]  # of the page asked for


@dataclass
class Queue:
    """One page of what a person asked for."""

    user: User
    asked: Asked

    @cached_property
    def _cases(self) -> QuerySet[Standing]:
        return filtered(self.user, self.asked)

    @cached_property
    def counts(self) -> Counter[str]:
        """Cases by stage, before the stage is chosen; "" is all that are not withdrawn."""
        rows = _by_stage(self._cases) if self._at_once is None else self._at_once.by_stage
        found: Counter[str] = Counter()
        for state, stage, number in rows:
            found[WITHDRAWN if state == WITHDRAWN else stage] += number
        found[""] = sum(number for stage, number in found.items() if stage != WITHDRAWN)
        return found

    @property
    def total(self) -> int:
        return self.counts[self.asked.stage]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.asked.size))

    @property
    def page(self) -> int:
        return min(self.asked.page, self.pages)

    @property
    def first(self) -> int:
        """Number of the page's first row, from 1; 0 for none."""
        return (self.page - 1) * self.asked.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.page * self.asked.size, self.total)

    @cached_property
    def rows(self) -> list[Listed]:
        """The page's cases with what the list shows of them."""
        keys = self._keys()
        found = listed(keys)
        return [found[key] for key in keys if key in found]

    @cached_property
    def _at_once(self) -> AtOnce | None:
        """Counts and the page asked for, when words are: to find what has them takes most of the time of either."""
        if not self.asked.q:
            return None
        start = (self.asked.page - 1) * self.asked.size
        cases = self._cases.only("pk", "state", "stage", "submitted_at", "applied")
        page = _ordered(Standing.objects.all(), self.asked)[start : start + self.asked.size]
        by_stage, keys = read_once(cases, _by_stage(Standing.objects.all()), page)
        return AtOnce(by_stage, [key for (key,) in keys])

    def _keys(self) -> list[int]:
        start, end, total = self.first - 1, self.last, self.total
        if not total:
            return []
        if self._at_once is not None and self.page == self.asked.page:
            return self._at_once.keys
        if start <= total // 2:
            return list(_ordered(self._cases, self.asked)[start:end])
        backwards = _ordered(self._cases, self.asked, turned=True)
        return list(backwards[total - end : total - start])[::-1]


def _by_stage(rows: QuerySet[Standing]) -> QuerySet:
    return rows.order_by().values_list("state", "stage").annotate(number=Count("*"))


def _ordered(rows: QuerySet[Standing], asked: Asked, turned: bool = False) -> QuerySet:
    """The keys of those at the stage asked for, in the order asked for or, `turned`, from the other end."""
    order = SORTS[asked.sort]
    there = at_stage(rows, asked.stage).order_by(*map(_turned, order) if turned else order)
    return there.values_list("pk", flat=True)


def _turned(order: OrderBy) -> OrderBy:
    turned = order.copy()
    turned.reverse_ordering()
    return turned


def at_stage(rows: QuerySet[Standing], stage: str) -> QuerySet[Standing]:
    """Those at a stage; for "" all that are not withdrawn."""
    if stage == WITHDRAWN:
        return rows.filter(state=WITHDRAWN)
    rows = rows.filter(state__in=("submitted", "decided"))
    return rows.filter(stage=stage) if stage else rows


def calls_for(user: User) -> list[Call]:
    """The calls that the user has cases of, the newest first."""
    # Whether there is one, not which they are: the index of an office's calls answers at the first.
    rows = Call.objects.filter(Exists(cases_for(user).filter(call=OuterRef("pk"))))
    return list(rows.only("key", "title", "year", "frame", "frame_unknown").order_by("-year", "title", "pk"))


def areas_of(call: str) -> list[Area]:
    """The areas of a call, in its order; none while no call is chosen."""
    return list(Area.objects.filter(call__key=call)) if call else []


def officers_for(user: User) -> list[User]:
    """The case officers of the user's own organisations, by name; none for an auditor who has none."""
    places = places_of(user, OFFICERS)
    members = Q(memberships__organisation__in=places, memberships__role=Role.CASE_OFFICER)
    rows = User.objects.filter(members, is_active=True).only("name", "email", "pseudonym")
    return list(rows.distinct().order_by("name", "pk"))
