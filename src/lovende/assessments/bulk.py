"""One act on many cases: each in a transaction of its own, so that one that fails takes no other with it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lovende.applications.models import Application
from lovende.assessments.errors import AssessmentError, BeyondFrameError, ConflictError, NotAllowedError
from lovende.assessments.models import Assignment
from lovende.assessments.officers import assign, declare
from lovende.assessments.ruling import Terms, decide, recommend
from lovende.people.models import User
from lovende.schemes.models import Call


@dataclass(frozen=True)
class Result:
    """What became of one case: done, or left for the reason in `message` (by field in `fields`)."""

    application: Application
    is_done: bool
    message: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    is_beyond_frame: bool = False


def _each(cases: Iterable[Application], act: Callable[[Application], Any]) -> list[Result]:
    results = []
    for case in cases:
        try:
            with transaction.atomic():
                act(case)
            results.append(Result(case, True))
        except AssessmentError as problem:
            beyond = isinstance(problem, BeyondFrameError)
            results.append(Result(case, False, str(problem), problem.fields, beyond))
        except (ConflictError, NotAllowedError) as problem:
            results.append(Result(case, False, str(problem)))
    return results


def assign_many(*, applications: Iterable[Application], officers: list[User], actor: User) -> list[Result]:
    """Have `officers` assess each of the cases; → what became of each."""
    return _each(applications, lambda case: assign(application=case, officers=officers, actor=actor))


def recommend_many(
    *, terms: Iterable[tuple[Application, Terms]], actor: User, impartial: bool = False
) -> list[Result]:
    """Recommend on each of the cases by its own terms; → what became of each.

    `impartial`: the person says of all that they are not partial; one where they said otherwise is left.
    """
    wanted = list(terms)
    by_case = {case.pk: one for case, one in wanted}

    def act(case: Application) -> None:
        _declared(case, actor, impartial)
        recommend(application=case, actor=actor, **by_case[case.pk].columns())

    return _each([case for case, _terms in wanted], act)


def decide_many(
    *,
    applications: Iterable[Application],
    actor: User,
    year: int | None = None,
    impartial: bool = False,
    beyond_frame: bool = False,
    seen: Mapping[int, int | None] | None = None,
) -> list[Result]:
    """Decide each of the cases as it is recommended, in the order given; → what became of each.

    A case that is decided already is left. `impartial` as in `recommend_many`. `seen`: the number of the
    recommendation the person was shown, by key of the case; one that has another by now, or none here, is left.
    """

    def act(case: Application) -> None:
        # `decide` locks the call before all else; a case or the history locked before it would be a deadlock.
        Call.objects.select_for_update().get(pk=case.call_id)
        _declared(case, actor, impartial)
        newest = case.recommendations.order_by("-number").first()
        if newest is None:
            raise AssessmentError({"recommendation": _("Det er ikke innstilt i saken.")})
        if seen is not None and seen.get(case.pk) != newest.number:
            raise ConflictError(_("Innstillingen er endret siden du åpnet siden."))
        decide(
            application=case,
            recommendation=newest,
            year=year,
            actor=actor,
            beyond_frame=beyond_frame,
            **Terms.of(newest).columns(),
        )

    return _each(applications, act)


def _declared(case: Application, actor: User, impartial: bool) -> None:
    """Write down that the person is impartial where they have said nothing yet."""
    if not impartial:
        return
    own = Assignment.objects.filter(application=case, officer=actor, released_at=None).first()
    if own is None or own.conflict == Assignment.Conflict.UNDECLARED:
        declare(application=case, conflict=Assignment.Conflict.NONE, actor=actor)
