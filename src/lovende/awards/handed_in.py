"""What an award is about: the application as it was handed in, never what its authors have written since."""

from collections.abc import Mapping
from typing import Any

from lovende.applications.models import Application
from lovende.assessments.models import Decision
from lovende.measures.models import Measure


def read_into(application: Application, decision: Decision) -> Mapping[str, Any]:
    """Set on this instance, unsaved, what the submission behind the decision says; → that submission's content.

    A historic application without one stays as its row is; its content is empty.
    """
    submission = decision.submission()
    if submission is None:
        return {}
    content = submission.content
    application.title, application.kind = content["title"], content["kind"]
    application.years = list(content["years"])
    named = [content.get("measure"), content.get("replicates")]
    measures = {row.public_id: row for row in Measure.objects.filter(public_id__in=filter(None, named))}
    application.measure = measures.get(content.get("measure") or "")
    application.replicates = measures.get(content.get("replicates") or "")
    application.area = application.call.areas.filter(key=content.get("area") or "").first()
    return content
