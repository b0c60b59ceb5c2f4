"""A case as one person may see it, read once for the page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _

from lovende.applications.models import Application, Submission
from lovende.assessments.assessing import Facts, Judged
from lovende.assessments.choices import officers_for
from lovende.assessments.forms import AssessmentForm, RulingForm, Typed, assessment_form
from lovende.assessments.frames import Frame, frame_of
from lovende.assessments.handed_files import HandedFile, handed_files
from lovende.assessments.models import AWARDING, Assessment, Assignment, Decision, Recommendation
from lovende.assessments.rules import assignment_of
from lovende.assessments.ruling import Terms
from lovende.assessments.showing import Handed, handed
from lovende.people.models import User
from lovende.schemes.models import Criterion


@dataclass(frozen=True)
class Event:
    """One thing that happened: when, what, and in which role somebody did it ("" for nobody in particular)."""

    at: datetime
    what: str
    role: str


@dataclass
class Desk:
    """What one person sees of a case. `typed` and `problems` are of the `form` that was refused."""

    case: Application
    user: User
    number: int | None = None
    form: str = ""
    typed: Typed | None = None
    problems: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.submissions:
            self.case._newest_submission = self.submissions[0].pk  # type: ignore[attr-defined]

    def may(self, permission: str) -> bool:
        return self.user.has_perm(f"assessments.{permission}", self.case)

    @cached_property
    def submissions(self) -> list[Submission]:
        """All of them, the newest first, without their content."""
        return list(self.case.submissions.order_by("-number").defer("content"))

    @cached_property
    def shown(self) -> Submission | None:
        """The one that is read: the one asked for, else the newest."""
        wanted = [row for row in self.submissions if row.number == self.number] or self.submissions
        return wanted[0] if wanted else None

    @cached_property
    def handed(self) -> Handed | None:
        """Its content. None for a historic case, which was never handed in here."""
        if self.shown is None:
            return None
        return handed(Submission.objects.values_list("content", flat=True).get(pk=self.shown.pk))

    @cached_property
    def files(self) -> list[HandedFile]:
        """The files of what is read."""
        return handed_files(self.case, self.handed.content) if self.handed else []

    @property
    def is_old(self) -> bool:
        return self.shown is not None and self.shown.number != self.submissions[0].number

    @cached_property
    def own(self) -> Assignment | None:
        return assignment_of(self.user, self.case)

    @cached_property
    def may_read(self) -> bool:
        return self.may("read")

    @cached_property
    def may_assess(self) -> bool:
        return self.may("assess") and bool(self.submissions)

    @cached_property
    def may_recommend(self) -> bool:
        return self.may("recommend") and bool(self.submissions)

    @cached_property
    def may_decide(self) -> bool:
        """Whether the person may decide on the recommendation there is."""
        return self.may("decide") and self.advice is not None and self.advice.by != str(self.user.pseudonym)

    @cached_property
    def may_assign(self) -> bool:
        return self.may("assign")

    @cached_property
    def is_partial(self) -> bool:
        rows = self.case.assignments.all()
        return any(row.officer_id == self.user.pk and row.conflict == "conflict" for row in rows)

    @cached_property
    def criteria(self) -> list[Criterion]:
        return list(Criterion.objects.filter(call=self.case.call_id))

    @cached_property
    def on_it(self) -> list[Assignment]:
        return [row for row in self.case.assignments.all() if row.released_at is None and row.assesses]

    @cached_property
    def officers(self) -> list[User]:
        """Whom the person may put on the case."""
        taken = {row.officer_id for row in self.on_it}
        partial = {row.officer_id for row in self.case.assignments.all() if row.conflict == "conflict"}
        return (
            [one for one in officers_for(self.user) if one.pk not in taken | partial]
            if self.may_assign
            else []
        )

    @cached_property
    def mine(self) -> Assessment | None:
        """The person's own assessment in force of the newest submission."""
        if self.own is None or not self.submissions:
            return None
        wrote = [row for row in self.own.assessments.all() if row.submission_id == self.submissions[0].pk]
        in_force = [row for row in wrote if row.state != Assessment.State.SUPERSEDED]
        return in_force[-1] if in_force else None

    @property
    def is_finished(self) -> bool:
        return self.mine is not None and self.mine.state == Assessment.State.FINISHED

    @cached_property
    def assessment(self) -> AssessmentForm:
        """One's own assessment as a form; begun from the one of an earlier submission when there is none yet."""
        kept = self.mine or self._earlier()
        facts = _facts(kept) if kept else Facts()
        refused = self.typed if self.form == "assessment" else None
        wrong = self.problems if self.form == "assessment" else {}
        return assessment_form(self.criteria, facts, self.mine.version if self.mine else 0, refused, wrong)

    def _earlier(self) -> Assessment | None:
        wrote = list(self.own.assessments.all()) if self.own else []
        return wrote[-1] if wrote else None

    @cached_property
    def others(self) -> list[Assessment]:
        """Finished assessments that the person may see, one's own left out; numbered, since names are not needed."""
        if not self.may("see_others"):
            return []
        return [
            row
            for one in self.case.assignments.all()
            if one.officer_id != self.user.pk and one.conflict != "conflict"
            for row in one.assessments.all()
            if row.state == Assessment.State.FINISHED
        ]

    @cached_property
    def hidden(self) -> int:
        """How many finished assessments the person will see when their own is finished."""
        if not self.may_assess or self.may("see_others"):
            return 0
        rows = (row for row in self.case.assignments.all() if row.officer_id != self.user.pk)
        return sum(
            1 for one in rows for row in one.assessments.all() if row.state == Assessment.State.FINISHED
        )

    @cached_property
    def _advised(self) -> list[Recommendation]:
        return list(self.case.recommendations.order_by("-number"))

    @cached_property
    def decisions(self) -> list[Decision]:
        return list(self.case.decisions.order_by("-number"))

    @cached_property
    def recommendations(self) -> list[Recommendation]:
        """What an officer who has yet to finish their own assessment is not led by."""
        open_to = self.may("see_others") or bool(self.decisions)
        return [row for row in self._advised if open_to or row.by == str(self.user.pseudonym)]

    @cached_property
    def advice(self) -> Recommendation | None:
        return self._advised[0] if self._advised else None

    @cached_property
    def decision(self) -> Decision | None:
        return self.decisions[0] if self.decisions else None

    @cached_property
    def is_assessed(self) -> bool:
        """Whether there is a finished assessment of what was handed in last."""
        newest = self.submissions[0].pk if self.submissions else None
        return any(
            row.state == Assessment.State.FINISHED and row.submission_id == newest
            for one in self.case.assignments.all()
            if one.conflict != "conflict"
            for row in one.assessments.all()
        )

    @cached_property
    def frame(self) -> Frame:
        return frame_of(self.case.call)

    @cached_property
    def recommend_form(self) -> RulingForm:
        if self.form == "recommendation" and self.typed is not None:
            return RulingForm.typed(self.typed, self.problems)
        if self.recommendations:
            return RulingForm.of(Terms.of(self.recommendations[0]))
        if self.mine is not None and self.mine.outcome:
            amount = self.mine.amount if self.mine.outcome in AWARDING else None
            return RulingForm.of(Terms(self.mine.outcome, amount))
        return RulingForm()

    @cached_property
    def decide_form(self) -> RulingForm:
        if self.form == "decision" and self.typed is not None:
            return RulingForm.typed(self.typed, self.problems)
        if self.advice is None:
            return RulingForm()
        year = self.decision.year if self.decision else self.case.call.year
        terms = Terms.of(self.advice)
        return RulingForm.of(
            Terms(terms.outcome, terms.amount, terms.reason_code, "", terms.conditions), year
        )

    @cached_property
    def history(self) -> list[Event]:
        """What happened, the newest first; what the person may not see yet is not told either."""
        return sorted(_events(self), key=lambda event: event.at, reverse=True)


