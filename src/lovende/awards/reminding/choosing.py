"""How a person wants to be reminded."""

from django.db import transaction

from lovende.awards.models import NoticeChoice
from lovende.people.models import User
from lovende.records.audit import record


@transaction.atomic
def choose(*, user: User, by_mail: bool, language: str) -> NoticeChoice:
    """Keep the person's choice. The same again changes nothing."""
    there = NoticeChoice.objects.select_for_update().filter(user=user).first()
    if there is not None and (there.by_mail, there.language) == (by_mail, language):
        return there
    choice, _ = NoticeChoice.objects.update_or_create(
        user=user, defaults={"by_mail": by_mail, "language": language}
    )
    record(actor=user, verb="awards.notices-chosen", about="", facts={"by_mail": by_mail})
    return choice
