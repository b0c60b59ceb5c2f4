"""Runs: progress, what fails is listed, a killed worker loses nothing, and what a zip holds."""

import io
import zipfile

import pytest
from django.utils import timezone

from lovende.assessments.errors import NotAllowedError
from lovende.assessments.letters import runs
from lovende.assessments.letters.actions import LetterError, make_letter, send_letter
from lovende.assessments.models import Letter, LetterRun
from lovende.assessments.tasks import make_letters
from lovende.people.models import Organisation, Role
from making.assessments import HANDLER, decided, declared, handed_in, officer, person, plain_call

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """Kept files go with the test."""
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def call():
    call = plain_call()
    for _number in range(3):
        decided(handed_in(call))
    return call


def begin(call, **changes) -> LetterRun:
    whole = {
        "handler": Organisation.objects.get(slug=HANDLER),
        "language": "nb",
        "actor": officer(),
        "defer": False,
    }
    return runs.start_run(call=call, **(whole | changes))


def test_a_run_makes_each_letter_and_ends(call):
    handed_in(call)  # not decided: no letter
    run = begin(call)
    assert (run.total, run.done, run.ended_at) == (3, 0, None)
    make_letters(run.pk)
    run.refresh_from_db()
    assert (run.done, run.failed) == (3, []) and run.ended_at is not None
    assert Letter.objects.filter(pdf__isnull=False, word__isnull=False).count() == 3
    with pytest.raises(LetterError):
        begin(call)
    assert begin(call, again=True).total == 3
    assert begin(call, language="nn").total == 3


def test_a_second_click_is_the_same_run(call):
    assert begin(call).pk == begin(call).pk


class Killed(BaseException):
    """The worker is gone in the middle of things."""


def test_a_killed_worker_loses_nothing(call, monkeypatch):
    run, kept = begin(call), runs.keep_letter

    def killed(decision, *more):
        made = kept(decision, *more)
        if Letter.objects.filter(pdf__isnull=False).count() == 2:
            raise Killed
        return made

    monkeypatch.setattr(runs, "keep_letter", killed)
    with pytest.raises(Killed):
        make_letters(run.pk)
    run.refresh_from_db()
    assert (run.done, Letter.objects.filter(pdf__isnull=False).count(), run.ended_at) == (1, 1, None)
    monkeypatch.setattr(runs, "keep_letter", kept)
    LetterRun.objects.filter(pk=run.pk).update(moved_at=timezone.now() - 2 * runs.STALLED)
    assert runs.take_up_stalled() == 1 and runs.take_up_stalled() == 0
    make_letters(run.pk)
    make_letters(run.pk)
    run.refresh_from_db()
    assert (run.done, Letter.objects.count()) == (3, 3) and run.ended_at is not None


def test_two_workers_make_each_letter_once(call, monkeypatch):
    run, set_letter = begin(call), runs.set_letter

    def meanwhile(decision, language):
        monkeypatch.setattr(runs, "set_letter", set_letter)
        runs.step(run.pk)  # another worker is quicker
        return set_letter(decision, language)

    monkeypatch.setattr(runs, "set_letter", meanwhile)
    make_letters(run.pk)
    run.refresh_from_db()
    assert (run.done, run.failed, Letter.objects.count()) == (3, [], 3)


def test_what_fails_is_listed_and_holds_nothing_back(call, monkeypatch):
    run, set_letter = begin(call), runs.set_letter

    def fails(decision, language):
        if decision.pk == run.decisions[1]:
            raise ValueError("a word of the decision")
        return set_letter(decision, language)

    monkeypatch.setattr(runs, "set_letter", fails)
    make_letters(run.pk)
    run.refresh_from_db()
    assert run.done == 2 and [(row["decision"], row["why"]) for row in run.failed] == [
        (run.decisions[1], "error")
    ]
    monkeypatch.setattr(runs, "set_letter", set_letter)
    again = runs.resume_run(run=run, actor=officer(), defer=False)
    assert again.pk != run.pk and again.decisions == [run.decisions[1]]
    make_letters(again.pk)
    again.refresh_from_db()
    assert again.done == 1


def test_what_was_superseded_or_sent_meanwhile_is_told(call):
    run = begin(call)
    first = call.applications.get(decisions=run.decisions[0])
    decided(
        first,
        supersedes=first.decisions.get(),
        outcome="rejected",
        amount=None,
        reason_code="frame-used",
        reason="x",
    )
    second = call.applications.get(decisions=run.decisions[1]).decisions.get()
    send_letter(letter=make_letter(decision=second, language="nb", actor=officer()), actor=officer())
    make_letters(run.pk)
    run.refresh_from_db()
    assert [row["why"] for row in run.failed] == ["superseded", "sent"] and run.done == 1


def test_who_may_start_and_resume(call):
    stranger = person("saksbehandler-annet", Role.CASE_OFFICER, "oslo-kommune")
    for who in (officer("applicant"), officer("auditor"), stranger):
        with pytest.raises(NotAllowedError):
            begin(call, actor=who)
    run = begin(call)
    for who in (officer("auditor"), stranger):
        with pytest.raises(NotAllowedError):
            runs.resume_run(run=run, actor=who, defer=False)
        with pytest.raises(NotAllowedError):
            runs.send_run(run=run, actor=who)


def test_sending_a_run_leaves_out_the_partial(call):
    case = call.applications.first()
    declared(case, officer("case-officer-2"), "conflict")
    run = begin(call)
    make_letters(run.pk)
    run.refresh_from_db()
    assert runs.send_run(run=run, actor=officer("case-officer-2")) == {"sent": 2, "failed": []}
    assert runs.send_run(run=run, actor=officer()) == {"sent": 1, "failed": []}


def test_a_long_run_gives_others_their_turn(call):
    from procrastinate.contrib.django.models import ProcrastinateJob

    run = begin(call)
    runs.work(run.pk, most=2)
    assert LetterRun.objects.get(pk=run.pk).done == 2
    assert ProcrastinateJob.objects.get(task_name=runs.TASK).args == {"run": run.pk}
    runs.work(run.pk, most=2)
    assert LetterRun.objects.get(pk=run.pk).ended_at and ProcrastinateJob.objects.count() == 1


def test_starting_defers_the_task(call):
    from procrastinate.contrib.django.models import ProcrastinateJob

    run = begin(call, defer=True)
    job = ProcrastinateJob.objects.get(task_name=runs.TASK)
    assert job.args == {"run": run.pk}


def test_the_zip_is_whole(call, client):
    run = begin(call)
    make_letters(run.pk)
    client.force_login(officer())
    answer = client.get(f"/saker/brevkjoringer/{run.pk}/brev.zip")
    assert answer.streaming and "no-store" in answer["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
    assert len(names) == 6 and sum(name.startswith("pdf/") for name in names) == 3
