"""Rounds for tests: a draft with candidates of the register, one whose protocol is locked, one that is being read."""

from itertools import count
from secrets import token_hex

from lovende.measures.models import Measure
from lovende.people.actions import grant_role
from lovende.people.models import Organisation, Role, User
from lovende.selection.actions import (
    Judged,
    lock_protocol,
    lock_reading,
    make_round,
    open_phase,
    save_rater,
    save_reading,
    settle_phase,
    take_in,
)
from lovende.selection.models import Phase, Reading, Round
from making.schemes import person

INSTITUTE = "nibr"
SEED = 7  # what is drawn does not depend on how many rounds other tests have made
DEPARTMENTS = ("Arbeid", "Arbeid", "Velferd", "Velferd")
_numbers = count(1)


def lead() -> User:
    """The demo evaluator, who leads rounds of the institute."""
    return person("evaluator")


def rater_user() -> User:
    """The demo rater, who is the first of every round's raters."""
    return person("rater")


def another_rater() -> User:
    # One database may be filled by several processes, each of which counts from one.
    mark = f"{next(_numbers)}-{token_hex(3)}"
    user = User.objects.create_user(f"vurderer-{mark}@test.invalid", name=f"Vurderer {mark}")
    grant_role(user=user, organisation=Organisation.objects.get(slug=INSTITUTE), role=Role.RATER, by=None)
    return user


def draft_round(*, candidates: int = 6, raters: int = 4, **facts) -> Round:
    """A round of measures that the register has enough text of; the demo rater and others in two departments."""
    institute = Organisation.objects.get(slug=INSTITUTE)
    found = make_round(**({"title": "Lovende metoder", "institute": institute, "actor": lead()} | facts))
    found.seed = SEED
    found.save(update_fields=["seed"])
    rows = Measure.objects.filter(answers__isnull=False).order_by("pk")
    take_in(round_=found, measures=rows[: candidates * 3], actor=lead())
    keep = (
        found.candidates.filter(is_complete=True).order_by("number").values_list("pk", flat=True)[:candidates]
    )
    found.candidates.exclude(pk__in=list(keep)).delete()
    for place in range(raters):
        user = rater_user() if place == 0 else another_rater()
        save_rater(round_=found, user=user, department=DEPARTMENTS[place % 4], actor=lead())
    return found


def locked_round(**facts) -> Round:
    return lock_protocol(round_=draft_round(**facts), actor=lead())


def open_round(**facts) -> Round:
    """A round whose screening is being read."""
    found = locked_round(**facts)
    open_phase(round_=found, actor=lead())
    return found


def open_readings(found: Round) -> list[Reading]:
    rows = Reading.objects.filter(
        phase__round=found, phase__state=Phase.State.OPEN, withdrawn_at__isnull=True
    )
    return list(rows.select_related("rater__user", "candidate").order_by("candidate__number", "rater"))


def locked_reading(reading: Reading, verdict: str = "in", reason: str = "Godt beskrevet.") -> Reading:
    """The reading given for good, by its own rater."""
    own = reading.rater.user
    saved = save_reading(
        reading=reading, judged=Judged(verdict=verdict, reason=reason), version=reading.version, actor=own
    )
    return lock_reading(reading=saved, actor=own)


def read_by_all(found: Round, verdicts: dict[int, tuple[str, ...]] | None = None) -> Round:
    """Everybody reads what they have in the open phase: in, or by `verdicts` (candidate number → one a rater)."""
    said = {number: list(several) for number, several in (verdicts or {}).items()}
    for reading in open_readings(found):
        left = said.get(reading.candidate.number)
        locked_reading(reading, verdict=left.pop(0) if left else "in")
    return found


def settled_round(verdicts: dict[int, tuple[str, ...]] | None = None, **facts) -> Round:
    """A round whose screening is read and settled."""
    found = read_by_all(open_round(**facts), verdicts)
    settle_phase(round_=found, actor=lead())
    return found
