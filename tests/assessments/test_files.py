"""Files handed in with an application: opened by who may read it, and by nobody else."""

import pytest
from django.test import Client
from django.urls import reverse

from lovende.people.models import Role
from making.assessments import declared, handed_in, officer, person, submit_again
from making.handed_files import with_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    found = handed_in()
    with_files(found, "avtale.txt", "plan.pdf")
    return found


def as_one(who):
    client = Client()
    client.force_login(who)
    return client


def address(case, number=1):
    return reverse("assessments:case_file", args=[case.public_id, number])


def page(who, case, query=""):
    return as_one(who).get(reverse("assessments:case", args=[case.public_id]) + query).content.decode()


def test_an_officer_who_is_impartial_opens_each_file_as_a_download(case):
    who = declared(case, officer())
    for number, name, media_type in ((1, "avtale.txt", "text/plain"), (2, "plan.pdf", "application/pdf")):
        assert f'href="{address(case, number)}">{name}</a>' in page(who, case)
        answer = as_one(who).get(address(case, number))
        assert b"".join(answer) == f"Innhold i {name}".encode()
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer["Content-Type"] == media_type and "no-store" in answer["Cache-Control"]
        assert answer["X-Content-Type-Options"] == "nosniff"
    assert [as_one(who).get(address(case, number)).status_code for number in (0, 3)] == [404, 404]


def test_nobody_opens_a_file_before_saying_that_they_are_impartial(case):
    assert as_one(officer()).get(address(case)).status_code == 403
    assert "avtale.txt" not in page(officer(), case)
    who = declared(case, officer("case-officer-2"), "conflict")
    assert as_one(who).get(address(case)).status_code == 403
    assert "avtale.txt" not in page(who, case)


def test_another_office_and_the_applicant_find_no_file(case):
    other = person("annen-officer", Role.CASE_OFFICER, "oslo-kommune")
    for who in (other, officer("applicant")):
        assert as_one(who).get(address(case)).status_code == 404
    assert Client().get(address(case)).status_code == 302


def test_a_file_of_another_application_is_not_opened_by_its_hash(case):
    mine, who = handed_in(), officer()
    submit_again(mine, files=case.submissions.first().content["files"])
    declared(mine, who)
    assert as_one(who).get(address(mine)).status_code == 404


def test_what_was_handed_in_last_is_what_opens(case):
    who = declared(case, officer())
    case.files.get(attachment__name="avtale.txt").delete()
    assert "avtale.txt" in page(who, case) and address(case, 1) not in page(who, case)
    assert as_one(who).get(address(case, 1)).status_code == 404
    with_files(case)
    assert b"".join(as_one(who).get(address(case, 1))) == b"Innhold i plan.pdf"
    before = page(who, case, "?innsending=2")
    assert "avtale.txt" in before and address(case) not in before
