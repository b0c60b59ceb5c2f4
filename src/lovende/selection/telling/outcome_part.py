"""What came of the readings: the joint discussion, cases, the reference group, the choice, what is taken further."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from lovende.selection.models import Case, Discussion, GroupView, Interview
from lovende.selection.telling.document import Block, Paragraph, Section, Table
from lovende.selection.telling.gathered import Gathered, profile_of
from lovende.selection.telling.written import capital, number

SHORT = 600  # letters of a description in the table of chosen methods


def discussion(found: Gathered) -> Section:
    """Who was split, who was agreed on, and what the raters made of each together."""
    split = sum(bool(one.is_split) for one in found.left)
    said = _(
        "%(n)s tiltak var igjen etter den siste fasen: %(split)s der vurdererne var uenige, og %(same)s der alle "
        "sa inn."
    )
    counts = {"n": number(len(found.left)), "split": number(split), "same": number(len(found.left) - split)}
    blocks: list[Block] = [Paragraph(said % counts)]
    if found.left:
        heads = [_("Tiltak"), _("Vurdererne"), _("Utfall"), _("Begrunnelse")]
        rows = [
            [
                named(one),
                _("uenige") if one.is_split else _("alle sa inn"),
                _outcome(one),
                one.reason or _("ingen ennå"),
            ]
            for one in found.left
        ]
        blocks.append(Table(_("Utfallet av fellesdrøftingen"), ["text", "fit", "fit", "wide"], heads, rows))
    return Section("drofting", _("Fellesdrøftingen"), blocks)


def named(one: Any) -> str:
    """A candidate by number, title and office."""
    return ", ".join(part for part in (f"{one.number} {one.title}", str(one.organisation or "")) if part)


def _outcome(one: Any) -> str:
    return str(Discussion.Outcome(one.outcome).label) if one.outcome else _("ikke drøftet")


def cases(found: Gathered) -> Section:
    """Talks counted, roles, consent, and why some ended before the choice. Nobody is named."""
    rows = found.cases
    if not rows:
        return Section("caser", _("Casene"), [Paragraph(_("Ingen tiltak er blitt caser."), "missing")])
    talks = [talk for one in rows for talk in one.talks]
    blocks: list[Block] = [Paragraph(_in_all(len(rows), talks)), _talked(rows)]
    if found.dropped:
        heads = [_("Tiltak"), _("Hvorfor"), _("Forklaring")]
        lines = [
            [named(one), _because(one.case.dropped_because), one.case.dropped_note] for one in found.dropped
        ]
        blocks.append(Table(_("Caser som ble avsluttet uten valg"), ["text", "text", "wide"], heads, lines))
    again = [(one, drop) for one in rows for drop in one.case.earlier_drops]
    if again:
        heads = [_("Tiltak"), _("Avsluttet fordi"), _("Forklaring")]
        lines = [[named(one), _because(drop["because"]), drop["note"]] for one, drop in again]
        blocks.append(Table(_("Caser som ble tatt opp igjen"), ["text", "text", "wide"], heads, lines))
    return Section("caser", _("Casene"), blocks)


def _because(why: str) -> str:
    return capital(str(Case.Drop(why).label)) if why in Case.Drop.values else why


def _in_all(n_cases: int, talks: Sequence[dict[str, Any]]) -> str:
    people = sum(one["people"] for one in talks)
    said = ngettext("%(n)s case. %(talks)s.", "%(n)s caser. %(talks)s.", n_cases)
    of_talks = ngettext("%(n)s intervju med %(people)s", "%(n)s intervjuer med %(people)s", len(talks))
    of_people = ngettext("%s person", "%s personer", people) % number(people)
    return said % {"n": number(n_cases), "talks": of_talks % {"n": number(len(talks)), "people": of_people}}


def _talked(rows: Sequence[Any]) -> Table:
    heads = [_("Case"), _("Intervjuer"), _("Personer"), _("Roller"), _("Samtykke"), _("Utfall")]
    lines = [
        [
            named(one),
            number(len(one.talks)),
            number(sum(talk["people"] for talk in one.talks)),
            "; ".join(dict.fromkeys(talk["role"] for talk in one.talks)) or _("ingen intervjuet"),
            _consent(one.talks),
            _fate(one),
        ]
        for one in rows
    ]
    people = [talk["people"] for one in rows for talk in one.talks]
    lines.append([_("Sum"), number(len(people)), number(sum(people)), "", "", ""])
    columns = ["wide", "number", "number", "text", "text", "text"]
    return Table(_("Intervjuene"), columns, heads, lines, [len(lines) - 1])  # type: ignore[arg-type]


def _consent(talks: Sequence[dict[str, Any]]) -> str:
    counts = Counter(talk["consent"] for talk in talks)
    return ", ".join(f"{n} {Interview.Consent(key).label}" for key, n in counts.most_common())


def _fate(one: Any) -> str:
    if one.is_chosen:
        return _("valgt")
    if one.case.dropped_at is not None:
        return pgettext("case", "avsluttet")
    return _("undersøkes") if one.is_chosen is None else _("ikke valgt")


def group(found: Gathered) -> Section:
    """How many kinds of members of the reference group hold what of each case, which, and what they said."""
    rows = [(one, view) for one in found.cases for view in one.views]
    title = _("Referansegruppen")
    if not rows:
        missing = Paragraph(_("Ingen syn fra referansegruppen er notert."), "missing")
        return Section("referansegruppen", title, [missing])
    asked = [one for one in found.cases if one.views]
    silent = [str(one.number) for one in found.cases if not one.views]
    said = ngettext("Ingen syn er notert på case %s.", "Ingen syn er notert på casene %s.", len(silent))
    blocks: list[Block] = [_stances(asked, [said % ", ".join(silent)] if silent else [])]
    words = [[named(one), view["member"], view["words"]] for one, view in rows if view["words"]]
    if words:
        heads = [_("Case"), _("Medlem"), _("Hva de sa")]
        blocks.append(Table(_("Hva medlemmene sa"), ["text", "text", "wide"], heads, words))
    return Section("referansegruppen", title, blocks)


def _stances(asked: Sequence[Any], notes: Sequence[str]) -> Table:
    stances = [(value, capital(str(label))) for value, label in GroupView.Stance.choices]
    lines = [[named(one), *(_members(one.views, value) for value, _label in stances)] for one in asked]
    heads = [_("Case"), *(label for _value, label in stances)]
    return Table(_("Syn på casene etter medlemstype"), ["text"] * len(heads), heads, lines, notes=notes)


def _members(views: Sequence[dict[str, Any]], stance: str) -> str:
    """«2: NAV Fylke; brukere», «0» where nobody holds it."""
    there = [one["member"] for one in views if one["stance"] == stance]
    return f"{number(len(there))}: {'; '.join(there)}" if there else number(0)


def choice(found: Gathered) -> Section:
    """The promising methods as table 4.1 of 003 has them, with the reason; those that were not chosen after."""
    blocks: list[Block] = []
    if found.chosen:
        heads = [_("Metode"), _("Beskrivelse"), _("Hvorfor den ble valgt")]
        rows = [[_titled(one), _described(found, one), one.why] for one in found.chosen]
        blocks.append(Table(_("Lovende arbeidsmetoder"), ["text", "wide", "wide"], heads, rows))
    else:
        blocks.append(Paragraph(_("Ingen metoder er valgt."), "missing"))
    if found.rejected:
        heads = [_("Tiltak"), _("Hvorfor det ikke ble valgt")]
        rows = [[named(one), one.why] for one in found.rejected]
        blocks.append(Table(_("Caser som ikke ble valgt"), ["text", "wide"], heads, rows))
    return Section("valget", _("De lovende arbeidsmetodene"), blocks)


def _titled(one: Any) -> str:
    return ", ".join(part for part in (one.title, str(one.organisation or "")) if part)


def _described(found: Gathered, one: Any) -> str:
    """The first paragraph of what is done, by the profile."""
    text = profile_of(one, found.headings).texts.get("tiltak", "").strip()
    first = text.split("\n\n")[0].strip()
    if len(first) > SHORT:
        first = first[:SHORT].rsplit(" ", 1)[0] + " …"
    return first or _("mangler i profilen")


def taken_further(found: Gathered) -> Section:
    """What the owner follows up, and at which offices."""
    rows = [one for one in found.chosen if getattr(one, "follow_up", None) is not None]
    title = _("Hva oppdragsgiveren følger opp")
    if not rows:
        return Section(
            "oppfolging", title, [Paragraph(_("Ingen metoder er valgt til oppfølging."), "missing")]
        )
    heads = [_("Metode"), _("Prøves hos"), _("Begrunnelse")]
    lines = [
        [_titled(one), "; ".join(one.places) or _("ingen kontorer er valgt"), one.follow_up.reason]
        for one in rows
    ]
    table = Table(_("Metoder som prøves hos andre kontorer"), ["text", "text", "wide"], heads, lines)
    return Section("oppfolging", title, [table])
