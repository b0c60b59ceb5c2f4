"""Generated history for the demo: applications of a call and self-evaluations, made up and seeded.

They reproduce what two sources state as totals, so that the pages that count have something to count: applications
and awards by area of the TUKI call of 2019 (004, lines 440-466), and the self-evaluations of the 203 grants of
0621/63 of 2021, where four questions have a mean of 2.7 and nearly nobody is below 2 (003, lines 735-751). Nothing
else about them is known, and nothing else is claimed: all belong to one organisation that is called generated, no
municipality has applied for anything, no amount is stated, and no measure comes of them.
"""

import random
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from lovende.applications.models import Application
from lovende.awards.models import Award, AwardYear
from lovende.forms.definition import Question
from lovende.forms.models import Answer, AnswerSet, FormVersion
from lovende.people.models import Municipality, Organisation
from lovende.records.audit import record
from lovende.records.models import Term, UnknownKind
from lovende.reporting.models import Report
from lovende.schemes.models import Call

SLUG = "generert-for-demo"
NAME = "Generert for demoen"
SEED = 20210621
APPLIED_FOR, RATED = "tuki-2019", "sosiale-tjenester-2021"
FORM = "self-evaluation"
REPORTS = 203  # grants of 2021 (003, line 737)
WITHOUT = 22  # without a self-evaluation, and next to blank (003, lines 519 and 916-917)
STATUS = (
    81  # of the rest: reports along the way; the others are final. Made up, as is who left a question out.
)
# Of a thousand answers: how many 0, 1, 2, 3. The mean is 2.7 and 97 % are at 2 or 3.
SHARES = (3, 25, 236, 736)
TILT = 30  # by so many of a thousand, at most, questions differ in how often 2 is chosen and not 3


def organisation() -> int | None:
    """The id of what all generated rows belong to; None where nothing is generated."""
    return Organisation.objects.filter(slug=SLUG).values_list("pk", flat=True).first()


@transaction.atomic
def generate() -> dict[str, int]:
    """Make what is not there yet; → how many there are by kind. Raises ImproperlyConfigured outside the demo."""
    if not settings.DEMO:
        raise ImproperlyConfigured("generated history belongs in a demo alone")
    kind = Term.objects.get(vocabulary="organisation-kind", key="other")
    owner, _made = Organisation.objects.get_or_create(slug=SLUG, defaults={"name": NAME, "kind": kind})
    applied, rated = _applications(owner), _reports(owner)
    if applied or rated:
        facts = {"applications": applied, "reports": rated, "seed": SEED}
        record(actor=None, verb="reporting.demo-generated", about="", facts=facts)
    return {
        "generated_applications": Application.objects.filter(organisation=owner).count(),
        "generated_awards": Award.objects.filter(organisation=owner).count(),
        "generated_reports": Report.objects.filter(organisation=owner).count(),
    }


def _applications(owner: Organisation) -> int:
    """As many applications and awards by area as the source states; → how many applications were made."""
    call = Call.objects.filter(key=APPLIED_FOR).first()
    if call is None or Application.objects.filter(call=call, organisation=owner).exists():
        return 0
    cases: list[Application] = []
    granted: list[Application] = []
    for area in call.areas.all():
        here = [
            Application(
                public_id=f"generert-{call.key}-{area.key}-{number}",
                call=call,
                area=area,
                organisation=owner,
                title=f"Generert søknad {number} – {area.name}"[:200],
                years=[call.year],
                applied_unknown=UnknownKind.NOT_STATED,
                state=Application.State.DECIDED,
                is_historic=True,
            )
            for number in range(1, (area.applications_stated or 0) + 1)
        ]
        cases += here
        granted += here[: area.awards_stated or 0]
    Application.objects.bulk_create(cases)
    _awards(granted)
    return len(cases)


def _awards(cases: Sequence[Application]) -> None:
    """An award without a stated amount for each of `cases`."""
    awards = Award.objects.bulk_create(
        Award(
            public_id=f"tilskudd-{case.public_id}"[:40],
            application=case,
            call=case.call,
            organisation=case.organisation,
            state=Award.State.FINISHED,
            is_historic=True,
        )
        for case in cases
    )
    AwardYear.objects.bulk_create(
        AwardYear(award=award, year=award.call.year, unknown=UnknownKind.NOT_STATED) for award in awards
    )


def _reports(owner: Organisation) -> int:
    """The reports of one year with their self-evaluations; → how many were made."""
    call = Call.objects.filter(key=RATED).first()
    version = FormVersion.objects.filter(form__key=FORM, published_at__isnull=False).order_by("number").last()
    if call is None or version is None or Report.objects.filter(call=call, organisation=owner).exists():
        return 0
    chance = random.Random(SEED)
    places = _places(call.year)
    evaluated = REPORTS - WITHOUT
    sets = AnswerSet.objects.bulk_create(AnswerSet(version=version) for _number in range(evaluated))
    Report.objects.bulk_create(
        Report(
            public_id=f"generert-{call.key}-{number + 1}",
            kind=Report.Kind.STATUS if number < STATUS else Report.Kind.FINAL,
            year=call.year,
            call=call,
            organisation=owner,
            municipality=chance.choice(places),
            self_evaluation=sets[number] if number < evaluated else None,
            state=Report.State.APPROVED,
            is_historic=True,
        )
        for number in range(REPORTS)
    )
    asked = [question for question in version.content.questions() if not question.is_lost]
    Answer.objects.bulk_create(_answers(sets, asked, chance), batch_size=1000)
    return REPORTS


def _places(year: int) -> list[Municipality]:
    """The municipalities that there were in that year: where a report is said to be from is drawn from them."""
    there = Municipality.objects.filter(valid_from__year__lte=year).exclude(valid_to__year__lte=year)
    return list(there.order_by("number"))


def _answers(sets: Sequence[AnswerSet], asked: Iterable[Question], chance: random.Random) -> Iterable[Answer]:
    """Every question has nearly the same shares of answers; one who rates low on one tends to on others."""
    temper = [chance.random() for _one in sets]
    questions = list(asked)
    tilts = [round(2 * TILT * place / max(len(questions) - 1, 1)) - TILT for place in range(len(questions))]
    chance.shuffle(tilts)
    for question, tilt in zip(questions, tilts, strict=True):
        left_out = set(chance.sample(range(len(sets)), chance.randrange(2, 9)))
        answered = [place for place in range(len(sets)) if place not in left_out]
        answered.sort(key=lambda place: temper[place] + chance.random())
        values = dict(zip(answered, ratings(len(answered), tilt), strict=True))
        for place, row in enumerate(sets):
            value = values.get(place)
            unknown = "" if value is not None else UnknownKind.NOT_STATED
            yield Answer(answers=row, question=question.key, value=value, unknown=unknown)


def ratings(count: int, tilt: int = 0) -> list[int]:
    """`count` answers from the lowest to the highest, in the shares of `SHARES`; what is left over is at the top.

    `tilt`: so many of a thousand more at the second highest, and fewer at the highest.

    >>> [ratings(1000).count(value) for value in range(4)]
    [3, 25, 236, 736]
    """
    shares = (*SHARES[:-2], SHARES[-2] + tilt)
    found = [value for value, share in enumerate(shares) for _one in range(round(share * count / 1000))]
    return found + [len(SHARES) - 1] * (count - len(found))
