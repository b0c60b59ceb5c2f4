"""Two decision makers at the same moment, each with a connection of their own that commits."""

import json

import pytest

from making.homes import Home

pytestmark = [pytest.mark.slow, pytest.mark.timeout(280)]
PROGRAM = """
import json, threading
from decimal import Decimal
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
from lovende.people.models import Organisation, Role
from lovende.records.audit import verify
from lovende.records.models import Term
from lovende.schemes.models import Scheme
from lovende.assessments import following
from lovende.assessments.actions import decide
from lovende.assessments.models import Decision
from lovende.people.models import User
from making import assessments as making
following._callbacks.clear()  # what follows an award needs a whole register
kind = Term.objects.create(vocabulary="organisation-kind", key="office", names={"nb": "Kontor"})
for slug in (making.HANDLER, making.APPLICANT):
    Organisation.objects.create(slug=slug, name=slug, kind=kind)
Scheme.objects.create(key="prove", name="Prøve")
for name, role in (("case-officer", Role.CASE_OFFICER), ("one", Role.DECISION_MAKER), ("two", Role.DECISION_MAKER)):
    User.objects.create_user(f"{name}@demo.invalid", None, name=name).memberships.create(
        organisation=Organisation.objects.get(slug=making.HANDLER), role=role)

def together(*acts):
    gate, told = threading.Barrier(len(acts)), []
    def run(case, name):
        advice, who = case.recommendations.get(), making.officer(name)
        gate.wait()
        try:
            decide(application=case, recommendation=advice, outcome="award", amount=advice.amount, actor=who)
            told.append("decided")
        except Exception as problem:
            told.append(type(problem).__name__)
        connection.close()
    threads = [threading.Thread(target=run, args=act) for act in acts]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return sorted(told)

def ready(call):
    case = making.handed_in(call)
    making.recommended(case)
    [making.declared(case, making.officer(name)) for name in ("one", "two")]
    return case

wide, narrow = making.plain_call(), making.plain_call(frame=Decimal(1_000_000))
one = ready(wide)
same_case = together((one, "one"), (one, "two"))
two = ready(wide)
twice = together((two, "one"), (two, "one"))
first, second = ready(narrow), ready(narrow)
frame = together((first, "one"), (second, "two"))
print(json.dumps({"same": same_case, "twice": twice, "frame": frame, "intact": verify().intact,
    "decisions": [Decision.objects.filter(application=one).count(), Decision.objects.filter(application=two).count(),
                  Decision.objects.filter(application__call=narrow).count()]}))
"""


def test_two_who_decide_at_once_decide_once_and_within_the_frame():
    with Home("decided") as home:
        found = json.loads(home.run(PROGRAM))
    assert found["same"] == ["ConflictError", "decided"]
    assert found["twice"] == ["decided", "decided"], "a double click is told what the first one did"
    assert found["frame"] == ["BeyondFrameError", "decided"]
    assert found["decisions"] == [1, 1, 1] and found["intact"]
