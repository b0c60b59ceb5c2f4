"""A file that somebody hands over: how large and of what kind it may be, wherever it is kept."""

from django.utils.translation import gettext as _

from lovende.applications.actions.common import clean_text
from lovende.applications.errors import ApplicationError
from lovende.people.models import User
from lovende.records.actions import keep_file
from lovende.records.models import Attachment

MAX_FILE_BYTES = 10 * 1024 * 1024
MOST_FILES = 20


def too_large() -> str:
    """The words for a file beyond MAX_FILE_BYTES."""
    return _("Filen er for stor. Grensen er %d MB.") % (MAX_FILE_BYTES // (1024 * 1024))


def kept_file(*, name: str, content: bytes, n_there: int, actor: User) -> Attachment:
    """Keep a file beside the `n_there` that are there.

    Raises ApplicationError for one that is too large (MAX_FILE_BYTES bytes), empty, of a kind not taken, or one more
    than MOST_FILES.
    """
    if len(content) > MAX_FILE_BYTES:
        raise ApplicationError({"file": too_large()})
    if n_there >= MOST_FILES:
        raise ApplicationError({"file": _("Det er for mange filer. Fjern en først.")})
    try:
        return keep_file(name=clean_text(name), content=content, actor=actor)
    except ValueError:
        words = _("Filen kan ikke brukes. Velg en PDF-, Word- eller tekstfil som ikke er tom.")
        raise ApplicationError({"file": words}) from None
