"""Lists hold the first few: indexes in their order, so that the policies are asked about those few
and not about everybody a unit or a worker has ever had to do with."""

from django.conf import settings
from django.db import migrations, models

COORDINATING = models.Q(("kind", "coordinating"))
ASKED = models.Q(("basis", "asked"))
# Who has two cases close to each other are few; each of them is asked about once.
OPENED_AGAIN = """
CREATE FUNCTION cases_opened_again(since date, within integer) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER ROWS 100 SET search_path = public AS $$
  WITH again AS MATERIALIZED (
    SELECT DISTINCT c.id, c.person_id FROM persons_case c
    JOIN persons_case b ON b.person_id = c.person_id AND b.id <> c.id
    WHERE c.opened_on > since AND b.closed_on BETWEEN c.opened_on - within AND c.opened_on
  )
  SELECT a.id FROM again a WHERE sees_person(a.person_id, 'D3')
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_history_of_units_and_positions"),
        ("persons", "0007_names_are_found_without_norwegian_letters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.RunSQL(OPENED_AGAIN, "DROP FUNCTION cases_opened_again(date, integer);"),
        migrations.AddIndex(
            model_name="responsibility",
            index=models.Index(
                condition=models.Q(("named_worker", None)) & (COORDINATING | ASKED),
                fields=["unit", "started_on", "id"],
                name="responsibility_without_worker",
            ),
        ),
        migrations.AddIndex(
            model_name="responsibility",
            index=models.Index(
                condition=COORDINATING,
                fields=["named_worker", "started_on", "id"],
                name="coordinating_by_named_worker",
            ),
        ),
        migrations.AddIndex(
            model_name="responsibility",
            index=models.Index(
                condition=COORDINATING,
                fields=["stand_in", "started_on", "id"],
                name="coordinating_by_stand_in",
            ),
        ),
    ]
