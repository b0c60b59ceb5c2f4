"""Keep the translations whole: `make messages` renews the catalogues, `--check` says what is missing.

The words of the interface are bokmål in templates and Python; nynorsk and English stand in
`src/lovende/web/locale/<language>/LC_MESSAGES/django.po`. Needs no gettext of the system: Django turns templates
into calls, `ast` reads Python, polib reads and writes the catalogues.

Messages that pages take from Django and allauth are English there. Where those packages have no nynorsk or
bokmål for one, it is borrowed: it stands in our catalogue under its English words, kept in the package's place.
"""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "lovende"
LOCALE = SOURCE / "web" / "locale"
NAMES = {"nb": "bokmål", "nn": "nynorsk", "en": "English"}
OWN_WORDS = ("nn", "en")
BORROWING = ("nb", "nn")
HEADER = {
    "Project-Id-Version": "Lovende",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
# What of the packages can come up on our pages, and where each package keeps its own translations.
BORROWED = {
    "allauth": (
        "account/adapter.py",
        "account/fields.py",
        "account/forms.py",
        "mfa/adapter.py",
        "mfa/*/forms.py",
        "templates/account/**/*.html",
        "templates/account/**/*.txt",
        "templates/mfa/**/*.html",
        "templates/mfa/**/*.txt",
    ),
    "django": (
        "core/validators.py",
        "forms/*.py",
        "contrib/auth/password_validation.py",
        "utils/dates.py",
        "utils/timesince.py",
    ),
}
CATALOGUES = {
    "allauth": ("locale",),
    "django": ("conf/locale", "contrib/auth/locale", "contrib/humanize/locale"),
}
FUNCTIONS = {"gettext": 0, "ngettext": 0, "pgettext": 1, "npgettext": 1}
STRING = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*({STRING}(?:\s*,\s*{STRING})*)", re.S)
PLACEHOLDER = re.compile(r"%\(\w+\)[#0 +-]*[\d.]*[a-zA-Z]|%[\d.]*[sdfgr]|%%|\{\w*(?::[^{}]*)?\}")
MARKUP = re.compile(r"</?[a-z][^<>]*>")


class Message(NamedTuple):
    """One message as gettext knows it: it is told apart by its context and its words."""

    context: str | None
    words: str


class Use(NamedTuple):
    """How a message is used: its plural ("" for none) and the files it stands in."""

    plural: str
    files: set[str]


Messages = dict[Message, Use]


def in_template(text: str) -> Iterator[tuple[str, list[str]]]:
    """(function, its literal arguments) of each marked string in a Django template."""
    for call in CALL.finditer(templatize(text)):
        arguments = [ast.literal_eval(part) for part in re.findall(STRING, call[2])]
        yield ("gettext" if call[1] == "_" else call[1]), arguments


def in_python(text: str) -> Iterator[tuple[str, list[str]]]:
    """The same of a Python module, whatever name it has given the functions it imports."""
    tree = ast.parse(text)
    names = {
        alias.asname or alias.name: alias.name.removesuffix("_lazy").removesuffix("_noop")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        function = names.get(node.func.id)
        literal = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if function in FUNCTIONS and literal:
            yield function, literal


def collect(files: Iterator[tuple[Path, str]]) -> Messages:
    """All messages of the files, given as (path, the name to write down)."""
    found: Messages = {}
    for path, shown in files:
        text = path.read_text(encoding="utf-8")
        reader = in_python if path.suffix == ".py" else in_template
        for function, arguments in reader(text):
            at = FUNCTIONS[function]
            message = Message(arguments[0] if at else None, arguments[at])
            plural = arguments[at + 1] if function.startswith("n") else ""
            known = found.setdefault(message, Use(plural, set()))
            if plural and not known.plural:
                found[message] = known = Use(plural, known.files)
            known.files.add(shown)
    found.pop(Message(None, ""), None)
    return found


def own_messages() -> Messages:
    """Every bokmål message of the project."""
    paths = sorted(path for kind in ("*.html", "*.txt", "*.svg", "*.py") for path in SOURCE.rglob(kind))
    kept = [path for path in paths if not {"migrations", "static", "data"} & set(path.parts)]
    return collect((path, path.relative_to(ROOT).as_posix()) for path in kept)


def package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    assert spec and spec.origin, f"{name} is not installed"
    return Path(spec.origin).parent


def borrowed_messages(language: str) -> Messages:
    """Messages of Django and allauth that our pages can show and the packages lack in `language`."""
    wanted: Messages = {}
    had: set[Message] = set()
    for name, patterns in BORROWED.items():
        base = package(name)
        paths = sorted({path for pattern in patterns for path in base.glob(pattern)})
        wanted |= collect((path, f"{name}/{path.relative_to(base).as_posix()}") for path in paths)
        for folder in CATALOGUES[name]:
            compiled = base / folder / language / "LC_MESSAGES" / "django.mo"
            if compiled.exists():
                had |= {Message(e.msgctxt, e.msgid) for e in polib.mofile(str(compiled))}
    return {message: use for message, use in wanted.items() if message not in had}


def wanted_messages() -> dict[str, Messages]:
    """By language, what its catalogue must hold. A message of ours goes before a borrowed one of the same words."""
    own = own_messages()
    return {
        language: (borrowed_messages(language) if language in BORROWING else {})
        | (own if language in OWN_WORDS else {})
        for language in NAMES
    }


def po_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> polib.POFile:
    """The language's catalogue, or a new one."""
    path = po_path(language)
    catalogue = polib.pofile(str(path), wrapwidth=110) if path.exists() else polib.POFile(wrapwidth=110)
    catalogue.header = (
        f"Lovende in {NAMES[language]}. `make messages` adds and orders; the translations are ours."
    )
    catalogue.metadata = {**HEADER, "Language": language}
    return catalogue


def renewed(catalogue: polib.POFile, wanted: Messages) -> polib.POFile:
    """The catalogue with just the wanted messages, in order of file; gone ones are kept as obsolete."""
    before = {Message(entry.msgctxt, entry.msgid): entry for entry in catalogue}
    fresh = polib.POFile(wrapwidth=110)
    fresh.header, fresh.metadata = catalogue.header, catalogue.metadata
    for message, use in sorted(wanted.items(), key=lambda pair: (min(pair[1].files), pair[0].words)):
        entry = before.pop(message, None) or polib.POEntry(msgctxt=message.context, msgid=message.words)
        entry.obsolete = False
        entry.occurrences = [(name, "") for name in sorted(use.files)]
        if use.plural and (entry.msgid_plural != use.plural or not entry.msgstr_plural):
            entry.msgid_plural, entry.msgstr = use.plural, ""
            entry.msgstr_plural = entry.msgstr_plural or {0: "", 1: ""}
        elif not use.plural and entry.msgid_plural:
            entry.msgid_plural, entry.msgstr, entry.msgstr_plural = "", entry.msgstr_plural.get(0, ""), {}
        entry.flags = [flag for flag in entry.flags if flag == "fuzzy"]
        fresh.append(entry)
    for entry in before.values():
        if entry.msgstr or any(entry.msgstr_plural.values()):
            entry.obsolete, entry.occurrences = True, []
            fresh.append(entry)
    return fresh


def parts(text: str) -> tuple[Counter[str], Counter[str]]:
    """Placeholders and markup of a text, each with how often it stands there."""
    return Counter(PLACEHOLDER.findall(text)), Counter(MARKUP.findall(text))


def entry_faults(entry: polib.POEntry) -> Iterator[str]:
    """What is wrong with one translation, in a word or two."""
    if entry.fuzzy:
        yield "fuzzy"
    if not entry.translated() and not entry.fuzzy:
        yield "untranslated"
        return
    if not entry.msgid_plural:
        if parts(entry.msgstr) != parts(entry.msgid):
            yield "other placeholders or markup"
        return
    if set(entry.msgstr_plural) != {0, 1}:
        yield "not two forms"
    allowed = {0: (entry.msgid, entry.msgid_plural), 1: (entry.msgid_plural,)}
    for form, text in entry.msgstr_plural.items():
        if all(parts(text) != parts(model) for model in allowed.get(form, (entry.msgid_plural,))):
            yield f"other placeholders or markup in form {form}"


def faults() -> list[str]:
    """All that keeps the catalogues from being whole, one line each; empty when all is well."""
    told = []
    for language, wanted in wanted_messages().items():
        if not wanted and not po_path(language).exists():
            continue
        catalogue = read(language)
        current = {Message(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}
        told += [f"{language}: missing: {m.words!r}" for m in wanted if m not in current]
        for message, entry in current.items():
            if message not in wanted:
                told.append(f"{language}: no longer used: {message.words!r}")
            elif entry.msgid_plural != wanted[message].plural:
                told.append(f"{language}: other plural: {message.words!r}")
            told += [f"{language}: {fault}: {message.words!r}" for fault in entry_faults(entry)]
        compiled = po_path(language).with_suffix(".mo")
        if not compiled.exists() or compiled.read_bytes() != catalogue.to_binary():
            told.append(f"{language}: the compiled catalogue is not that of django.po")
    return told


def renew() -> None:
    """Write every catalogue anew from the sources, and compile it."""
    for language, wanted in wanted_messages().items():
        if not wanted and not po_path(language).exists():
            continue
        fresh = renewed(read(language), wanted)
        po_path(language).parent.mkdir(parents=True, exist_ok=True)
        fresh.save(str(po_path(language)))
        fresh.save_as_mofile(str(po_path(language).with_suffix(".mo")))


def main(arguments: list[str]) -> int:
    """Renew unless asked to `--check`; 1 when the catalogues are not whole, with a line for each fault."""
    if "--check" not in arguments:
        renew()
    told = faults()
    print("\n".join(told) or "The translations are whole.", file=sys.stderr if told else sys.stdout)
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
