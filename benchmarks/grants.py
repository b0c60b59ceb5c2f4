"""Ten thousand generated applications, and server time and queries of the officers' pages over them.

Generated in bulk, seeded, with a share of cases at every stage. Pages are visited as an officer who is signed in,
in process, through the whole of Django; the baseline is the about page, visited by the same officer beside every
other page, since the machine's pace changes in a run.
"""

import hashlib
import json
import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from benchmarks import counted
from benchmarks.casework import CASEWORK, Casework
from benchmarks.pages import ABOUT, BASELINE, Page, as_in_a_worker, rounds, visit

SEED = 20240607
SIZE = 10_000
KEY = "maaling"
CHUNK = 500
HANDLER = "statsforvalteren-oslo-viken"
OFFICER = "saksbehandler@maaling.invalid"
BOSS = "beslutter@maaling.invalid"
KINDS = ("new", "new", "new", "new", "continuation", "continuation", "replication")
WHO = ("unge", "familier", "innvandrere", "eneforsørgere", "sosialhjelpsmottakere", "løslatte", "flyktninger")
WHAT = (
    "Jobbmentor",
    "Gjeldsrådgivning",
    "Språkpraksis",
    "Boligkoordinator",
    "Familieplan",
    "Mestringskurs",
    "Losen",
)
HOW = (
    "tett oppfølging",
    "gruppeveiledning",
    "samarbeid med skolen",
    "ordinært arbeidsliv",
    "digital veiledning",
)
LIMITS = {"case": 40.0, "outcomes by area": 100.0, "priorities": 100.0, **counted.LIMITS}


def analyze(cursor: Any) -> None:
    """What bulk writing fills is counted at once: a plan kept from when the tables were all but empty reads every
    row for every case, and ten thousand cases then take hours."""
    from django.apps import apps

    for model in ("applications.Application", "applications.Submission", *CASEWORK):
        cursor.execute(f"ANALYZE {apps.get_model(model)._meta.db_table}")


class Generator:
    """Writes `size` applications of one call, handed in, and what officers have made of them."""

    def __init__(self, size: int = SIZE, seed: int = SEED, key: str = KEY) -> None:
        self.size, self.key, self.chance = size, key, random.Random(seed)
        self.start = datetime(2025, 1, 2, 8, tzinfo=UTC)

    def write(self) -> Any:
        """→ the call. Triggers that keep where each case stands wait, and are made good at the end, all at once."""
        from django.db import connection, transaction

        with transaction.atomic(), connection.cursor() as cursor:
            self._people_and_call()
            cursor.execute("SET LOCAL session_replication_role = replica")
            for first in range(0, self.size, CHUNK):
                self._chunk(range(first, min(first + CHUNK, self.size)))
            cursor.execute("SET LOCAL session_replication_role = origin")
            analyze(cursor)
            cursor.execute(
                "SELECT count(assessments_stand(id)) FROM applications_application WHERE call_id = %s",
                [self.call.pk],
            )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE assessments_standing")
        return self.call

    def _people_and_call(self) -> None:
        from lovende.people.models import Organisation, Role, User
        from lovende.schemes.models import Area, Call, Criterion, Scheme

        handler = Organisation.objects.get(slug=HANDLER)
        self.handler = handler
        self.organisations = list(Organisation.objects.filter(slug__startswith="nav-").order_by("pk")[:200])
        self.people = {}
        for email, role in ((OFFICER, Role.CASE_OFFICER), (BOSS, Role.DECISION_MAKER)):
            user, _made = User.objects.get_or_create(email=email, defaults={"name": email.split("@")[0]})
            user.memberships.get_or_create(organisation=handler, role=role)
            self.people[email] = user
        self.call = Call.objects.create(
            key=self.key,
            scheme=Scheme.objects.order_by("pk").first(),
            administrator=handler,
            year=2025,
            title="Utvikling av sosiale tjenester",
            frame=Decimal(self.size) * 200_000,
            state="closed",
        )
        self.areas = [
            Area.objects.create(
                call=self.call, key=f"o{number}", number=number, name=f"Område {number}", order=number
            )
            for number in range(1, 7)
        ]
        self.criteria = [
            Criterion.objects.create(
                call=self.call, key=f"k{number}", label={"nb": f"Kriterium {number}"}, order=number
            )
            for number in range(1, 7)
        ]

    def _chunk(self, numbers: range) -> None:
        from lovende.applications.models import Application, Submission

        cases, contents = [], []
        for number in numbers:
            content = self._content(number)
            contents.append(content)
            cases.append(self._application(number, content))
        Application.objects.bulk_create(cases)
        submissions = [
            Submission(
                application=case,
                number=1,
                at=case.submitted_at,
                by=str(UUID(int=1)),
                content=content,
                sha256=hashlib.sha256(json.dumps(content).encode()).hexdigest(),
            )
            for case, content in zip(cases, contents, strict=True)
        ]
        Submission.objects.bulk_create(submissions)
        Casework(self.people[OFFICER], self.people[BOSS], self.criteria, self.chance).write(
            cases, submissions
        )

    def _application(self, number: int, content: dict[str, Any]) -> Any:
        from lovende.applications.models import Application
        from lovende.applications.queries import vector_of

        applied = None if content["applied"] is None else Decimal(content["applied"])
        area = next((row for row in self.areas if row.key == content["area"]), None)
        state = "withdrawn" if number % 50 == 49 else "decided" if number % 10 < 3 else "submitted"
        public_id = f"{self.key}-{number}"
        return Application(
            public_id=public_id,
            terms=vector_of(content, public_id),
            call=self.call,
            area=area,
            organisation=self.organisations[number % len(self.organisations)],
            handler=self.handler,
            title=content["title"],
            kind=content["kind"],
            applied=applied,
            applied_unknown="" if applied is not None else "not-stated",
            years=[2025],
            state=state,
            submitted_at=self.start + timedelta(minutes=number),
        )

    def _content(self, number: int) -> dict[str, Any]:
        """About 4 000 characters, as applications of the form are."""
        draw = self.chance.choice
        place = self.organisations[number % len(self.organisations)]
        title = f"{draw(WHAT)} for {draw(WHO)} {number}"
        answers = [self._answer(question) for question in range(12)]
        applied = None if number % 40 == 7 else f"{self.chance.randrange(100, 1800) * 1000}.00"
        return {
            "title": title,
            "call": self.key,
            "call_title": "Utvikling av sosiale tjenester",
            "area": None if number % 60 == 11 else draw(self.areas).key,
            "area_name": None,
            "organisation": {"slug": place.slug, "name": place.name},
            "municipality": None,
            "kind": draw(KINDS),
            "replicates": None,
            "replicates_title": None,
            "measure": None,
            "years": [2025],
            "positions": "1.00",
            "participants": self.chance.randrange(10, 80),
            "budget": [{"year": 2025, "kind": "salaries", "amount": applied or "0.00", "note": ""}],
            "applied": applied,
            "own_contribution": None,
            "form": {"key": "application", "number": 1},
            "answers": answers,
            "citations": [],
            "similar": [],
            "files": [],
            "findings": [],
        }

    def _answer(self, question: int) -> dict[str, Any]:
        draw = self.chance.choice
        said = (
            f"Vi vil prøve {draw(HOW)} for {draw(WHO)} fordi {draw(WHO)} venter lenge." for _line in range(4)
        )
        return {
            "section": f"s{question // 3}",
            "section_titles": {"nb": f"Del {question // 3 + 1}"},
            "question": f"q{question}",
            "label": f"Spørsmål {question + 1}",
            "labels": {"nb": f"Spørsmål {question + 1}"},
            "kind": "text",
            "value": " ".join(said),
        }


