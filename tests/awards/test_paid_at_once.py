"""Two officers pay one rate at the same moment, and two workers remind: processes of their own, real commits."""

import json
from collections.abc import Iterator

import pytest

from making.homes import Home

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
BEGIN = """
from datetime import timedelta
from django.utils import timezone
from lovende.web.upkeep import migrate_if_needed
migrate_if_needed()
from lovende.reference.demo import load_demo
load_demo()
from lovende.awards.actions import date_condition
from making.awards import award, officer
found = award(conditions=["Plan."])
date_condition(condition=found.conditions.get(), due_on=timezone.localdate() + timedelta(days=3), actor=officer())
print(found.public_id)
"""
PAY = """
from django.utils import timezone
from lovende.awards.actions import pay_instalment
from lovende.awards.models import Award
from making.awards import first_instalment, officer
row, me = first_instalment(Award.objects.get(public_id=sys.argv[1])), officer(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
print(pay_instalment(instalment=row, paid_on=timezone.localdate(), actor=me).state)
"""
REMIND = """
from lovende.awards.reminding.reminders import remind
print("ready", flush=True)
sys.stdin.readline()
print(remind().sent)
"""
LOOK = """
import json
from lovende.awards.models import Instalment, Reminder
from lovende.records.audit import verify
from lovende.records.models import AuditEvent
print(json.dumps({"paid": Instalment.objects.filter(state="paid").count(), "intact": verify().intact,
    "events": AuditEvent.objects.filter(verb="awards.paid").count(), "reminders": Reminder.objects.count(),
    "sent": Reminder.objects.filter(sent_at__isnull=False).count()}))
"""


@pytest.fixture(scope="module")
def place() -> Iterator[tuple[Home, str]]:
    with Home("paid") as made:
        yield made, made.run(BEGIN)


def together(place: Home, codes: list[tuple[str, ...]]) -> list[str]:
    """Start them all, wait until each is ready, let them go at once; → what each said."""
    running = [place.start(*code) for code in codes]
    assert [process.stdout.readline() for process in running] == ["ready\n"] * len(codes)
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    return [process.communicate(timeout=120)[0].strip() for process in running]


def test_one_payment_and_each_reminder_once(place):
    home, award = place
    said = together(
        home, [(PAY, award, "case-officer"), (PAY, award, "case-officer-2"), (REMIND,), (REMIND,)]
    )
    assert said[:2] == ["paid", "paid"]
    assert sum(map(int, said[2:])) == 4, "applicant, project lead, two officers"
    found = json.loads(home.run(LOOK))
    assert (found["paid"], found["events"], found["intact"]) == (1, 1, True)
    assert found["reminders"] == found["sent"] == 4
    # Letters of one second may share a file.
    written = "".join(one.read_text() for one in (home.folder / "mail").glob("*.log"))
    assert written.count("Message-ID: ") == 4
