"""The import pages: for those who may review."""

from lovende.catalogue.actions import start_import, write_sections
from lovende.catalogue.reading import read
from lovende.people.models import Role
from who_may import only

REVIEWERS = {Role.CASE_OFFICER, Role.PROGRAMME_OFFICER, Role.ADMINISTRATOR}
TABLE = {
    "catalogue:imports": ([], only(REVIEWERS)),
    "catalogue:batch": (["BATCH"], only(REVIEWERS)),
    "catalogue:section": (["BATCH", "1"], only(REVIEWERS)),
    # These change something: a GET is refused to those who may.
    "catalogue:read_again": (["BATCH"], only(REVIEWERS, 405)),
    "catalogue:accept_clean": (["BATCH"], only(REVIEWERS, 405)),
    "catalogue:name_source": (["BATCH"], only(REVIEWERS, 405)),
}


def places() -> dict[str, str]:
    text = "Halden kommune – Prøven\n\nKort beskrivelse av prosjektet\nUngdom møtes.\n".encode()
    made = start_import(
        name="prøve.txt", content=text, key="prove", title="Prøve", year=2016, actor=None, defer=False
    )
    batch = write_sections(public_id=str(made.public_id), catalogue=read(text, "prøve.txt", 2016))
    return {"BATCH": str(batch.public_id)}
