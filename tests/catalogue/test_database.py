"""What the database itself holds, whoever writes to it and however."""

import pytest
from django.db import DatabaseError, connection, transaction

from lovende.catalogue import decisions

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE catalogue_section SET state = 'accepted' WHERE measure_id IS NULL",
        "UPDATE catalogue_section SET state = 'published'",
        "UPDATE catalogue_section SET line_to = line_from - 1",
        "UPDATE catalogue_section SET position = 1",
        "UPDATE catalogue_catalogueimport SET state = 'done'",
        "UPDATE catalogue_catalogueimport SET state = 'failed', error = NULL",
        "UPDATE catalogue_decision SET verb = 'accept'",
        "UPDATE catalogue_decision SET reason = 'en annen grunn'",
        "UPDATE measures_measure SET state = 'public'",
        "UPDATE measures_measure SET title = ''",
        "UPDATE measures_measure SET started = 'i fjor'",
        "UPDATE measures_measure SET started = '2020', ended = '2019-12'",
        "UPDATE measures_relation SET to_id = measure_id, to_text = ''",
        "UPDATE measures_targetgroup SET age_min = 30, age_max = 18",
        "UPDATE figures_claim SET claim = '', unknown = ''",
        "UPDATE figures_claim SET denominator = 0",
        "UPDATE people_membership SET role = 'king'",
        "UPDATE records_attachment SET size = 0",
    ],
)
def test_it_refuses(batch, officer, sql):
    section = batch.sections.get(position=1)
    decisions.reject(section=section, version=0, reason="Er ikke et tiltak.", actor=officer)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        assert cursor.rowcount, "the statement met no row: it shows nothing"


def test_a_rejection_without_a_reason_is_refused(batch):
    with pytest.raises(DatabaseError), transaction.atomic():
        batch.sections.get(position=1).decisions.create(verb="reject", by="x")
