"""A process is killed between saves and during one: what was acknowledged is there, nothing is half saved."""

import json
import random
import signal
import time

import pytest

from making.homes import Home

from .test_at_once import BEGIN

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
KILLS = 4
TYPE = """
from making.applications import user
from lovende.applications import actions
from lovende.applications.models import Application
from lovende.applications.queries import newest_revisions
application, me = Application.objects.get(public_id=sys.argv[1]), user()
there = newest_revisions(application).get("behov")
text, base = (there.value, there.number) if there else ("", 0)
while True:
    text = f"{text} ord{base}"[-15_000:]
    saved = actions.save_answer(application=application, question="behov", value=text, base=base, actor=me)
    text, base = saved.value, saved.number
    print(base, flush=True)
"""
LOOK = """
import json
from lovende.applications.models import Application
from lovende.applications.queries import answers_of, newest_revisions
from lovende.records.audit import verify
one = Application.objects.get(public_id=sys.argv[1])
last = newest_revisions(one)["behov"]
print(json.dumps({"number": last.number, "same": last.value == answers_of(one)["behov"],
    "words": len(last.value.split()), "intact": verify().intact}))
"""


def test_what_was_acknowledged_is_there_and_nothing_is_half_saved():
    chance = random.Random(2016)
    with Home("saves") as place:
        both = place.run(BEGIN).split()[0]
        for _ in range(KILLS):
            writer = place.start(TYPE, both)
            assert writer.stdout
            told = [int(writer.stdout.readline())]
            time.sleep(chance.uniform(0.02, 0.4))
            writer.send_signal(signal.SIGKILL)
            told += [int(line) for line in writer.communicate()[0].split("\n") if line.strip().isdigit()]
            found = json.loads(place.run(LOOK, both))
            assert found["number"] in (told[-1], told[-1] + 1), "the last that was told, or the one under way"
            assert found["same"] and found["intact"]
            assert found["words"] == found["number"], "one word a save"
