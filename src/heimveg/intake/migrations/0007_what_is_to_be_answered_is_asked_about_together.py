"""What has come in and is to be answered, of what a reader sees, a list's length of it."""

from django.db import migrations

from heimveg.access.classes import FieldClass
from heimveg.intake.rules import OPEN, REPLIED_TO, ErrandState
from heimveg.persons.rules import Kind
from heimveg.persons.sight import first_few

OPEN_STATES = ", ".join(f"'{state}'" for state in sorted(OPEN))
REPLIED = ", ".join(f"'{kind}'" for kind in sorted(REPLIED_TO))
TO_ANSWER = first_few(
    "errands_to_answer_seen",
    "day date, units bigint[]",
    FieldClass.D3,
    f"""
    SELECT e.id, e.person_id FROM intake_errand e
    WHERE e.state IN ({OPEN_STATES})
      AND (e.state = '{ErrandState.NEW}' OR e.answer_by < day AND NOT (
        CASE WHEN e.kind IN ({REPLIED}) THEN e.told_on IS NOT NULL
        ELSE e.state = '{ErrandState.IN_HAND}' END))
      AND (e.unit_id = ANY(units) OR EXISTS (
        SELECT FROM persons_responsibility r
        WHERE r.person_id = e.person_id AND r.unit_id = ANY(units)
          AND r.kind = '{Kind.COORDINATING}' AND r.started_on <= day
          AND (r.ended_on IS NULL OR r.ended_on > day)
      ))
    ORDER BY e.answer_by, e.id""",
)


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0006_records_with_one_number_are_asked_about"),
        ("persons", "0011_the_first_few_are_asked_about_together"),
    ]
    operations = [migrations.RunSQL(*TO_ANSWER)]
