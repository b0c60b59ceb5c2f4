"""Who may bring in a catalogue and review it. Everybody else is denied, and sees nothing of the source's lines."""

import rules

from lovende.people.models import Role
from lovende.people.rules import has_role

is_reviewer = has_role(Role.CASE_OFFICER, Role.PROGRAMME_OFFICER, Role.ADMINISTRATOR)

rules.add_perm("catalogue.review", is_reviewer)
