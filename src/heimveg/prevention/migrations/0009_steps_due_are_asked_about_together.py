"""Steps that are due to keep a home, of those a reader sees, a list's length of them."""

from django.db import migrations

from heimveg.persons.sight import FIRST_FEW

DUE = f"""
CREATE FUNCTION prevention_steps_seen(last date, actor bigint, roles text[], at_most integer)
RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER {FIRST_FEW} AS $$
DECLARE
  candidates CURSOR FOR
    SELECT c.id, c.person_id FROM prevention_preventioncase c
    WHERE c.closed_on IS NULL AND c.next_due_on <= last
    ORDER BY c.next_due_on, c.opened_on, c.id;
BEGIN
  candidates := NULL;  -- else, before PostgreSQL 16, its name is taken by the one before
  OPEN candidates;
  RETURN QUERY SELECT first_seen(candidates, 'D3', actor, roles, at_most, true);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("prevention", "0008_a_notice_for_rent_runs_one_at_a_time"),
        ("persons", "0011_the_first_few_are_asked_about_together"),
    ]
    operations = [
        migrations.RunSQL(DUE, "DROP FUNCTION prevention_steps_seen(date, bigint, text[], integer);")
    ]
