"""A reading as its page shows it and as it is sent: what is kept, what was typed, what is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from lovende.selection.material import GOAL, NOVELTY, TRANSFER
from lovende.selection.models import Criterion, Phase, Reading, Tick
from lovende.selection.rating import Judged

Typed = Mapping[str, str]
BACKGROUND = "background"
# Which parts of the material a criterion is judged by (003 L924–938).
READ_IN = {
    Criterion.Dimension.TRANSFER: (TRANSFER,),
    Criterion.Dimension.GOAL: (GOAL,),
    Criterion.Dimension.BOTH: (GOAL, TRANSFER),
    Criterion.Dimension.NEITHER: (NOVELTY,),
}


def plain(given: Typed, name: str) -> str:
    """What was typed, without NUL, line ends as \\n."""
    return given.get(name, "").replace("\0", "").replace("\r\n", "\n").strip()


def criteria_of(phase: Phase) -> list[Criterion]:
    """The criteria that can be judged in the phase, in order."""
    return list(phase.round.criteria.filter(phases__contains=[phase.key]).order_by("number"))


def kept(reading: Reading) -> Judged:
    """What is saved."""
    ticks = dict(reading.ticks.values_list("criterion__key", "value"))
    return Judged(reading.verdict, reading.reason, reading.notes, ticks)


def read(given: Typed, criteria: Iterable[Criterion]) -> Judged:
    """What was sent. A criterion without an answer is sent as "", which takes an earlier answer back."""
    ticks = {row.key: plain(given, f"tick-{row.key}") for row in criteria}
    return Judged(plain(given, "verdict"), plain(given, "reason"), plain(given, "notes"), ticks)


def same(one: Judged, other: Judged) -> bool:
    """Do they say the same? An answer taken back is no answer."""
    texts = [(said.verdict, said.reason, said.notes, _answered(said)) for said in (one, other)]
    return texts[0] == texts[1]


def _answered(said: Judged) -> dict[str, str]:
    return {key: value for key, value in said.ticks.items() if value}


@dataclass(frozen=True)
class Mark:
    """One criterion in the form: its number on this page, the answer, what is wrong with it."""

    number: int
    criterion: Criterion
    evidence: str
    read_in: list[tuple[str, str]]
    value: str
    problem: str = ""

    @property
    def name(self) -> str:
        return f"tick-{self.criterion.key}"

    @property
    def digit(self) -> str:
        """The key that leads to it: 1–9, then 0; "" beyond ten."""
        return str(self.number % 10) if self.number <= 10 else ""


@dataclass(frozen=True)
class ReadingForm:
    """The rater's own words on one candidate."""

    said: Judged
    marks: list[Mark]
    version: int
    problems: Mapping[str, str] = field(default_factory=dict)
    kept: list[tuple[str, str]] = field(default_factory=list)
    is_unsaved: bool = False

    @property
    def links(self) -> list[tuple[str, str]]:
        """(anchor, what is wrong) for the summary."""
        return [(f"f-{name}", text) for name, text in self.problems.items()]


def form_of(
    reading: Reading,
    criteria: list[Criterion],
    there: Iterable[str],
    typed: Judged | None = None,
    problems: Typed | None = None,
) -> ReadingForm:
    """The form with what is kept, or with what was `typed` and refused. `there`: the parts the material has."""
    saved, wrong, parts = kept(reading), problems or {}, dict(part_names())
    said, has = typed or saved, set(there)
    evidence = {key: str(label) for key, label in Criterion.Evidence.choices}
    marks = [
        Mark(
            number,
            row,
            ", ".join(evidence[one] for one in row.evidence),
            [(key, parts[key]) for key in READ_IN[Criterion.Dimension(row.dimension)] if key in has],
            said.ticks.get(row.key, ""),
            wrong.get(f"tick-{row.key}", ""),
        )
        for number, row in enumerate(criteria, 1)
    ]
    return ReadingForm(said, marks, reading.version, wrong, in_words(saved, criteria), not same(said, saved))


def in_words(said: Judged, criteria: Iterable[Criterion]) -> list[tuple[str, str]]:
    """(what is asked, what is said) of what is said, for reading."""
    verdicts, values = dict(Reading.Verdict.choices), dict(Tick.Value.choices)
    rows = [(_("Inn eller ut"), str(verdicts.get(said.verdict, "")))]
    rows += [(_("Begrunnelse"), said.reason)]
    rows += [(row.label, str(values.get(said.ticks.get(row.key, ""), ""))) for row in criteria]
    rows += [(_("Egne notater"), said.notes)]
    return [(label, text) for label, text in rows if text]


def part_names() -> list[tuple[str, str]]:
    """(key, heading) of the parts that the material is read in, in order."""
    return [
        (NOVELTY, _("Hva tiltaket er")),
        (GOAL, _("Resultater og hvordan de er undersøkt")),
        (TRANSFER, _("Suksessfaktorer og utfordringer")),
        (BACKGROUND, _("Bakgrunn")),
    ]


def judged_by(key: str) -> str:
    """What a rater judges by a part of the material; "" for background."""
    said = {
        NOVELTY: _("Les for nyhetsverdi"),
        GOAL: _("Les for måloppnåelse og troverdighet"),
        TRANSFER: _("Les for overførbarhet"),
    }
    return said.get(key, "")


@dataclass(frozen=True)
class Part:
    """Fields of the material that are read for the same judgement."""

    key: str
    title: str
    judged_by: str
    fields: list[Mapping[str, str]]


def parts_of(material: Iterable[Mapping[str, str]]) -> list[Part]:
    """The material by what it feeds; parts that hold nothing are left out."""
    by_key: dict[str, list[Mapping[str, str]]] = {}
    for row in material:
        by_key.setdefault(row["feeds"] or BACKGROUND, []).append(row)
    return [Part(key, title, judged_by(key), by_key[key]) for key, title in part_names() if key in by_key]
