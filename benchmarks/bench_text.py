"""How fast the text analysis is, beside a plain word split of the same text in the same run.

    python benchmarks/bench_text.py [words]

Cold: every word is met for the first time. Warm: the second pass, as when an index is built from many
documents.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Callable
from functools import partial

from lovende.text.analyse import Analyser, analyser
from lovende.text.compounds import constituents
from lovende.text.normalise import fold
from lovende.text.resources import load_words
from lovende.text.spelling import Speller

ENDINGS = ("", "", "", "en", "er", "ene", "et", "s", "a")


def vocabulary(size: int, chance: random.Random) -> list[str]:
    """Words as the field makes them: constituents, compounds of two, endings; the frequent ones first."""
    simple = sorted(constituents().lemmas)
    chance.shuffle(simple)
    words = dict.fromkeys(simple)
    while len(words) < size:
        words[chance.choice(simple) + chance.choice(simple) + chance.choice(ENDINGS)] = None
    return list(words)[:size]


def document(words: int, chance: random.Random) -> str:
    """Running text of `words` words: two in five are stop words, the rest fall off as 1 / rank."""
    known = vocabulary(20_000, chance)
    stops = list(load_words("stopwords.txt"))
    ranked = [1 / (rank + 10) for rank in range(len(known))]
    content = chance.choices(known, ranked, k=words * 3 // 5)
    text = content + chance.choices(stops, k=words - len(content))
    chance.shuffle(text)
    return " ".join(word + ("." if place % 15 == 14 else "") for place, word in enumerate(text))


def best(function: Callable[[], object], rounds: int = 5) -> float:
    """Seconds of the fastest of `rounds` calls."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times)


def report(words: int) -> None:
    """Measure and print."""
    chance = random.Random(20240601)
    text = document(words, chance)
    fresh = Analyser()
    analyser().query("språkmentor")  # the word lists are read before the clock starts
    cold = best(lambda: fresh.index_terms(text), rounds=1)
    warm = best(lambda: fresh.index_terms(text))
    plain = best(lambda: re.findall(r"\w+", text.lower()))
    for name, seconds in (
        ("plain \\w+ split", plain),
        ("index_terms warm", warm),
        ("index_terms cold", cold),
    ):
        print(f"{name:18} {words / seconds / 1e6:6.2f} M words/s   {seconds / plain:6.1f} x plain")
    queries = [
        "unge utenfor arbeid og utdanning",
        "ungdomsoppfølging",
        "housing first homeless",
        '"bolig først" -rus',
    ]
    print(
        f"query              {best(lambda: [fresh.query(q) for q in queries]) / len(queries) * 1000:6.2f} ms"
    )
    spelling(chance)


def spelling(chance: random.Random) -> None:
    """Time of one correction against 100 000 words."""
    words = [fold(word) for word in vocabulary(100_000, chance)]
    speller = Speller({word: 1 + place % 50 for place, word in enumerate(words)})
    slips = [word[:3] + word[4] + word[3] + word[5:] for word in words[:60_000:600] if len(word) > 6]
    times = sorted(best(partial(speller.correct, slip), rounds=3) for slip in slips)
    median = times[len(times) // 2]
    print(f"correction         {median * 1000:6.2f} ms median, {times[-1] * 1000:.2f} ms slowest")


if __name__ == "__main__":
    report(int(sys.argv[1]) if len(sys.argv) > 1 else 300_000)
