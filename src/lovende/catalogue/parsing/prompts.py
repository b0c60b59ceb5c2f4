"""Template text left in an answer: instructions, unanswered questions, and the side box of bare labels.

Found by how a prompt is written, not by one template's sentences: an imperative to the writer («Beskriv kort
…»), a limit («maks tre …»), examples for the writer («(f.eks.: …)»), and labels that nothing follows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lovende.catalogue.parsing.headings import BULLET, NUMBER, is_bullet, plain
from lovende.catalogue.parsing.result import Line

_INSTRUCTION = re.compile(
    r"^(?:beskriv|skildre|vurder|oppgi|oppgje|forklar|nevn|nemn|gi en|gje ei|gjer greie|list opp|fyll ut|"
    r"skriv|describe|explain|state)\s+(?:kort|gjerne|her|dagens|ønskede|ønska|i hvor|i kor|hvor|kor|hvordan|"
    r"korleis|hva|kva|hvilke|kva for|prosjektets|inntil|briefly|how|what|which)\b",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"^(?:maks(?:imalt)?|inntil|høyst|høgst|at most)\.?\s+(?:\d|en|ein|to|tre|fire|fem|two|three)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"^(?:hva|hvem|hvor|hvordan|hvilke[nt]?|hvorfor|kva|kven|kvar|korleis|kvifor|what|how|who|where)\b.*[?:]\s*$",
    re.IGNORECASE,
)
_EXAMPLES = re.compile(
    r"^(?:eksempler|døme|examples) (?:på|of)\b.*\b(?:inkludert|inkl|including|medrekna)\b", re.IGNORECASE
)
_FOR_WRITER = re.compile(r"\((?:f\.?\s?eks\.?|for eksempel|til dømes|t\.d\.|e\.g\.)[:\s]", re.IGNORECASE)
_ASKED_OF = re.compile(r"\b(?:prosjekt|tiltak|metod|oppskrift)", re.IGNORECASE)
_LABEL = re.compile(
    r"^(?:organisering|målgruppen?|målgruppa|innhold|innhald|(?:topp tre )?prioriterte fokusområde(?:r|ne)?)$"
)
_LISTED = re.compile(r"^[A-ZÆØÅ]\w+\s\([^()\d]+,[^()\d]+,[^()\d]+\)\s*:?$")
_PLACEHOLDER = re.compile(
    r"\blorem ipsum\b|(?:klikk|trykk)(?: eller trykk)? her for å skrive|click (?:or tap )?here to enter|"
    r"^\W*(?:x{3,}|\?{3,}|tbd|tba|sett inn tekst|fyll inn|fyll ut her|kjem seinare|kommer senere)\W*$|"
    r"[\[<](?:sett inn|fyll inn|navn på|namn på|skriv)[^\]>]*[\]>]",
    re.IGNORECASE,
)


def is_placeholder(text: str) -> bool:
    """Filler that a template or a writer in a hurry left («[sett inn tekst]», «xxx»)."""
    return bool(_PLACEHOLDER.search(text))


def prompt_lines(lines: Sequence[Line], after_heading: bool = True) -> set[int]:
    """Numbers of the lines of one answer that are template text.

    A prompt runs on over the lines that continue it. Questions and bare labels count only where nothing
    answers them, before another prompt or at the answer's end; a question that opens an answer counts always,
    for a writer seldom begins with one.
    """
    full = [line for line in lines if not line.blank]
    found: set[int] = set()
    for index, line in enumerate(full):
        body = BULLET.sub("", line.text).strip()
        opening = (
            after_heading
            and index == 0
            and not is_bullet(line.text)
            and bool(_QUESTION.match(_run(full, index)[0]))
        )
        if _INSTRUCTION.match(body) or _LIMIT.match(body) or _EXAMPLES.match(body) or opening:
            found.update(_run(full, index)[1])
        elif _FOR_WRITER.search(body) and len(body) < 120 and body.endswith((")", "):")):
            found.add(line.number)
        elif (
            _QUESTION.match(body) and body.endswith("?") and (is_bullet(line.text) or _ASKED_OF.search(body))
        ):
            found.add(line.number)
    found.update(_bare(full, found))
    return found


def _run(full: Sequence[Line], index: int) -> tuple[str, list[int]]:
    """The prompt that begins at a line: its text and the numbers of its lines, until it ends a sentence."""
    text = ""
    numbers: list[int] = []
    for line in full[index : index + 3]:
        if numbers and _begins(line, numbers[-1]) and not _continues(text, line.text):
            break
        text = f"{text} {BULLET.sub('', line.text).strip()}".strip()
        numbers.append(line.number)
        if text.endswith((".", "?", ":", ")")) and text.count("(") <= text.count(")"):
            break
    return text, numbers


def _begins(line: Line, before: int) -> bool:
    """Does a line look like a new paragraph or list item after the line numbered ``before``?"""
    apart = line.number - before > 2
    return apart or is_bullet(line.text) or bool(NUMBER.match(line.text)) or line.text.strip()[:1].isupper()


def _continues(text: str, following: str) -> bool:
    """An open bracket, or a line that breaks off at a small word, goes on even before a capital."""
    return not is_bullet(following) and (
        text.count("(") > text.count(")") or text.endswith((" fra", " av", " på", " og"))
    )


def _bare(full: Sequence[Line], found: set[int]) -> set[int]:
    """Labels and questions that nothing follows, from the answer's end and before other prompts."""
    bare: set[int] = set()
    empty = True
    for line in reversed(full):
        body = BULLET.sub("", line.text).strip()
        if line.number in found:
            empty = True
            continue
        label = _LABEL.match(plain(line.text)) and line.text.strip().startswith(("-", "–"))
        unanswered = _QUESTION.match(body) and is_bullet(line.text)
        listed = _LISTED.match(body) and line.text.strip().startswith(("-", "–")) and bool(bare)
        if empty and (label or unanswered or listed):
            bare.add(line.number)
        elif not (empty and _is_rest(body)):
            empty = False
    return bare


def _is_rest(body: str) -> bool:
    """Link rests and page numbers do not answer a label."""
    return body.startswith("mailto:") or body.isdigit() or not body
