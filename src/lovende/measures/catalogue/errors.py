"""The one exception of the importer, with its messages in three languages."""

from __future__ import annotations

MESSAGES: dict[str, dict[str, str]] = {
    "not-found": {
        "nb": "Fant ikke filen {name}. Sjekk navnet og mappen.",
        "nn": "Fann ikkje fila {name}. Sjekk namnet og mappa.",
        "en": "The file {name} was not found. Check the name and the folder.",
    },
    "unreadable": {
        "nb": "Filen {name} kan ikke leses. Sjekk at du har tilgang, og at det er en fil og ikke en mappe.",
        "nn": "Fila {name} kan ikkje lesast. Sjekk at du har tilgang, og at det er ei fil og ikkje ei mappe.",
        "en": "The file {name} cannot be read. Check your access, and that it is a file and not a folder.",
    },
    "too-large": {
        "nb": "Filen {name} er på {megabytes} MB; grensen er {limit} MB. Del katalogen i flere filer.",
        "nn": "Fila {name} er på {megabytes} MB; grensa er {limit} MB. Del katalogen i fleire filer.",
        "en": "The file {name} is {megabytes} MB; the limit is {limit} MB. Split the catalogue into several files.",
    },
    "empty": {
        "nb": "Filen {name} er tom. Velg filen som inneholder katalogen.",
        "nn": "Fila {name} er tom. Vel fila som inneheld katalogen.",
        "en": "The file {name} is empty. Choose the file that holds the catalogue.",
    },
    "not-text": {
        "nb": "Filen {name} er ikke lesbar tekst. Lagre katalogen som tekst (UTF-8), Word (.docx) eller PDF.",
        "nn": "Fila {name} er ikkje lesbar tekst. Lagre katalogen som tekst (UTF-8), Word (.docx) eller PDF.",
        "en": "The file {name} is not readable text. Save the catalogue as text (UTF-8), Word (.docx) or PDF.",
    },
    "too-many-lines": {
        "nb": "Filen {name} har {lines} linjer; grensen er {limit}. Del katalogen i flere filer.",
        "nn": "Fila {name} har {lines} linjer; grensa er {limit}. Del katalogen i fleire filer.",
        "en": "The file {name} has {lines} lines; the limit is {limit}. Split the catalogue into several files.",
    },
    "unknown-kind": {
        "nb": "Filtypen til {name} kan ikke leses. Lagre katalogen som tekst, Word (.docx) eller PDF.",
        "nn": "Filtypen til {name} kan ikkje lesast. Lagre katalogen som tekst, Word (.docx) eller PDF.",
        "en": "The type of {name} cannot be read. Save the catalogue as text, Word (.docx) or PDF.",
    },
    "old-word": {
        "nb": "{name} er en eldre eller passordbeskyttet Office-fil. Åpne den i Word og lagre uten passord som .docx.",
        "nn": "{name} er ei eldre eller passordverna Office-fil. Opne ho i Word og lagre utan passord som .docx.",
        "en": "{name} is an older or password-protected Office file. Open it in Word and save it as .docx, no password.",
    },
    "word-damaged": {
        "nb": "Word-filen {name} er skadet eller ikke en Word-fil. Åpne den i Word og lagre den på nytt som .docx.",
        "nn": "Word-fila {name} er skadd eller ikkje ei Word-fil. Opne ho i Word og lagre ho på nytt som .docx.",
        "en": "The Word file {name} is damaged or not a Word file. Open it in Word and save it again as .docx.",
    },
    "word-macros": {
        "nb": "Word-filen {name} inneholder makroer og er avvist. Lagre den som vanlig .docx uten makroer.",
        "nn": "Word-fila {name} inneheld makroar og er avvist. Lagre ho som vanleg .docx utan makroar.",
        "en": "The Word file {name} contains macros and is refused. Save it as a plain .docx without macros.",
    },
    "word-unsafe": {
        "nb": "Word-filen {name} har innhold som ikke kan pakkes ut trygt. Lim inn teksten i et nytt dokument og lagre.",
        "nn": "Word-fila {name} har innhald som ikkje kan pakkast ut trygt. Lim inn teksten i eit nytt dokument og lagre.",
        "en": "The Word file {name} cannot be unpacked safely. Paste the text into a new document and save that.",
    },
    "pdf-damaged": {
        "nb": "{name} er ikke en lesbar PDF. Åpne originalen og lagre den som PDF på nytt, eller last opp Word-filen.",
        "nn": "{name} er ikkje ein lesbar PDF. Opne originalen og lagre han som PDF på nytt, eller last opp Word-fila.",
        "en": "{name} is not a readable PDF. Open the original and save it as PDF again, or upload the Word file.",
    },
    "pdf-encrypted": {
        "nb": "PDF-filen {name} er beskyttet med passord. Fjern passordet og prøv igjen.",
        "nn": "PDF-fila {name} er verna med passord. Fjern passordet og prøv igjen.",
        "en": "The PDF {name} is protected with a password. Remove the password and try again.",
    },
    "pdf-without-text": {
        "nb": "PDF-filen {name} inneholder bare bilder (skannet). Kjør tekstgjenkjenning (OCR) eller last opp originalen.",
        "nn": "PDF-fila {name} inneheld berre bilete (skanna). Køyr tekstattkjenning (OCR) eller last opp originalen.",
        "en": "The PDF {name} holds pictures only (scanned). Run text recognition (OCR) or upload the original.",
    },
    "pdf-too-long": {
        "nb": "PDF-filen {name} har {pages} sider; grensen er {limit}. Del katalogen i flere filer.",
        "nn": "PDF-fila {name} har {pages} sider; grensa er {limit}. Del katalogen i fleire filer.",
        "en": "The PDF {name} has {pages} pages; the limit is {limit}. Split the catalogue into several files.",
    },
    "pdf-too-slow": {
        "nb": "PDF-filen {name} tok mer enn {seconds} sekunder å lese. Del den i flere filer eller last opp Word-filen.",
        "nn": "PDF-fila {name} tok meir enn {seconds} sekund å lese. Del ho i fleire filer eller last opp Word-fila.",
        "en": "The PDF {name} took more than {seconds} seconds to read. Split it or upload the Word file.",
    },
}


class CatalogueError(Exception):
    """The file cannot be imported. ``code`` is a key of ``MESSAGES``; ``params`` fill the message."""

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params
        super().__init__(self.message("en"))

    def message(self, language: str = "nb") -> str:
        """The sentence in ``nb``, ``nn`` or ``en`` (another language gives bokmål)."""
        texts = MESSAGES[self.code]
        return texts.get(language, texts["nb"]).format(**self.params)

    @property
    def message_nb(self) -> str:
        return self.message("nb")

    @property
    def message_nn(self) -> str:
        return self.message("nn")

    @property
    def message_en(self) -> str:
        return self.message("en")
