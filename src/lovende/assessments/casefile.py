"""A case with all that is read of it on every page: in one query, put together once a process."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from lovende.applications.models import Application
from lovende.assessments.models import Assessment, Assignment, Judgement, Standing
from lovende.people.models import Municipality, Organisation, User
from lovende.records.kept import AnyOf, Kept, Read, Shape, Slot, hold
from lovende.schemes.models import Area, Call, Criterion

APPLICATION = Shape.whole(Application, but=("terms",))
STANDING = Shape.whole(Standing)
CALL = Shape(Call, "id", "key", "title", "year", "frame", "frame_unknown")
BODY = Shape(Organisation, "id", "slug", "name", "municipality_id")
PLACE = Shape(Municipality, "id", "number", "name")
AREA = Shape(Area, "id", "number", "name")
ASSIGNMENT = Shape.whole(Assignment)
OFFICER = Shape(User, "id", "name", "email", "pseudonym", "is_active")
ASSESSMENT = Shape.whole(Assessment)
JUDGEMENT = Shape.whole(Judgement)
CRITERION = Shape.whole(Criterion)


def find_case(public_id: str, *, with_assessments: bool = True) -> Application:
    """The case with who is on it and, unless told otherwise, what they wrote. Raises Application.DoesNotExist."""
    rows = (_WHOLE if with_assessments else _BARE).read(ids=[public_id])
    if not rows:
        raise Application.DoesNotExist
    return _case(rows[0], with_assessments)


def _case(row: Read, with_assessments: bool) -> Application:
    place = PLACE.of(row["place"]) if row["place"]["id"] is not None else None
    area = AREA.of(row["area"]) if row["area"]["id"] is not None else None
    body = BODY.of(row["body"], municipality=place)
    case: Application = APPLICATION.of(row["case"], call=CALL.of(row["call"]), organisation=body)
    standing = STANDING.of(row["standing"], area=area, application=case)
    Standing.application.field.remote_field.set_cached_value(case, standing)
    hold(case, "assignments", [_assignment(one, case, with_assessments) for one in row["assignments"]])
    return case


def _assignment(row: Read, case: Application, with_assessments: bool) -> Assignment:
    made: Assignment = ASSIGNMENT.of(row, application=case, officer=OFFICER.of(row["who"]))
    if with_assessments:
        hold(made, "assessments", [_assessment(one, made) for one in row["wrote"]])
    return made


def _assessment(row: Read, assignment: Assignment) -> Assessment:
    made: Assessment = ASSESSMENT.of(row, assignment=assignment)
    judged = [JUDGEMENT.of(one, assessment=made, criterion=CRITERION.of(one["of"])) for one in row["judged"]]
    hold(made, "judgements", judged)
    return made


def _query(with_assessments: bool) -> QuerySet:
    more = {"wrote": ArraySubquery(_written())} if with_assessments else {}
    on_it = Assignment.objects.filter(application=OuterRef("pk")).order_by("assigned_at", "pk")
    columns = JSONObject(
        case=APPLICATION.json(),
        standing=STANDING.json("standing__"),
        call=CALL.json("call__"),
        body=BODY.json("organisation__"),
        place=PLACE.json("organisation__municipality__"),
        area=AREA.json("standing__area__"),
        assignments=ArraySubquery(on_it.values(row=ASSIGNMENT.json(who=OFFICER.json("officer__"), **more))),
    )
    rows = Application.objects.filter(AnyOf(F("public_id"), Slot("ids")), standing__isnull=False)
    return rows.order_by().values_list(columns)


def _written() -> QuerySet:
    """The assessments of an assignment, each with its judgements in the order of the criteria."""
    judged = Judgement.objects.filter(assessment=OuterRef("pk")).order_by("criterion__order", "criterion__pk")
    judgements = ArraySubquery(judged.values(row=JUDGEMENT.json(of=CRITERION.json("criterion__"))))
    rows = Assessment.objects.filter(assignment=OuterRef("pk")).order_by("pk")
    return rows.values(row=ASSESSMENT.json(judged=judgements))


_WHOLE = Kept(lambda: _query(with_assessments=True))
_BARE = Kept(lambda: _query(with_assessments=False))
