"""The pages of letters: one case, the runs, the files; who sees what, and how many queries it takes."""

import pytest

from lovende.applications.models import Author
from lovende.assessments.letters.actions import make_letter, send_letter
from lovende.assessments.letters.runs import start_run, work
from lovende.assessments.models import Letter, LetterRun
from lovende.people.models import Organisation
from making.assessments import HANDLER, decided, declared, handed_in, officer, plain_call

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """Kept files go with the test."""
    settings.MEDIA_ROOT = tmp_path / "files"


def as_one(client, name="case-officer"):
    client.force_login(officer(name))
    return client


def test_an_officer_makes_looks_and_sends(client):
    case = decided(handed_in()).application
    page, path = as_one(client), f"/saker/{case.public_id}/brev/"
    assert "ikke laget" in page.get(path).content.decode()
    assert page.post(f"{path}lag/", {"language": "nb"}).status_code == 302
    shown = page.get(path).content.decode()
    assert "Lag på nytt" in shown and f"{path}1-nb.pdf" in shown
    file = page.get(f"{path}1-nb.pdf")
    assert file["Content-Type"] == "application/pdf" and b"".join(file.streaming_content).startswith(b"%PDF")
    assert b"".join(page.get(f"{path}1-nb.docx").streaming_content).startswith(b"PK")
    page.post(f"{path}send/", {"language": "nb"})
    assert Letter.objects.get().sent_at is not None
    assert (
        "kan ikke lages på nytt" in page.post(f"{path}lag/", {"language": "nb"}, follow=True).content.decode()
    )
    assert page.post(f"{path}lag/", {"language": "sv"}).status_code == 404
    assert "ikke laget ennå" in page.post(f"{path}send/", {"language": "nn"}, follow=True).content.decode()


def test_an_author_sees_what_is_sent_alone(client):
    case = decided(handed_in()).application
    author = officer("applicant")
    path, page = f"/saker/{case.public_id}/brev/", as_one(client, "applicant")
    letter = make_letter(decision=case.decisions.get(), language="nb", actor=officer())
    assert page.get(path).status_code == page.get(f"{path}1-nb.pdf").status_code == 404
    Author.objects.create(application=case, user=author)
    assert "Det er ikke sendt noe brev ennå" in page.get(path).content.decode()
    assert page.get(f"{path}1-nb.pdf").status_code == 404
    send_letter(letter=letter, actor=officer())
    shown = page.get(path).content.decode()
    assert "1-nb.pdf" in shown and "1-nn.pdf" not in shown and "Lag brev" not in shown
    assert page.get(f"{path}1-nb.pdf").status_code == 200
    assert page.post(f"{path}lag/", {"language": "nn"}).status_code == 403


def test_who_is_partial_is_kept_out(client):
    case = handed_in()
    declared(case, officer("case-officer-2"), "conflict")
    decided(case)
    page = as_one(client, "case-officer-2")
    assert page.get(f"/saker/{case.public_id}/brev/").status_code == 403
    assert page.get(f"/saker/{case.public_id}/soknad.pdf").status_code == 403


def test_the_whole_application_as_pdf(client):
    case = decided(handed_in()).application
    answer = as_one(client).get(f"/saker/{case.public_id}/soknad.pdf")
    assert answer.content.startswith(b"%PDF") and "no-store" in answer["Cache-Control"]
    assert as_one(client, "applicant").get(f"/saker/{case.public_id}/soknad.pdf").status_code == 404


def test_a_run_from_form_to_end(client):
    call = plain_call()
    decided(handed_in(call))
    page = as_one(client)
    assert page.post("/saker/brevkjoringer/", {"batch": "0-0", "language": "sv"}).status_code == 422
    key = f"{call.pk}-{Organisation.objects.get(slug=HANDLER).pk}"
    started = page.post("/saker/brevkjoringer/", {"batch": key, "language": "nn"})
    run = LetterRun.objects.get()
    assert started["Location"] == f"/saker/brevkjoringer/{run.pk}/"
    under_way = page.get(started["Location"]).content.decode()
    assert 'hx-trigger="every 2s"' in under_way and "0 av 1" in under_way and "brev (zip)" not in under_way
    work(run.pk)
    answer = page.get(started["Location"], headers={"hx-request": "true"})
    assert answer["HX-Refresh"] == "true"
    ended = page.get(started["Location"]).content.decode()
    assert "hx-get" not in ended and "Last ned 1 brev" in ended
    page.post(f"{started['Location']}send/")
    assert Letter.objects.get().sent_at is None
    page.post(f"{started['Location']}send/", {"looked": "1"})
    assert Letter.objects.get().sent_at is not None
    assert page.post("/saker/brevkjoringer/", {"batch": key, "language": "nn"}).status_code == 422


def test_queries_do_not_grow_with_cases(client, django_assert_max_num_queries):
    call, page = plain_call(), as_one(client)
    for size in (1, 6):
        while call.applications.filter(state="decided").count() < size:
            decided(handed_in(call))
        office = Organisation.objects.get(slug=HANDLER)
        run = start_run(call=call, handler=office, language="nb", actor=officer(), defer=False)
        work(run.pk)
        paths = ("/saker/brevkjoringer/", f"/saker/brevkjoringer/{run.pk}/")
        for path in (*paths, f"/saker/{call.applications.first().public_id}/brev/"):
            with django_assert_max_num_queries(15):
                assert page.get(path).status_code == 200
