"""Search: filters and facets, sorting, odd input, and the index following the database."""

import json
import os
import subprocess
import sys
import threading
import uuid

import pytest
from django.db import connection

from lovende.measures.actions import withdraw
from lovende.measures.documents import FACETS
from lovende.measures.models import Measure, SearchDocument, SearchEpoch
from lovende.measures.search.bulk import Change, analysed
from lovende.measures.search.engine import search
from lovende.measures.search.index import Index, Mark, changes_since, current_index, database_mark
from lovende.measures.search.schema import COLUMNS, Row, columns, placed, sort_key, spread
from lovende.measures.search.similar import similar_to_measure, similar_to_text
from lovende.measures.search.spelling import current_speller
from lovende.measures.search.terms import index_terms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]

ODD = [
    '"',
    '""',
    '"uten slutt',
    "-",
    "--",
    "-bolig",
    '-"bolig først"',
    "AND OR NOT (",
    "title:bolig^3 *",
    "[a TO b]",
    "\x00",
    "bol\x00ig",
    "😀 bolig 😀",
    "'; DROP TABLE measures_measure; --",
    "\\",
    "a" * 300,
    "+ ¶ bolig+først",
    "§ 17",
    "\ud800",
    "1 2 3",
    "og i på",
]


@pytest.fixture
def index(tmp_path):
    """An index of the test's own."""
    return Index(tmp_path / "index")


def ids(found) -> list[str]:
    names = dict(SearchDocument.objects.values_list("pk", "public_id"))
    return [names[key] for key, _ in found.hits]


def everything(**options) -> list[str]:
    return ids(search(limit=500, **options))


class TestWords:
    def test_phrase(self):
        assert ids(search('"en dør inn"'))[0] == "halden-en-dor-inn"
        assert search('"dør inn"').total > search('"inn dør"').total

    def test_excluded_word(self):
        with_all, without = ids(search("ungdom", limit=200)), ids(search("ungdom -sarpsborg", limit=200))
        assert "sarpsborg-ungdomslos" in with_all
        assert not [name for name in without if name.startswith("sarpsborg")]

    def test_only_an_exclusion_finds_the_rest(self):
        assert 0 < search("-oslo").total < SearchDocument.objects.count()

    def test_slip_is_corrected_and_said(self):
        found = search("løslattelse", speller=current_speller())
        assert ids(found)[0] == "festesona"
        assert found.query.words[0].corrected_from

    def test_most_of_the_words_when_few_measures_have_all(self):
        found = search("samarbeidet med hotellet førte ikke til jobb")
        assert found.whole < found.total and "heimby-supported-employment" in ids(found)
        none = search("hotell utkastelser morsmål sveising")
        assert none.relaxed and none.whole == 0 and none.total

    def test_a_word_nobody_wrote_finds_nothing(self):
        found = search("xyzzyqwert")
        assert (found.total, found.hits) == (0, [])
        assert all(not counts for counts in found.facets.values())

    @pytest.mark.parametrize("text", ODD)
    def test_odd_input_never_raises(self, text):
        search(text, speller=current_speller())
        similar_to_text(text)

    def test_ten_thousand_characters_are_searched_as_their_words_are(self):
        words = "bolig ungdomsoppfølging nyankomne"
        once, often = (search(text, speller=current_speller()) for text in (words, f"{words} " * 300))
        assert often.total == once.total > 0


