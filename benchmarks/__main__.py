"""`python -m benchmarks [--quick] [--sizes N …]`: quality, speed and memory in one table, beside the baselines."""

import argparse
import os
import time

from benchmarks.stage import set_up

SIZES = (100_000, 1_000_000)
QUICK = (20_000,)
ONLY = {
    "pages": "search quality and page times",
    "quality": "search quality",
    "grants": "the officers' pages over applications",
    "selection": "the pages of a round",
    "assignment": "assigning raters",
}


def main() -> int:
    """Run everything; → 1 when a requirement is missed."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK[0]} measures only")
    parser.add_argument("--sizes", nargs="+", type=int, help="other numbers of measures")
    for name, what in ONLY.items():
        parser.add_argument(f"--{name}", dest="only", action="store_const", const=name, help=f"{what} only")
    arguments = parser.parse_args()
    start = time.monotonic()
    lines = measured(arguments.only, arguments.sizes or (QUICK if arguments.quick else SIZES))
    missed = [line for line in lines if line.passed is False]
    print(f"\n{len(missed)} missed, {time.monotonic() - start:.0f} s; machine load {os.getloadavg()[0]:.1f}")
    return 1 if missed else 0


def measured(only: str | None, sizes: tuple[int, ...]) -> list:
    """Everything, or one part; → all lines. The assignment asks no database, so none is started for it alone."""
    if only == "assignment":
        return assignment()
    counts = set_up()
    if only == "grants":
        return grants()
    if only == "selection":
        return selection()
    lines = run(counts["measures"], () if only else sizes, pages_too=only != "quality")
    return lines if only else lines + grants() + selection() + assignment()


def run(measures: int, sizes: tuple[int, ...], pages_too: bool = True) -> list:
    """Print section by section; → all lines."""
    from benchmarks import pages, quality, speed
    from benchmarks.generate import Generator, public_id
    from benchmarks.report import memory_lines, page_lines, quality_lines, speed_lines

    lines = []

    def show(title: str, section: list) -> None:
        print(f"\n{title}", *section, sep="\n", flush=True)
        lines.extend(section)

    show(
        f"Quality on the {measures} measures: ours, icontains, pg text search",
        quality_lines(quality.measure()),
    )
    if pages_too:
        show("Pages over the reference portfolio (×: against the about page)", page_lines(pages.measure()))
    generator = Generator() if sizes else None
    for size in sizes:
        show(f"Speed at {size:,} generated measures", speed_lines(speed.measure(size, generator)))
        visited = [f"/tiltak/{public_id(number)}/" for number in range(1, 20)]
        show(f"Memory at {size:,}", memory_lines(weigh(speed.queries(), visited)))
    return lines


def grants() -> list:
    """Print the officers' pages and letters; → their lines."""
    from benchmarks import letters
    from benchmarks.grants import KEY, LIMITS, SIZE, decides, measure
    from benchmarks.report import letter_lines, page_lines

    pages = measure()
    lines = page_lines(pages, LIMITS)
    lines += letter_lines(letters.measure(*decides(KEY)), pages)
    print(
        f"\nOfficers' pages at {SIZE:,} applications (×: against the about page)",
        *lines,
        sep="\n",
        flush=True,
    )
    return lines


def selection() -> list:
    """Print the pages of a round, finished and being read; → their lines."""
    from benchmarks.report import page_lines
    from benchmarks.selection import finished, limits, reading

    lines = []
    for title, measure in (("at its end", finished), ("in the middle of reading", reading)):
        pages = measure()
        section = page_lines(pages, limits(pages))
        print(f"\nA round of 203 × 6 {title} (×: against the about page)", *section, sep="\n", flush=True)
        lines += section
    return lines


def assignment() -> list:
    """Print how raters are assigned, case by case; → all lines."""
    from benchmarks.assignment import CASES, measure

    lines = []
    for case in CASES:
        section = measure(case)
        print(f"\nAssigning raters: {case}", *section, sep="\n", flush=True)
        lines += section
    return lines


def weigh(asked: list, pages: list[str]) -> dict[str, float] | str:
    """The worker's memory, or why it is not known."""
    from benchmarks import memory

    try:
        return memory.measure(asked, pages)
    except (memory.NoWorkerError, OSError) as error:
        return str(error)


if __name__ == "__main__":
    raise SystemExit(main())
