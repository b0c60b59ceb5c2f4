"""What the workspace shows: the parts of an application, each question with its answer, the budget as a table."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from lovende.applications import queries
from lovende.applications.models import Application, Author, BudgetLine, Comment, Presence, Revision
from lovende.forms.definition import Definition, Question, Section
from lovende.people.models import User
from lovende.records.words import in_language

FACTS, BUDGET, FILES, AUTHORS = "om", "budsjett", "vedlegg", "forfattere"


@dataclass(frozen=True)
class Part:
    """One part of the application in the list of contents. `missing` required answers; `writers` are elsewhere."""

    key: str
    title: str
    address: str
    missing: int
    total: int
    writers: tuple[str, ...]
    open_comments: int

    @property
    def is_done(self) -> bool:
        return self.total > 0 and not self.missing


@dataclass
class Field:
    """One question as the page shows it: the answer, which revision it is, who saved it, who writes there."""

    question: Question
    value: Any
    number: int
    saved: str
    comments: list["Remark"]
    writers: tuple[str, ...]
    address: str
    problem: str = ""
    cited: list[Any] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.question.key

    @property
    def label(self) -> str:
        return in_language(self.question.label)

    @property
    def help(self) -> str:
        return in_language(self.question.help)

    @property
    def open_comments(self) -> int:
        return sum(1 for row in self.comments if not row.comment.resolved_at)

    @property
    def shown(self) -> str:
        return in_words(self.question, self.value)

    @property
    def rows(self) -> int:
        """Lines of the text field: as much room as the answer may fill, within reason."""
        return min(14, max(4, (self.question.max_length or 1500) // 180))

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """(value, label, chosen) of a choice or a scale."""
        return [(value, label, str(self.value) == value) for value, label in choices_of(self.question)]


def choices_of(question: Question) -> list[tuple[str, str]]:
    """(value, label) of a choice or a scale."""
    if question.kind == "scale":
        return [(str(n), str(n)) for n in range(question.low or 0, (question.high or 0) + 1)]
    return [(str(row["value"]), in_language(row["label"])) for row in question.choices]


def in_words(question: Question, value: Any) -> str:
    """An answer for people: of a choice its label; "" for none."""
    text = "" if value is None else str(value)
    return dict(choices_of(question)).get(text, text).strip()


@dataclass(frozen=True)
class Remark:
    """One comment with the name of who wrote it."""

    comment: Comment
    by: str


@dataclass
class Desk:
    """An application as its authors work on it; everything is read once, and only what a page asks for."""

    application: Application
    user: User
    definition: Definition
    answers: dict[str, Any]
    authors: list[Author]
    typed: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def revisions(self) -> dict[str, Revision]:
        return queries.newest_revisions(self.application)

    @cached_property
    def presences(self) -> list[Presence]:
        return queries.where_others_write(self.application, self.user)

    @cached_property
    def comments(self) -> list[Comment]:
        return list(self.application.comments.all())

    @cached_property
    def names(self) -> dict[str, str]:
        return {str(row.user.pseudonym): str(row.user) for row in self.authors}

    def name_of(self, pseudonym: str) -> str:
        if pseudonym == str(self.user.pseudonym):
            return _("deg")
        return self.names.get(pseudonym) or _("en tidligere medforfatter")

    @cached_property
    def author(self) -> Author | None:
        return next((row for row in self.authors if row.user_id == self.user.pk), None)

    @cached_property
    def budget(self) -> list[BudgetLine]:
        return list(self.application.budget.all())

    @cached_property
    def facts(self) -> queries.Facts:
        """What the call's rules look at, of what is read already."""
        rules = queries.ruleset_of(self.application.call, self.application.area)
        return queries.Facts(self.application, self.definition, self.answers, self.budget, rules)

    @cached_property
    def writers(self) -> dict[str, tuple[str, ...]]:
        """Who else is here, by the question they last stood in ("" for none)."""
        found: dict[str, list[str]] = defaultdict(list)
        for row in self.presences:
            found[row.question].append(str(row.user))
        return {key: tuple(names) for key, names in found.items()}

    @cached_property
    def remarks(self) -> dict[str, list[Remark]]:
        found: dict[str, list[Remark]] = defaultdict(list)
        for row in self.comments:
            found[row.question].append(Remark(row, self.name_of(row.by)))
        return found

    def asked(self, section: Section) -> list[Question]:
        return [question for question in section.questions if question.is_asked(self.answers)]

    @cached_property
    def sections(self) -> list[Section]:
        return [section for section in self.definition.sections if self.asked(section)]

    @cached_property
    def missing(self) -> dict[str, str]:
        """{key: what to do} of all that has to be there before the application can be handed in."""
        return queries.missing(self.application, self.facts)

    @cached_property
    def parts(self) -> list[Part]:
        middle = [self._section_part(section) for section in self.sections]
        last = [
            self.part(BUDGET, _("Budsjett"), missing=int("budget" in self.missing), total=1),
            self.part(FILES, _("Vedlegg")),
            self.part(AUTHORS, _("Medforfattere")),
        ]
        return [self._facts_part(), *middle, *last]

    def _facts_part(self) -> Part:
        missing = sum(1 for key in ("years", "replicates") if key in self.missing)
        return self.part(FACTS, _("Om tiltaket"), missing=missing, total=1)

    def _section_part(self, section: Section) -> Part:
        asked = self.asked(section)
        keys = [question.key for question in asked]
        return self.part(
            section.key,
            in_language(section.title),
            missing=sum(1 for key in keys if key in self.missing),
            total=sum(question.required for question in asked),
            keys=keys,
        )

    def part(self, key: str, title: str, missing: int = 0, total: int = 0, keys: Iterable[str] = ()) -> Part:
        keys = list(keys)
        return Part(
            key=key,
            title=title,
            address=f"{reverse('applications:application', args=[self.application.public_id])}?del={key}",
            missing=missing,
            total=total,
            writers=tuple(name for one in [key, *keys] for name in self.writers.get(one, ())),
            open_comments=sum(
                1 for one in keys for row in self.remarks.get(one, ()) if not row.comment.resolved_at
            ),
        )

    def fields(self, section: Section) -> list[Field]:
        return [self.field(question) for question in self.asked(section)]

    def field(self, question: Question) -> Field:
        key, revision = question.key, self.revisions.get(question.key)
        # Text and number of one row: of two readings another author may save in between, and the page would then show
        # the old text as the new revision, to be typed on from.
        stored = self.answers.get(key) if revision is None else revision.value
        value = self.typed.get(key, stored)
        return Field(
            question=question,
            value="" if value is None else value,
            number=revision.number if revision else 0,
            saved=self.saved_words(revision),
            comments=self.remarks.get(key, []),
            writers=self.writers.get(key, ()),
            address=reverse("applications:save_answer", args=[self.application.public_id, key]),
            problem=self.problems.get(key, ""),
        )

    def saved_words(self, revision: Revision | None) -> str:
        """«Lagret 21. november kl. 10.12 av Kari»."""
        if revision is None:
            return _("Ikke besvart ennå")
        return _("Lagret %(when)s av %(who)s") % {
            "when": moment(revision.at),
            "who": self.name_of(revision.by),
        }

    def section(self, key: str) -> Section | None:
        return next((row for row in self.sections if row.key == key), None)

    def next_part(self, key: str) -> Part | None:
        keys = [part.key for part in self.parts]
        place = keys.index(key) + 1 if key in keys else len(keys)
        return self.parts[place] if place < len(self.parts) else None


def load(application: Application, user: User) -> Desk:
    """The application with its form, its answers and its authors."""
    return Desk(
        application=application,
        user=user,
        definition=queries.definition_of(application),
        answers=queries.answers_of(application),
        authors=list(application.authors.select_related("user").order_by("added_at", "pk")),
    )


def moment(at: datetime) -> str:
    """A time of today as «kl. 10.12», of another day with the day."""
    local = timezone.localtime(at)
    clock = clock_words(local)
    if local.date() == timezone.localdate():
        return clock
    return f"{formats.date_format(local, 'DATE_FORMAT')} {clock}"


def clock_words(at: datetime) -> str:
    return _("kl. %s") % formats.date_format(timezone.localtime(at), "TIME_FORMAT")


def saved_now() -> str:
    return _("Lagret %s") % clock_words(timezone.now())