class TestFilters:
    def test_any_within_a_facet_all_between_facets(self):
        moss, halden = (
            everything(filters={"municipality": ["3103"]}),
            everything(filters={"municipality": ["3101"]}),
        )
        assert set(everything(filters={"municipality": ["3103", "3101"]})) == set(moss) | set(halden)
        both = everything(filters={"municipality": ["3103", "3101"], "category": ["bolig"]})
        assert set(both) < set(moss) | set(halden)

    def test_counts_are_what_choosing_finds(self):
        found = search("ungdom", {"category": ["arbeid"]})
        for facet in FACETS:
            chosen = {"category": ["arbeid"]} if facet != "category" else {}
            for key, count in list(found.facets[facet].items())[:4]:
                assert search("ungdom", {**chosen, facet: [key]}).total == count, (facet, key)

    def test_counts_of_a_facet_leave_out_its_own_filter(self):
        free, chosen = search("bolig"), search("bolig", {"county": ["31"]})
        assert chosen.facets["county"] == free.facets["county"]
        assert sum(chosen.facets["category"].values()) < sum(free.facets["category"].values())

    def test_counts_match_the_rows(self):
        found = search()
        rows = SearchDocument.objects.filter(is_listed=True).values_list("facets", flat=True)
        for facet in FACETS:
            expected: dict[str, int] = {}
            for row in rows:
                for key in row[facet]:
                    expected[key] = expected.get(key, 0) + 1
            assert found.facets[facet] == expected, facet

    def test_how_far_a_search_reaches_does_not_depend_on_filters(self):
        text = "hva virker for innvandrerkvinner som står langt fra arbeidslivet"
        found = search(text)
        for key, count in found.facets["municipality"].items():
            assert search(text, {"municipality": [key]}).total == count

    def test_unknown_facet_or_sort(self):
        with pytest.raises(ValueError, match="colour"):
            search("", {"colour": ["red"]})
        with pytest.raises(ValueError, match="price"):
            search("", sort="price")

    def test_unknown_key_finds_nothing(self):
        assert search("", {"county": ["99"]}).total == 0

    def test_keys_beyond_the_columns_share_the_last(self):
        keys = tuple(f"k{number}" for number in range(COLUMNS + 2))
        assert spread("method", keys)[-3:] == [(columns("method")[-1], key) for key in keys[-3:]]

    def test_each_measure_stands_in_the_columns_of_its_facets(self):
        rows = [change.row for change in changes_since(0)]
        assert [sorted(map(tuple, placed(row.facets))) for row in rows] == [
            sorted(tuple(spread(facet, keys)) for facet, keys in json.loads(row.facets).items())
            for row in rows
        ]


class TestOrder:
    def test_by_title_as_norwegian_does(self):
        titles = dict(SearchDocument.objects.values_list("public_id", "title"))
        found = [titles[name] for name in everything(sort="title")]
        assert found == sorted(found, key=sort_key)
        assert found[-1].startswith("Øygarden")

    def test_pages_follow_on_each_other(self):
        first, second = search("nav", limit=10), search("nav", limit=10, offset=10)
        assert ids(search("nav", limit=20)) == ids(first) + ids(second)

    def test_empty_query_gives_the_newest_first(self):
        years = dict(SearchDocument.objects.values_list("public_id", "sort_year"))
        found = [years[name] for name in everything()]
        assert found == sorted(found, reverse=True) and len(found) == len(years)


class TestSimilar:
    def test_says_why(self):
        key = Measure.objects.get(public_id="nav-frogner-ssa").pk
        first = similar_to_measure(key)[0]
        assert first.public_id == "nav-frogner-yno" and first.words and ("category", "sprak") in first.facets
        assert key not in [row.pk for row in similar_to_measure(key)]

    def test_text(self):
        found = similar_to_text("Unge i fengsel får hjelp til bolig og jobb etter løslatelse")
        assert found[0].public_id == "festesona"
        assert similar_to_text("") == [] and similar_to_text("og i på") == []


