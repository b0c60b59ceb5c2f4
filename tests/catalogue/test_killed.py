"""The server is killed between acceptances and during one: nothing accepted is lost, nothing is half published."""

import http.client
import http.cookiejar
import json
import random
import re
import threading
import time
import urllib.parse
import urllib.request

import pytest

from making.homes import Site

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
KILLS = 3
SECTIONS = 24
ENTRY = """{place} kommune – Jobbsjansen {name}
Prosjektnavn: Prøve {name}

Kort beskrivelse av kommune
Kommunen ligger ved {name}vannet.

Kort beskrivelse av prosjektet
Målgruppen er ungdom 18–25 år. Gruppe {name} møtes ukentlig.
Topp tre prioriterte fokusområder:
• Arbeid {name}
• Språk {name}

Ønskede mål og resultater
{number}0 % skal i arbeid.

Prosjektets status og fremgang
Måloppnåelsen er {number}5 % i dag.

Overførbarhet
Opplegget i {name} kan brukes andre steder.

"""
LOOK = """
import json
from lovende.catalogue.models import Section
from lovende.figures.models import Claim
from lovende.measures.models import Measure
from lovende.records.audit import verify
rows = []
for s in Section.objects.select_related("measure__document", "measure__answers"):
    m = s.measure
    rows.append({"position": s.position, "state": s.state, "measure": m and m.state,
        "answers": m and m.answers.rows.count(), "listed": m and m.document.is_listed,
        "claims": m and Claim.objects.filter(measure=m).count(),
        "decisions": s.decisions.filter(verb="accept").count()})
found = Measure.objects.filter(source__key__startswith="drept", state="published").count()
print(json.dumps({"rows": rows, "published": found, "intact": verify().intact}))
"""


class Reviewer:
    """A case officer with a browser's cookies."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        page = self.get("/konto/login/")
        self.post("/konto/login/", page, login="case-officer@demo.invalid", password="lovende-demo")

    def get(self, path: str) -> str:
        return self.opener.open(self.address + path, timeout=30).read().decode()

    def post(self, path: str, page: str, **data: str) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **data}).encode()
        request = urllib.request.Request(self.address + path, body, {"Referer": self.address + path})
        return self.opener.open(request, timeout=30).read().decode()

    def accept_all(self, batch: str, told: list[int]) -> None:
        """Accept section after section until the server is gone; `told` are those it said were accepted."""
        for position in range(1, SECTIONS + 1):
            path = f"{batch}{position}/"
            try:
                page = self.get(path)
                if "ikke gjennomgått" not in page:
                    continue
                version = re.search(r'name="version" value="(\d+)"', page)[1]
                if "Godtatt og publisert." in self.post(path, page, do="accept", version=version):
                    told.append(position)
            except (OSError, http.client.HTTPException):
                return


@pytest.fixture
def server():
    with Site("killed") as made:
        yield made


def test_a_killed_server_loses_nothing_and_publishes_nothing_by_halves(server, tmp_path):
    places = ("Moss", "Halden", "Sarpsborg")
    names = [f"{chr(97 + n)}lfa" for n in range(SECTIONS)]
    entries = [ENTRY.format(place=places[n % 3], name=name, number=n % 9 + 1) for n, name in enumerate(names)]
    file = tmp_path / "drept.txt"
    file.write_text("".join(entries), encoding="utf-8")
    server.serve()
    document = json.loads(server.command("-m", "lovende.cli", "import", "catalogue", str(file), "--json"))
    assert document["sections"] == SECTIONS
    told: list[int] = []
    chance = random.Random(2016)
    for _ in range(KILLS):
        reviewer = Reviewer(server.address)
        worker = threading.Thread(target=reviewer.accept_all, args=(document["address"], told))
        before = len(told)
        worker.start()
        while worker.is_alive() and len(told) == before:
            time.sleep(0.01)
        time.sleep(chance.uniform(0.02, 0.6))
        server.kill()
        worker.join(60)
        server.serve()
        _consistent(json.loads(server.run(LOOK)), told)
    assert told, "some were accepted before the first kill"


def _consistent(found, told):
    assert found["intact"], "the audit chain"
    accepted = {row["position"]: row for row in found["rows"] if row["state"] == "accepted"}
    assert set(told) <= set(accepted), "what the person was told is there"
    for row in accepted.values():
        assert (row["measure"], row["listed"], row["answers"], row["claims"]) == ("published", True, 5, 1), (
            row
        )
        assert row["decisions"] == 1
    others = [row for row in found["rows"] if row["position"] not in accepted]
    assert all(row["measure"] is None and row["decisions"] == 0 for row in others)
    assert found["published"] == len(accepted), "nothing is public but what was accepted"