def settle() -> None:
    """As the database of an office in use stands: what its vacuum would do in the hours after is done now."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def addresses(key: str, size: int) -> dict[str, list[str]]:
    """Page type → addresses, several of each."""
    numbers = range(0, size, max(1, size // 25))
    last = -(-(size - size // 50) // 25)
    words = (
        "gjeldsrådgivning",
        "språk unge",
        "oppfølging",
        "familie",
        "løslatte",
        f"{key}-17",
        "mentor flyktninger",
    )
    return {
        "inbox, first page": ["/saker/"],
        "inbox, last page": [f"/saker/?side={last}"],
        "inbox, middle page": [f"/saker/?side={last // 2}"],
        "inbox, by status": [
            f"/saker/?status={one}" for one in ("waiting", "assessed", "recommended", "decided")
        ],
        "inbox, by area and kind": [
            f"/saker/?utlysning={key}&omrade=o{number}&type=continuation" for number in range(1, 5)
        ],
        "inbox, mine": ["/saker/?mine=1", "/saker/?mine=1&sorter=belop", "/saker/?saksbehandler=ingen"],
        "inbox, text search": [f"/saker/?q={word}" for word in words],
        "case": [f"/saker/{key}-{number}/" for number in numbers if number % 10 < 9 and number % 50 != 49],
        "case, similar measures": [
            f"/saker/{key}-{number}/lignende/" for number in numbers if number % 10 < 9
        ][:5],
        "priorities": [f"/saker/prioritering/{key}/", f"/saker/prioritering/{key}/?side=999"],
        "outcomes by area": [f"/saker/utfall/?utlysning={key}"],
    }


def decides(key: str) -> tuple[Any, Any]:
    """The call that was written, and the one who decides in it."""
    from lovende.people.models import User
    from lovende.schemes.models import Call

    return Call.objects.select_related("administrator").get(key=key), User.objects.get(email=BOSS)


def measure(size: int = SIZE) -> dict[str, Page]:
    """Generate and visit; times sorted."""
    from django.test import Client

    generator = Generator(size)
    call = generator.write()
    settle()
    as_in_a_worker()
    client = Client()
    client.force_login(generator.people[OFFICER])
    found = {BASELINE: Page()}
    client.get(ABOUT)
    for name, several in addresses(call.key, size).items():
        page = found[name] = Page()
        for address in several:
            client.get(address)
            for _round in range(rounds(several)):
                visit(client, ABOUT, found[BASELINE])
                visit(client, address, page)
    counted.write(call)
    settle()
    as_in_a_worker()
    found |= counted.measure(client)
    for page in found.values():
        page.times.sort()
    return found