class TestIndex:
    def test_withdrawn_measure_vanishes_and_comes_back_to_no_list(self):
        assert "festesona" in ids(search("festesona"))
        withdraw(measure=Measure.objects.get(public_id="festesona"), reason="prøve", actor=None)
        assert "festesona" not in ids(search("festesona"))
        assert not search("", {"category": ["kriminalitet"]}).facets["category"].get("kriminalitet")

    def test_another_epoch_builds_anew(self, index):
        before = index.searcher().num_docs
        SearchEpoch.objects.update(epoch=uuid.uuid4())
        SearchDocument.objects.filter(public_id="klar").update(is_listed=False)
        assert index.searcher().num_docs == before - 1
        assert index.mark == database_mark()

    def test_database_set_back_to_a_backup_builds_anew(self, index):
        total = index.searcher().num_docs
        index._write_mark(Mark(database_mark().epoch, database_mark().revision + 5))
        SearchDocument.objects.filter(public_id="klar").update(is_listed=False)
        assert Index(index.folder).searcher().num_docs == total - 1

    def test_killed_between_commit_and_mark_only_reads_again(self, index):
        total = index.searcher().num_docs
        middle = database_mark().revision // 2
        mark = {"epoch": database_mark().epoch, "revision": middle}
        (index.folder / "mark.json").write_text(json.dumps(mark))
        again = Index(index.folder)
        assert again.searcher().num_docs == total and again.mark == database_mark()

    def test_killed_before_the_first_mark_reads_all_again(self, index):
        total = index.searcher().num_docs
        (index.folder / "mark.json").unlink()
        assert Index(index.folder).searcher().num_docs == total

    def test_rows_read_twice_after_an_empty_start_stand_once(self, index):
        """An index made of an empty register, killed before the mark of its first rows."""
        total = index.searcher().num_docs
        index._write_mark(Mark(database_mark().epoch, 0))
        assert Index(index.folder).searcher().num_docs == total

    @pytest.mark.parametrize("left", ["", "{", '{"epoch": 1}', "[]"])
    def test_damaged_mark(self, index, left):
        total = index.searcher().num_docs
        (index.folder / "mark.json").write_text(left)
        assert Index(index.folder).searcher().num_docs == total

    def test_files_gone(self, index):
        import shutil

        total = index.searcher().num_docs
        shutil.rmtree(index.folder / "segments")
        assert Index(index.folder).searcher().num_docs == total

    def test_another_that_writes_is_not_waited_for(self, index):
        first = index.searcher().num_docs
        with index._lock(wait=True):
            SearchDocument.objects.filter(public_id="klar").update(
                is_listed=False, revision=database_mark().revision + 1
            )
            assert index.searcher().num_docs == first
        assert index.searcher().num_docs == first - 1

    def test_threads_share_an_index(self, index):
        index.searcher()
        counts: list[int] = []
        threads = [
            threading.Thread(target=lambda: counts.append(index._opened.searcher().num_docs))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(set(counts)) == 1 and len(counts) == 4

    def test_current_index_is_one(self):
        assert current_index() is current_index()

    def test_names_are_remembered_and_right(self):
        assert index_terms("Housing First").split()[-1] == "housing+first"


TWO = """
import sys
from pathlib import Path
from lovende.measures.search.bulk import Change
from lovende.measures.search.schema import Row
from lovende.measures.search import index as module
folder, mark = Path(sys.argv[1]), module.Mark("one", 2)
rows = [Change(n, True, Row(n, f"Tiltak {n}", "Moss", "Bolig", '{"category": ["bolig"]}', 2020)) for n in (1, 2)]
module.database_mark = lambda: mark
module.changes_since = lambda revision: (row for row in rows if row[0] > revision)
print(module.Index(folder).searcher().num_docs)
"""


def test_two_processes_at_once(tmp_path):
    """Both start on an empty folder: one builds, the other waits, both find the same."""
    prelude = "import django; django.setup()\n"
    command = [sys.executable, "-c", prelude + TWO, str(tmp_path / "index")]
    named = {**os.environ, "DJANGO_SETTINGS_MODULE": "lovende.web.settings"}
    running = [subprocess.Popen(command, env=named, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate(timeout=120)[0].strip() for process in running] == ["2", "2"]


def test_rows_are_read_by_revision():
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(revision) FROM measures_searchdocument")
        assert database_mark().revision == cursor.fetchone()[0]


def test_texts_analysed_in_other_processes_come_back_in_order():
    rows = [Row(n, f"Tiltak {n}", "Moss", "Bolig for unge", "{}", 2020) for n in range(2500)]
    changes = [Change(n, True, row) for n, row in enumerate(rows)]
    assert list(analysed(iter(changes), several=True)) == list(analysed(iter(changes), several=False))
