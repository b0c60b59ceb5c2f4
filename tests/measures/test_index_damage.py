"""An index whose files were damaged (a full disk, a power cut) comes back by itself."""

import pytest

from lovende.measures.search.engine import search
from lovende.measures.search.index import Index, database_mark

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]


def whole(folder) -> int:
    made = Index(folder)
    return made.searcher().num_docs


@pytest.mark.parametrize("ending", ["meta.json", "*.idx", "*.term", "*.store", "*.fast"])
@pytest.mark.parametrize("how", ["cut", "gone"])
def test_damaged_files_are_built_anew(tmp_path, ending, how):
    total = whole(tmp_path)
    for path in (tmp_path / "segments").glob(ending):
        path.write_bytes(b"{") if how == "cut" else path.unlink()
    again = Index(tmp_path)
    assert again.searcher().num_docs == total and again.mark == database_mark()
    assert search("ungdom", index=again).total > 0


def test_one_that_is_being_replaced_is_waited_for(tmp_path, monkeypatch):
    """A reader comes between another's taking the old files away and its writing the new ones."""
    total = whole(tmp_path)
    (tmp_path / "segments").rename(tmp_path / "away")
    reader = Index(tmp_path)
    lock = reader._lock

    def finished_meanwhile(wait):
        if wait and (tmp_path / "away").exists():
            (tmp_path / "away").rename(tmp_path / "segments")
        return lock(wait)

    monkeypatch.setattr(reader, "_lock", finished_meanwhile)
    monkeypatch.setattr(reader, "_mark_on_disk", database_mark)
    assert reader.searcher().num_docs == total
    assert (tmp_path / "mark.json").exists(), "nothing was built twice"