def _facts(row: Assessment) -> Facts:
    judged = {one.criterion.key: Judged(one.verdict, one.reason) for one in row.judgements.all()}
    return Facts(row.summary, row.outcome, row.amount, judged)


def _events(desk: Desk) -> list[Event]:
    applicant, officer = _("søker"), _("saksbehandler")
    events = [Event(row.at, _("Sendt inn, nr. %d") % row.number, applicant) for row in desk.submissions]
    for row in desk.case.assignments.all():
        who = officer if row.assesses else _("saksbehandler eller beslutter")
        if row.assesses:
            events.append(Event(row.assigned_at, _("Fordelt til saksbehandler"), ""))
        if row.declared_at is not None:
            partial = row.conflict == Assignment.Conflict.CONFLICT
            events.append(Event(row.declared_at, _("Meldt inhabil") if partial else _("Erklært habil"), who))
        if row.released_at is not None:
            events.append(Event(row.released_at, _("Tatt av saken"), who))
        for done in row.assessments.all():
            if done.finished_at is not None:
                events.append(Event(done.finished_at, _("Vurdering ferdig"), officer))
    for advice in desk.recommendations:
        what = _("Innstilling nr. %(number)d: %(outcome)s")
        words = {"number": advice.number, "outcome": advice.get_outcome_display()}
        events.append(Event(advice.at, what % words, officer))
    for ruling in desk.decisions:
        what = _("Vedtak nr. %(number)d: %(outcome)s")
        words = {"number": ruling.number, "outcome": ruling.get_outcome_display()}
        events.append(Event(ruling.at, what % words, _("beslutter")))
    return events
