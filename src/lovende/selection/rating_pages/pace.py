"""A rater's own pace, of when that rater's own readings were locked and of nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

# A longer gap between two locked readings is a pause, no reading.
PAUSE_MINUTES = 45
FEWEST = 3


@dataclass(frozen=True)
class Pace:
    """Minutes a candidate (the median), and what is left at that pace; each 1 or more."""

    minutes: int
    minutes_left: int

    @property
    def hours_left(self) -> int:
        return self._rounded // 60

    @property
    def over_hours(self) -> int:
        """The minutes beyond whole hours."""
        return self._rounded % 60

    @property
    def _rounded(self) -> int:
        """To the nearest five minutes, beyond an hour: nobody knows it better."""
        return 5 * round(self.minutes_left / 5)


def pace(locked: Sequence[datetime], left: int) -> Pace | None:
    """The pace of somebody who locked readings at these times and has `left` to go; None until three gaps are known.

    >>> at = [datetime(2026, 5, 4, 9, minute) for minute in (0, 6, 11, 20)]
    >>> pace(at, left=10)
    Pace(minutes=6, minutes_left=60)
    >>> pace(at[:3], left=10) is None
    True
    """
    times = sorted(locked)
    gaps = [(after - before).total_seconds() / 60 for before, after in zip(times, times[1:], strict=False)]
    read = [gap for gap in gaps if gap <= PAUSE_MINUTES]
    if len(read) < FEWEST:
        return None
    typical = median(read)
    return Pace(max(1, round(typical)), max(1, round(typical * left)))
