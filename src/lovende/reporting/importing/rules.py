"""Who may bring historic grants in, and who may take everything out. Everybody else is denied.

A case officer brings in the cases of their own organisation alone (`actions.may_handle`); an auditor reads all.
"""

import rules

from lovende.people.models import Role
from lovende.people.rules import has_role, is_auditor

rules.add_perm("reporting.import_history", has_role(Role.CASE_OFFICER, Role.ADMINISTRATOR))
rules.add_perm("reporting.export_all", is_auditor)
