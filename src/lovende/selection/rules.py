"""Who may what with a round and with a reading. The object is the round, or the reading.

Nobody reads a verdict of another before its phase is settled: not those who lead the round, not an auditor. One who
rates in the round does not before every phase is: what others said of the first would colour what one says in the next
(003 L489–493).
"""

import rules
from django.db.models import Q, QuerySet

from lovende.people.models import Role, User
from lovende.people.queries import current_roles
from lovende.people.rules import has_role, has_role_at, is_auditor, is_signed_in
from lovende.selection.models import Phase, Rater, Reading, Round

LEADS = (Role.EVALUATOR, Role.PROGRAMME_OFFICER)
OWNERS = (Role.CASE_OFFICER, Role.DECISION_MAKER, Role.PROGRAMME_OFFICER)


@rules.predicate
def leads(user: User, round_: Round) -> bool:
    return has_role_at((round_.institute_id,), *LEADS)(user)


@rules.predicate
def owns(user: User, round_: Round) -> bool:
    return round_.owner_id is not None and has_role_at((round_.owner_id,), *OWNERS)(user)


@rules.predicate
def is_published(user: User, round_: Round) -> bool:
    return round_.kind == Round.Kind.PUBLISHED


@rules.predicate
def rates_in(user: User, round_: Round) -> bool:
    return is_signed_in(user) and any(row.user_id == user.pk for row in round_.raters.all())


@rules.predicate
def is_draft(user: User, round_: Round) -> bool:
    return round_.state == Round.State.DRAFT and round_.kind == Round.Kind.LIVE


@rules.predicate
def is_locked(user: User, round_: Round) -> bool:
    return round_.state == Round.State.LOCKED


@rules.predicate
def said_may_be_read(user: User, round_: Round) -> bool:
    """May this person be shown what settled phases say: verdicts, ticks, reasons, and what is computed of them?

    Not one who rates, or was put on to rate and replaced, while any phase is open or waiting, whatever else they are
    in the round; a phase that a closed round never opened is read by nobody. Which candidates are left is no part of
    it. One query.
    """
    if not is_signed_in(user) or round_.state == Round.State.CLOSED:
        return True
    unsettled = round_.phases.exclude(state=Phase.State.SETTLED).filter(round__raters__user=user)
    return not unsettled.exists()


@rules.predicate
def is_own(user: User, reading: Reading) -> bool:
    return is_signed_in(user) and reading.rater.user_id == user.pk and reading.withdrawn_at is None


@rules.predicate
def is_under_way(user: User, reading: Reading) -> bool:
    return reading.phase.state == Phase.State.OPEN and reading.locked_at is None


rules.add_perm("selection.start", has_role(*LEADS))
rules.add_perm("selection.see", is_published | leads | owns | rates_in | is_auditor)
rules.add_perm(
    "selection.read-sides", (is_published | leads | owns | rates_in | is_auditor) & said_may_be_read
)
rules.add_perm("selection.read-documents", leads | owns | is_auditor)
rules.add_perm("selection.prepare", leads & is_draft)
rules.add_perm("selection.run", leads & is_locked)
rules.add_perm("selection.read", is_own)
rules.add_perm("selection.rate", is_own & is_under_way)


def visible(user: User) -> QuerySet[Round]:
    """The rounds this person may know of; published ones are everybody's."""
    rows, published = Round.objects.all(), Q(kind=Round.Kind.PUBLISHED)
    if not is_signed_in(user):
        return rows.filter(published)
    if is_auditor(user):
        return rows
    led = _places(user, LEADS)
    owned = _places(user, OWNERS)
    mine = Q(pk__in=Rater.objects.filter(user=user).values("round"))
    return rows.filter(published | mine | Q(institute__in=led) | Q(owner__in=owned))


def _places(user: User, roles: tuple[Role, ...]) -> list[int]:
    return [place for role, place in current_roles(user) if role in roles]
