"""The profile of a chosen method under the six headings of 003, Vedlegg B: reading it, saving it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from lovende.forms.actions import latest_version, save_answers
from lovende.forms.definition import Question
from lovende.people.models import User
from lovende.selection import material
from lovende.selection.choosing import chosen
from lovende.selection.errors import ConflictError, NotAllowedError, SelectionError
from lovende.selection.models import Candidate, Profile, Round
from lovende.selection.preparing import locked_round, told
from lovende.selection.rules import leads
from lovende.selection.starting import Start, starts

FORM = "method-profile"
LONGEST = 20_000


@dataclass(frozen=True)
class Written:
    """What stands in the profile of a candidate: nothing yet is version 0."""

    questions: Sequence[Question]
    texts: Mapping[str, str]
    profile: Profile | None = None

    @property
    def version(self) -> int:
        return self.profile.version if self.profile else 0

    @property
    def missing(self) -> list[Question]:
        """The headings that must be there, and are not."""
        return [row for row in self.questions if row.required and not self.texts.get(row.key)]


def written(candidate: Candidate) -> Written:
    """What is written of a method. Two queries."""
    profile = Profile.objects.select_related("answers__version").filter(candidate=candidate).first()
    if profile is None:
        return Written(headings(), {})
    return of(profile)


def of(profile: Profile) -> Written:
    """As `written`, of a profile that is read already."""
    questions = tuple(profile.answers.version.content.questions())
    texts = {row.question: str(row.value) for row in profile.answers.rows.all() if not row.unknown}
    return Written(questions, texts, profile)


def headings() -> Sequence[Question]:
    """The headings of a new profile, in their order."""
    return tuple(latest_version(FORM).content.questions())


def taken_over(candidate: Candidate, questions: Sequence[Question]) -> Mapping[str, Start]:
    """What the raters read of the candidate, then what the register says of its measure, heading by heading."""
    register = material.of_measure(candidate.measure) if candidate.measure else []
    return starts(questions, candidate.material, register)


@transaction.atomic
def save_profile(
    *, round_: Round, number: int, texts: Mapping[str, str], version: int, actor: User
) -> Profile:
    """Save what is written of a chosen method (heading → text), upon `version`; a blank heading is one that misses.

    The same texts again change nothing. Raises NotAllowedError; ConflictError when something newer than `version`
    stands, when the method is not chosen (any longer) or the round is closed; SelectionError for a text that is too
    long, or when nothing is written at all.
    """
    row = _still_open(round_, actor)
    candidate = next((one for one in chosen(row) if one.number == number), None)
    if candidate is None:
        raise ConflictError(_("Tiltaket er ikke valgt som lovende."))
    there = written(candidate)
    said = {key: text.strip() for key, text in _unix(texts).items() if text.strip()}
    if there.profile is not None and said == there.texts:
        return there.profile
    if there.version != version:
        raise ConflictError(_("Noen har lagret profilen mens du skrev. Ingenting av ditt er lagret ennå."))
    _check(said)
    profile = _keep(candidate, there, said, actor)
    told(row, "profile", actor, candidate=number, version=profile.version, headings=sorted(said))
    return profile


def _still_open(round_: Round, actor: User) -> Round:
    try:
        return locked_round(round_, actor, "run")
    except NotAllowedError:
        row = Round.objects.get(pk=round_.pk)
        if row.state == Round.State.CLOSED and leads.test(actor, row):
            raise ConflictError(_("Utvelgelsen er avsluttet. Profilen kan ikke endres.")) from None
        raise


def _unix(texts: Mapping[str, str]) -> dict[str, str]:
    """Browsers send line ends of their own."""
    return {key: text.replace("\r\n", "\n") for key, text in texts.items()}


def _check(said: Mapping[str, str]) -> None:
    if not said:
        raise SelectionError({"": _("Skriv noe under minst én overskrift.")})
    long = [key for key, text in said.items() if len(text) > LONGEST]
    if long:
        raise SelectionError({key: _("Høyst %s tegn.") % LONGEST for key in long})


def _keep(candidate: Candidate, there: Written, said: Mapping[str, str], actor: User) -> Profile:
    profile = there.profile
    rows = {
        key: {"value": text, "unknown": "", "source": None, "lines": "", "as_of": ""}
        for key, text in said.items()
    }
    answers = save_answers(form_key=FORM, rows=rows, answers=profile.answers if profile else None)
    if profile is None:
        return Profile.objects.create(candidate=candidate, answers=answers, by=str(actor.pseudonym))
    profile.version += 1
    profile.by = str(actor.pseudonym)
    profile.save(update_fields=["version", "saved_at", "by"])
    return profile
