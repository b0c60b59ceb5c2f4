"""The table that `make bench` prints: every figure, the requirement, and whether it is met."""

from collections.abc import Mapping

from benchmarks.letters import LIMIT_MS, Letters
from benchmarks.lines import Line
from benchmarks.pages import BASELINE, Page
from benchmarks.quality import OURS, REQUIRED
from benchmarks.speed import Speed, percentile

SEARCH_LIMITS = {100_000: 30.0, 1_000_000: 80.0}
SIMILAR_LIMIT = 50.0
RATE_LIMIT = 10_000
PAGE_LIMIT = 50.0
QUERIES_LIMIT = 15
MEMORY_LIMIT = 300.0


def quality_lines(averages: Mapping[str, Mapping[str, float]]) -> list[Line]:
    """nDCG@10 of the three ways by all, part and kind; required of all."""
    lines = []
    for label, row in averages.items():
        text = "  ".join(f"{value:.3f}" for value in row.values())
        if label.startswith("all"):
            others = max(value for name, value in row.items() if name != OURS)
            passed = row[OURS] >= REQUIRED and row[OURS] > others
            lines.append(Line(f"nDCG@10 {label}", text, f"≥ {REQUIRED}, best", passed))
        else:
            lines.append(Line(f"nDCG@10 {label}", text))
    return lines


def speed_lines(speed: Speed) -> list[Line]:
    """Everything timed at one size."""
    p50, p95 = percentile(speed.search, 0.5), percentile(speed.search, 0.95)
    limit = SEARCH_LIMITS.get(speed.size)
    near, near95 = percentile(speed.similar, 0.5), percentile(speed.similar, 0.95)
    asked = len(speed.search)
    lines = [
        Line("text, characters a measure", f"{speed.characters / speed.size:.0f}"),
        Line("index built, measures/s", f"{speed.rate:,.0f}", f"≥ {RATE_LIMIT:,}", speed.rate >= RATE_LIMIT),
        Line(
            "  processor time, all threads, µs a measure", f"{speed.build_processor / speed.size * 1e6:.0f}"
        ),
        Line("index on disk, MB", f"{speed.disk / 1e6:.0f}"),
        Line(f"search, all facets, cold, p50 ms ({asked})", f"{p50:.1f}"),
        Line(
            "search, all facets, cold, p95 ms",
            f"{p95:.1f}",
            f"≤ {limit:.0f}" if limit else "",
            under(p95, limit),
        ),
        Line("similar, p50 ms", f"{near:.1f}"),
        Line("similar, p95 ms", f"{near95:.1f}", f"≤ {SIMILAR_LIMIT:.0f}", near95 <= SIMILAR_LIMIT),
    ]
    ours = percentile(speed.same_queries, 0.5)
    for name, times in speed.baselines.items():
        middle = percentile(times, 0.5)
        lines.append(
            Line(f"{name}, no facets, p50 / p95 ms", f"{middle:.1f} / {percentile(times, 0.95):.1f}")
        )
        lines.append(
            Line(f"  ours with facets on the same queries, p50 ms (×{middle / ours:.1f})", f"{ours:.1f}")
        )
    return lines


def page_lines(pages: Mapping[str, Page], limits: Mapping[str, float] | None = None) -> list[Line]:
    """Server time of every page type (p95 required), times the baseline's, and its most queries (required).

    `limits`: milliseconds by page type where they are not the usual ones.
    """
    base = percentile(pages[BASELINE].times, 0.5)
    lines = []
    for name, page in pages.items():
        p50, p95 = percentile(page.times, 0.5), percentile(page.times, 0.95)
        limit = (limits or {}).get(name, PAGE_LIMIT)
        passed = p95 <= limit and page.queries <= QUERIES_LIMIT
        text = f"{p50:.1f} / {p95:.1f}, {page.queries:>2} (×{p50 / base:.1f})"
        lines.append(
            Line(f"{name}, p50 / p95 ms, queries", text, f"≤ {limit:.0f}, ≤ {QUERIES_LIMIT}", passed)
        )
    return lines


def letter_lines(found: Letters, pages: Mapping[str, Page]) -> list[Line]:
    """One letter (required), and many in a row; a letter that could not be made is a miss."""
    base = percentile(pages[BASELINE].times, 0.5)
    p50, p95 = percentile(found.times, 0.5), percentile(found.times, 0.95)
    text = f"{p50:.1f} / {p95:.1f} (×{p50 / base:.1f})"
    passed = p95 <= LIMIT_MS and not found.failed
    return [
        Line("letter, PDF and Word, p50 / p95 ms", text, f"≤ {LIMIT_MS:.0f}", passed),
        Line(f"{len(found.times)} letters of a run, seconds", f"{found.seconds:.0f}"),
    ]


def under(value: float, limit: float | None) -> bool | None:
    return None if limit is None else value <= limit


def memory_lines(weight: Mapping[str, float] | str) -> list[Line]:
    """The worker's memory; a text says why it could not be had, which is a miss, as it is with no /proc not."""
    if isinstance(weight, str):
        return [Line("web worker, resident, MB", weight, f"≤ {MEMORY_LIMIT:.0f}", False)]
    if not weight:
        return [Line("web worker, resident, MB", "not measured (no /proc)")]
    return [
        Line(
            "web worker, resident, MB",
            f"{weight['rss']:.0f}",
            f"≤ {MEMORY_LIMIT:.0f}",
            weight["rss"] <= MEMORY_LIMIT,
        ),
        Line(
            "  of which its own (anonymous) / mapped files",
            f"{weight['anonymous']:.0f} / {weight['file']:.0f}",
        ),
    ]
