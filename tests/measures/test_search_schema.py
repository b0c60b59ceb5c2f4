"""Facets in the index: what stands in which column."""

import json

from hypothesis import example, given
from hypothesis import strategies as st

from lovende.measures.documents import FACETS
from lovende.measures.search.schema import COLUMNS, placed, spread

KEYS = st.text('ab-é"],[ \\', max_size=6)


@given(st.dictionaries(st.sampled_from(sorted(FACETS)), st.lists(KEYS, max_size=COLUMNS + 2)))
@example({"method": ["], "], "year": ["2020"]})
@example({})
def test_facets_are_placed_as_their_json_says(facets):
    """Also keys in which the JSON of another facet seems to begin."""
    written = json.dumps(facets, ensure_ascii=False)
    assert list(placed(written)) == [spread(facet, keys) for facet, keys in facets.items()]
