"""The office's queue of cases: counts, and one page of rows of what was asked for.

Flat in the number of cases: one grouped count, one query for the keys of a page, one for its rows. A page of the
latter half is read from the end, so that the last one costs what the first does.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from lovende.assessments.asked import WITHDRAWN, Asked
from lovende.assessments.finding import AtOnce, Sought, chosen, counted, counted_and_chosen, sought
from lovende.assessments.listed import Listed, listed
from lovende.people.models import User


@dataclass
class Queue:
    """One page of what a person asked for."""

    user: User
    asked: Asked

    @cached_property
    def _sought(self) -> Sought:
        return sought(self.user, self.asked)

    @cached_property
    def counts(self) -> Counter[str]:
        """Cases by stage, before the stage is chosen; "" is all that are not withdrawn."""
        rows = self._at_once.by_stage if self._at_once is not None else counted(self._sought)
        found: Counter[str] = Counter()
        for state, stage, number in rows:
            found[WITHDRAWN if state == WITHDRAWN else stage] += number
        found[""] = sum(number for stage, number in found.items() if stage != WITHDRAWN)
        return found

    @property
    def total(self) -> int:
        return self.counts[self.asked.stage]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.asked.size))

    @property
    def page(self) -> int:
        return min(self.asked.page, self.pages)

    @property
    def first(self) -> int:
        """Number of the page's first row, from 1; 0 for none."""
        return (self.page - 1) * self.asked.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.page * self.asked.size, self.total)

    @cached_property
    def rows(self) -> list[Listed]:
        """The page's cases with what the list shows of them."""
        keys = self._keys()
        found = listed(keys)
        return [found[key] for key in keys if key in found]

    @cached_property
    def _at_once(self) -> AtOnce | None:
        """Counts and the page asked for, when words are: to find what has them takes most of the time of either."""
        if not self.asked.q:
            return None
        start = (self.asked.page - 1) * self.asked.size
        return counted_and_chosen(self._sought, self.asked.sort, self.asked.stage, start, self.asked.size)

    def _keys(self) -> list[int]:
        start, end, total = self.first - 1, self.last, self.total
        if not total:
            return []
        if self._at_once is not None and self.page == self.asked.page:
            return self._at_once.keys
        sort, stage = self.asked.sort, self.asked.stage
        if start <= total // 2:
            return chosen(self._sought, sort, stage, start, end - start)
        return chosen(self._sought, sort, stage, total - end, end - start, backwards=True)[::-1]
