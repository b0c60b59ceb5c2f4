"""What a round tells: profiles are read by those who may see the round, written by those who lead it."""

from lovende.people.models import Organisation
from lovende.selection.actions import choose
from lovende.selection.phases import left
from making.selection import lead
from who_may import EVERYBODY
from who_may.selection_cases import LEAD, SEE, made_case, read_to_its_end
from who_may.selection_published import ROUND

CHOSEN = ["TELLING_ROUND", "TELLING_CHOSEN"]
TABLE = {
    "selection:profile": (CHOSEN, SEE),
    "selection:write_profile": (CHOSEN, LEAD),
    "selection:report": (["TELLING_ROUND"], SEE),
    "selection:report_pdf": (["TELLING_ROUND"], SEE),
    "selection:report_word": (["TELLING_ROUND"], SEE),
    "selection:printed_pdf": ([ROUND], EVERYBODY),
    "selection:printed_word": ([ROUND], EVERYBODY),
}


def places() -> dict[str, str]:
    owner = Organisation.objects.get(slug="statsforvalteren-oslo-viken")
    found = read_to_its_end(title="Til rapport", owner=owner, candidates=2)
    number = made_case(found, left(found)[0].number)
    choose(round_=found, number=number, is_chosen=True, reason="God.", actor=lead())
    return {"TELLING_ROUND": found.public_id, "TELLING_CHOSEN": str(number)}
