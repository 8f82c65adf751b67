"""The most urgent needs that a reader sees, a list's length of them."""

from django.db import migrations

from heimveg.needs.rules import NeedStatus
from heimveg.persons.sight import FIRST_FEW

# By the index of open needs in this order: few of the rows are fetched.
MOST_URGENT = f"""
CREATE FUNCTION urgent_needs_seen(
  at_least integer, actor bigint, roles text[], at_most integer
) RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER {FIRST_FEW} AS $$
DECLARE
  candidates CURSOR FOR
    SELECT n.id, n.person_id FROM needs_need n
    WHERE n.status IN ('{NeedStatus.INCOMPLETE}', '{NeedStatus.WAITING}')
      AND n.urgency >= at_least
    ORDER BY n.urgency DESC, n.opened_on, n.id;
BEGIN
  candidates := NULL;  -- else, before PostgreSQL 16, its name is taken by the one before
  OPEN candidates;
  RETURN QUERY SELECT first_seen(candidates, 'D3', actor, roles, at_most);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("needs", "0003_urgency_is_explained_and_doubts_are_kept"),
        ("persons", "0011_the_first_few_are_asked_about_together"),
    ]
    operations = [
        migrations.RunSQL(
            MOST_URGENT, "DROP FUNCTION urgent_needs_seen(integer, bigint, text[], integer);"
        )
    ]
