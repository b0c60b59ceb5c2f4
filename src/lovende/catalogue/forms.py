"""The forms for bringing in a file and for saying what source it is."""

from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lovende.catalogue.actions import SourceTakenError, check_source, free_document_key
from lovende.catalogue.reading import error_text, personal_data
from lovende.records.actions import MEDIA_TYPES

MEGABYTE = 1024 * 1024
FIRST_YEAR, LAST_YEAR = 1950, 2100


class SourceForm(forms.Form):
    """What document it is. The short name stands in locators and in the register's filter."""

    title = forms.CharField(
        label=_("Hva heter katalogen?"),
        help_text=_("Slik den står på forsiden, for eksempel «Prosjektkatalog 2016»."),
        max_length=300,
        error_messages={"required": _("Skriv hva katalogen heter.")},
    )
    year = forms.IntegerField(
        label=_("Hvilket år gjelder den?"),
        help_text=_(
            "Fire sifre. Året avgjør hvilke kommuner som fantes. La feltet stå tomt hvis du ikke vet det."
        ),
        required=False,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        error_messages={
            "invalid": _("Skriv året med fire sifre, for eksempel 2016."),
            "min_value": _("Skriv året med fire sifre, for eksempel 2016."),
            "max_value": _("Skriv året med fire sifre, for eksempel 2016."),
        },
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "maxlength": 4, "size": 6, "autocomplete": "off"}
        ),
    )
    key = forms.SlugField(
        label=_("Kort navn på kilden"),
        help_text=_(
            "Små bokstaver og tall, for eksempel «ostfold-2016». Lages av tittelen hvis du lar det stå tomt."
        ),
        max_length=40,
        required=False,
        error_messages={"invalid": _("Bruk bare bokstavene a–z, tall og bindestrek.")},
    )

    def clean_title(self) -> str:
        title = " ".join(self.cleaned_data["title"].split())
        if any(one.kind != "name" for one in personal_data(title)):
            raise forms.ValidationError(
                gettext("Tittelen blir offentlig. Ta bort e-postadresse eller telefonnummer.")
            )
        return title

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "title" in data and "key" in data:
            data["key"] = data["key"].lower() or free_document_key(data["title"])
            try:
                check_source(data["key"], data["title"])
            except SourceTakenError as taken:
                self.add_error(
                    "key",
                    gettext(
                        "Navnet er alt brukt av «%s». Velg et annet, eller skriv den tittelen om det er samme kilde."
                    )
                    % taken,
                )
        return data


class UploadForm(SourceForm):
    """A file and what document it is."""

    file = forms.FileField(
        label=_("Fil"),
        help_text=_("Word (.docx), PDF eller ren tekst (.txt). Høyst 50 MB."),
        error_messages={
            "required": _("Velg filen du vil importere."),
            "empty": _("Filen er tom. Velg en fil med innhold."),
        },
        widget=forms.FileInput(attrs={"accept": ",".join(MEDIA_TYPES)}),
    )
    field_order = ("file", "title", "year", "key")

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        suffix = Path(file.name or "").suffix.lower()
        if suffix == ".docm":
            raise forms.ValidationError(
                error_text({"code": "word-macros", "params": {"name": file.name}}, _language())
            )
        if suffix not in MEDIA_TYPES:
            raise forms.ValidationError(
                gettext("Filtypen kan ikke leses. Velg en Word-fil (.docx), PDF eller .txt.")
            )
        if (file.size or 0) > settings.CATALOGUE_MAX_BYTES:
            raise forms.ValidationError(too_large(file.size or 0))
        return file


def too_large(size: int) -> str:
    return gettext("Filen er på %(size)d MB; grensen er %(limit)d MB. Del katalogen i flere filer.") % {
        "size": -(-size // MEGABYTE),
        "limit": settings.CATALOGUE_MAX_BYTES // MEGABYTE,
    }


def _language() -> str:
    from django.utils.translation import get_language

    return get_language() or "nb"
