"""Words find what was handed in, by our own stems; nothing that is typed breaks the query."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lovende.applications import queries
from lovende.applications.models import Application
from making.applications import submitted

pytestmark = pytest.mark.django_db


def found(words):
    return set(queries.matching(Application.objects.all(), words))


def test_words_compounds_synonyms_phrases_and_numbers():
    one = submitted(texts={"behov": "Gjeldsrådgivere hjelper ungdommer på arbeidsplassen, jf. 2021-38."})
    two = submitted(texts={"behov": "Språkopplæring for foreldre i barnehagen."})
    assert found("gjeldsrådgiver") == {one} and found("ungdom arbeidsplass") == {one}
    assert found("språk") == {two} and found("språkopplæringa barnehage") == {two}
    assert found("ungdom barnehage") == set(), "every word has to be there"
    assert found("2021-38") == {one}
    assert found(f"{two.public_id} foreldre") == {two} and found(two.public_id.upper()) == {two}
    assert found("arbeidspl") == {one}, "the word that is being typed"
    assert found("og i på") == {one, two} == found(""), "nothing to look for is no filter"
    assert found("moss") == {one, two}


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.sampled_from("ab'\\&|!():*<->\"«» 1-æ\u0301\u00ad?%"), max_size=25))
def test_nothing_typed_breaks_the_query(words):
    list(queries.matching(Application.objects.all(), words)[:1])
