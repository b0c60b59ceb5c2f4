"""Two authors, several processes, real commits: neither loses text, one submission, one draft."""

import json
from collections.abc import Iterator

import pytest

from making.homes import Home

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
ROUNDS = 40
BEGIN = """
from lovende.web.upkeep import migrate_if_needed
migrate_if_needed()
from lovende.reference.demo import load_demo
load_demo()
from making.applications import draft, filled, user
from lovende.applications import actions
from lovende.people.models import User
both = draft(title="Begge")
for name in ("project-lead",):
    actions.add_author(application=both, user=user(name), actor=user())
print(both.public_id, filled(draft(title="Hel")).public_id, both.call.key)
"""
# Each author types on from what the last save gave back, knowing nothing of the other.
WRITE = f"""
from making.applications import user
from lovende.applications import actions
from lovende.applications.models import Application
application, me = Application.objects.get(public_id=sys.argv[1]), user(sys.argv[2])
text, base = "", 0
for number in range({ROUNDS}):
    at_the_end = number % 2
    word = f"{{sys.argv[2]}}{{number}}"
    text = f"{{text}} {{word}}" if at_the_end else f"{{word}} {{text}}"
    saved = actions.save_answer(application=application, question="behov", value=text, base=base, actor=me)
    text, base = saved.value, saved.number
"""
SUBMIT = """
from making.applications import submission
from lovende.applications.models import Application
made = submission(Application.objects.get(public_id=sys.argv[1]))
print(made.number)
"""
BEGIN_ONE = """
from making.applications import draft
from lovende.schemes.models import Call
print(draft(Call.objects.get(key=sys.argv[1]), title="Samme tittel").public_id)
"""
LOOK = """
import json
from lovende.applications.models import Application, Revision, Submission
from lovende.applications.queries import answers_of
from lovende.records.audit import verify
one = Application.objects.get(public_id=sys.argv[1])
numbers = list(Revision.objects.filter(application=one).order_by("number").values_list("number", flat=True))
print(json.dumps({"text": answers_of(one)["behov"], "numbers": numbers, "intact": verify().intact,
    "submissions": Submission.objects.count(),
    "same": Application.objects.filter(title="Samme tittel").count()}))
"""


@pytest.fixture(scope="module")
def place() -> Iterator[tuple[Home, list[str]]]:
    with Home("authors") as made:
        yield made, made.run(BEGIN).split()


def test_authors_submitters_and_starters_at_once(place):
    made, (both, whole, call) = place
    running = [
        *(made.start(WRITE, both, name) for name in ("applicant", "project-lead")),
        *(made.start(SUBMIT, whole) for _ in range(2)),
        *(made.start(BEGIN_ONE, call) for _ in range(2)),
    ]
    said = [process.communicate(timeout=200)[0].strip() for process in running]
    assert [process.returncode for process in running] == [0] * 6
    found = json.loads(made.run(LOOK, both))
    words = found["text"].split()
    for name in ("applicant", "project-lead"):
        lost = [f"{name}{n}" for n in range(ROUNDS) if f"{name}{n}" not in words]
        assert lost == []
    assert len(words) == len(set(words)) == 2 * ROUNDS, "nothing twice either"
    assert found["numbers"] == list(range(1, 2 * ROUNDS + 1))
    assert found["intact"] and found["submissions"] == 1 and said[2:4] == ["1", "1"]
    assert found["same"] == 1 and said[4] == said[5]
