"""Why readings cannot be given out, in words: whole sentences that name raters, departments and candidates."""

import pytest
from django.utils import translation

from lovende.selection.unassignable import no_way
from lovende.stats.assignment import InfeasibleError, Lack, Problem, assign, reassign
from making.assignment import measures, raters

NAMES = {"a": "Anne", "b": "Bo", "c": "Cecilie", "d": "Dag"}
HELP = "Sett opp en vurderer fra en annen avdeling, eller se over hvem som er inhabil i hva. Ingenting er endret."
CASES = [
    (measures(3), "a:Nord b:Nord",
     "Hvert tiltak skal leses av 2 fra ulike avdelinger, men alle som kan lese, er fra Nord. Sett opp vurderere "
     "fra flere avdelinger. Ingenting er endret."),
    (measures(1), "",
     "Hvert tiltak skal leses av 2 fra ulike avdelinger, men ingen vurderere kan lese noe. Sett opp vurderere fra "
     "flere avdelinger. Ingenting er endret."),
    (measures(3, t2="b c"), "a:Nord b:Sør c:Sør",
     "Bo og Cecilie er inhabile i kandidat t2. De som er igjen, kommer bare fra Nord, men det skal leses av 2 fra "
     f"ulike avdelinger. {HELP}"),
    (measures(3, t1="b", t3="b"), "a:Nord b:Sør",
     "Bo er inhabil i kandidat t1. De som er igjen, kommer bare fra Nord, men det skal leses av 2 fra ulike "
     f"avdelinger. Slik er det også med kandidat t3. {HELP}"),
    (measures(1, t1="a b"), "a:Nord b:Sør",
     f"Anne og Bo er inhabile i kandidat t1. Ingen andre kan lese det. {HELP}"),
    (measures(5), "a:Nord:3 b:Sør",
     "Det trengs 10 vurderinger, men avdelingene kan gi høyst 8: Nord 3 og Sør 5. La vurdererne ta flere, eller sett "
     "opp flere. Ingenting er endret."),
    (measures(5, t1="a d", t2="a d", t3="a d"), "a:X b:X:2 c:Y d:Z",
     "Kandidatene t1, t2 og t3 mangler 6 vurderinger, og habile vurderere fra andre avdelinger kan ta høyst 5. Bo "
     "kan ikke ta flere. La dem ta flere, sett opp flere vurderere, eller se over hvem som er inhabil i hva. "
     "Ingenting er endret."),
]  # fmt: skip


@pytest.mark.parametrize(("these", "those", "said"), CASES)
def test_what_is_impossible_is_said_in_whole_sentences(these, those, said):
    with pytest.raises(InfeasibleError) as found:
        assign(these, raters(those), seed=1)
    with translation.override("nb"):
        assert no_way(found.value.lack, NAMES) == said


def test_one_whom_nobody_can_stand_in_for():
    problem = Problem(tuple(measures(1)), tuple(raters("a:Nord b:Sør")))
    with pytest.raises(InfeasibleError) as found:
        reassign(problem.measures, problem.raters, {"t1": "ab"}, locked={("t1", "b")}, absent={"a"})
    assert found.value.lack == Lack("measure", 1, 0, ("t1",))
    with translation.override("nb"):
        said = no_way(found.value.lack, NAMES)
    assert said.startswith(
        "Kandidat t1 mangler 1 vurdering, og habile vurderere fra andre avdelinger kan ta høyst 0."
    )


def test_many_are_counted_and_numbers_stand_in_their_order():
    lack = Lack("combination", 30, 20, tuple(str(one) for one in (10, *range(1, 10))), ("a",))
    with translation.override("nb"):
        assert "Kandidatene 1, 2, 3, 4, 5, 6, 7, 8 og 2 til mangler 30" in no_way(lack, NAMES)
