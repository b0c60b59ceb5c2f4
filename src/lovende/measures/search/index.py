"""The index on disk: opening it, bringing it up to date, building it anew."""

import fcntl
import functools
import hashlib
import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import tantivy
from django.conf import settings
from django.db import connection, transaction

import lovende.text
from lovende.measures.search.bulk import Change, analysed
from lovende.measures.search.schema import Row, build_schema, signature, to_document

BATCH = 5000
BULK = 20_000
# A segment that is full is written while others are read; what is left for the commit, all wait for.
BULK_HEAP = 64_000_000
SMALL_HEAP = 15_000_000


@dataclass(frozen=True)
class Mark:
    """How far an index has read: which database (epoch), which revision."""

    epoch: str
    revision: int


class Index:
    """One index folder. Many processes read it; one at a time writes, under a file lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.schema = build_schema()
        self._opened: tantivy.Index | None = None
        self._read: Mark | None = None
        self._guard = threading.Lock()

    def searcher(self) -> tantivy.Searcher:
        """A searcher that has seen all that is in the database; without waiting when another is writing."""
        wanted = database_mark()
        if self._read != wanted:
            with self._guard:
                self._refresh(wanted)
        assert self._opened is not None
        return self._opened.searcher()

    @property
    def mark(self) -> Mark | None:
        return self._read

    def _refresh(self, wanted: Mark) -> None:
        """Follow the database; when the files are damaged, or another is just replacing them, once more."""
        try:
            self._follow(wanted)
        except ValueError:  # tantivy's word for files that cannot be read
            self._drop_if_damaged()
            self._follow(wanted)

    def _drop_if_damaged(self) -> None:
        """Have the index built anew, unless another process has done so while we waited for it."""
        self._opened = None
        with self._lock(wait=True):
            try:
                tantivy.Index.open(str(self.folder / "segments"))
            except ValueError:
                (self.folder / "mark.json").unlink(missing_ok=True)

    def _follow(self, wanted: Mark) -> None:
        on_disk = self._mark_on_disk()
        if on_disk != wanted:
            first_time = on_disk is None or on_disk.epoch != wanted.epoch
            with self._lock(wait=first_time) as held:
                if held:
                    self._write(self._mark_on_disk(), database_mark())
            on_disk = self._mark_on_disk()
        self._open()
        self._read = on_disk

    def _open(self) -> None:
        path = self.folder / "segments"
        if self._opened is None:
            self._opened = tantivy.Index.open(str(path))
        self._opened.reload()

    def _write(self, read: Mark | None, wanted: Mark) -> None:
        """Read on from `read`; begin anew for another database, one set back to a backup, or a damaged index."""
        if read == wanted:
            return
        path = self.folder / "segments"
        fresh = False
        if read is None or read.epoch != wanted.epoch or read.revision > wanted.revision:
            shutil.rmtree(path, ignore_errors=True)
            path.mkdir(parents=True)
            self._opened, read, fresh = None, Mark(wanted.epoch, 0), True
        if self._opened is None:
            self._opened = tantivy.Index(self.schema, path=str(path), reuse=True)
        is_bulk = wanted.revision - read.revision > BULK
        # One thread: two spend more time on each other than they save (measured on two cores).
        writer = self._opened.writer(heap_size=BULK_HEAP if is_bulk else SMALL_HEAP, num_threads=1)
        changes = analysed(changes_since(read.revision), several=is_bulk)
        last = add_rows(writer, self.schema, changes, fresh)
        writer.commit()
        writer.wait_merging_threads()
        self._write_mark(Mark(wanted.epoch, max(last, wanted.revision)))

    def _mark_on_disk(self) -> Mark | None:
        """How far the files there have read; None when they are missing or no index."""
        if not (self.folder / "segments" / "meta.json").exists():
            return None
        try:
            return Mark(**json.loads((self.folder / "mark.json").read_text()))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def _write_mark(self, mark: Mark) -> None:
        """After the commit: a crash between the two only means that some rows are read once more."""
        draft = self.folder / "mark.json.new"
        draft.write_text(json.dumps({"epoch": mark.epoch, "revision": mark.revision}))
        draft.replace(self.folder / "mark.json")

    @contextmanager
    def _lock(self, wait: bool) -> Iterator[bool]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                yield False
                return
            yield True


def add_rows(
    writer: tantivy.IndexWriter, schema: tantivy.Schema, changes: Iterator[tuple[Change, str]], fresh: bool
) -> int:
    """Put rows into the index (`fresh`: nothing there to replace); → the last revision read, 0 for none."""
    last = 0
    for (revision, is_listed, row), text in changes:
        if not fresh:
            # By query: deleting by term takes a number for a signed one and deletes nothing (tantivy 0.27).
            writer.delete_documents_by_query(tantivy.Query.term_query(schema, "pk", row.pk))
        if is_listed:
            writer.add_document(to_document(row, text))
        last = revision
    return last


CHANGES = """
    SELECT revision, is_listed, measure_id, title, words, body, facets::text, sort_year
    FROM measures_searchdocument WHERE revision > %s ORDER BY revision
"""


def changes_since(revision: int) -> Iterator[Change]:
    """Every search document changed after `revision`, oldest first.

    Read by a cursor of the server, and past the models: a million rows are neither held nor made into objects.
    """
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(CHANGES, [revision])
        while rows := cursor.fetchmany(BATCH):
            for number, is_listed, pk, title, words, body, facets, year in rows:
                yield Change(number, is_listed, Row(pk, title, words, body, facets, year))


def database_mark() -> Mark:
    """Where the database stands now: one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT epoch, (SELECT coalesce(max(revision), 0) FROM measures_searchdocument) FROM measures_searchepoch"
        )
        epoch, revision = cursor.fetchone()
    return Mark(str(epoch), revision)


@functools.cache
def analysis_version() -> str:
    """Changes with any change of how text is analysed, so that an index never mixes two analyses."""
    room = Path(lovende.text.__file__).parent
    content = hashlib.sha256()
    for path in sorted(room.rglob("*")):
        if path.suffix in (".py", ".yaml", ".txt"):
            content.update(path.read_bytes())
    return content.hexdigest()


_indexes: dict[str, Index] = {}
_guard = threading.Lock()


def current_index() -> Index:
    """This process's index for the database in use."""
    name = f"{connection.settings_dict['NAME']}-{signature(analysis_version())}"
    with _guard:
        if name not in _indexes:
            _indexes[name] = Index(Path(settings.SEARCH_HOME) / name)
        return _indexes[name]
