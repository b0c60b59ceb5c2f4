"""What officers have made of generated applications, by the last digit of each one's number.

0 to 2 decided, 3 and 4 recommended, 5 and 6 assessed, 7 and 8 assigned to an officer, 9 untouched.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

CASEWORK = (
    "assessments.Assignment",
    "assessments.Assessment",
    "assessments.Judgement",
    "assessments.Recommendation",
    "assessments.Decision",
)
UNKNOWN_AMOUNT = Decimal(300_000)


def stage(case: Any) -> int:
    return int(case.public_id.rsplit("-", 1)[1]) % 10


@dataclass
class Casework:
    """Writes casework in bulk: one officer who assesses and recommends, one who decides."""

    officer: Any
    boss: Any
    criteria: Sequence[Any]
    chance: random.Random

    def write(self, cases: Sequence[Any], submissions: Sequence[Any]) -> None:
        sent = {row.application_id: row for row in submissions}
        self._assessments(self._assignments(cases), sent)
        self._decisions([case for case in cases if stage(case) < 5])

    def _assignments(self, cases: Sequence[Any]) -> list[Any]:
        """→ the officer's; the one who decides is only made impartial."""
        from lovende.assessments.models import Assignment

        def on(case: Any, **who: Any) -> Any:
            return Assignment(
                application=case,
                assigned_by=str(self.boss.pseudonym),
                conflict="none",
                declared_at=case.submitted_at,
                **who,
            )

        assessing = [on(case, officer=self.officer) for case in cases if stage(case) < 9]
        deciding = [on(case, officer=self.boss, assesses=False) for case in cases if stage(case) < 5]
        Assignment.objects.bulk_create(assessing + deciding)
        return assessing

    def _assessments(self, assigned: Sequence[Any], sent: dict[int, Any]) -> None:
        from lovende.assessments.models import Assessment, Judgement

        done = [
            Assessment(
                assignment=row,
                submission=sent[row.application_id],
                state="finished",
                summary="Behovet er godt vist.",
                outcome="award",
                amount=row.application.applied or UNKNOWN_AMOUNT,
                version=1,
                finished_at=row.declared_at,
            )
            for row in assigned
            if stage(row.application) < 7
        ]
        Assessment.objects.bulk_create(done)
        Judgement.objects.bulk_create(
            Judgement(
                assessment=row,
                criterion=criterion,
                verdict=self.chance.choice(["met", "met", "partly", "not-met"]),
                reason="Se søknaden.",
            )
            for row in done
            for criterion in self.criteria
        )

    def _decisions(self, ruled: Sequence[Any]) -> None:
        from lovende.assessments.models import Decision, Recommendation

        by, decides = str(self.officer.pseudonym), str(self.boss.pseudonym)
        advised = [Recommendation(application=case, number=1, by=by, **self._terms(case)) for case in ruled]
        Recommendation.objects.bulk_create(advised)
        Decision.objects.bulk_create(
            Decision(
                application=row.application,
                number=1,
                recommendation=row,
                recommended_by=by,
                by=decides,
                year=2025,
                outcome=row.outcome,
                amount=row.amount,
                reason_code=row.reason_code,
                reason=row.reason,
            )
            for row in advised
            if row.application.state == "decided"
        )

    def _terms(self, case: Any) -> dict[str, Any]:
        if self.chance.random() < 0.64:
            return {"outcome": "rejected", "reason_code": "frame-used", "reason": "Rammen er brukt."}
        return {
            "outcome": "award",
            "amount": case.applied or UNKNOWN_AMOUNT,
            "reason": "Behovet er godt vist.",
        }
