"""Leases that end without a decision, of those a reader sees, a list's length of them."""

from django.db import migrations

from heimveg.persons.sight import FIRST_FEW

UNDECIDED = f"""
CREATE FUNCTION leases_undecided_seen(
  day date, last date, actor bigint, roles text[], at_most integer
) RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER {FIRST_FEW} AS $$
DECLARE
  candidates CURSOR FOR
    SELECT t.id, t.person_id FROM tenancies_tenancy t
    WHERE t.ended_on IS NULL AND t.lease_until <= last AND t.started_on <= day
      AND NOT EXISTS (
        SELECT FROM tenancies_renewalreview r
        WHERE r.tenancy_id = t.id AND r.lease_until = t.lease_until AND r.done_on IS NOT NULL
      )
    ORDER BY t.lease_until, t.id;
BEGIN
  candidates := NULL;  -- else, before PostgreSQL 16, its name is taken by the one before
  OPEN candidates;
  RETURN QUERY SELECT first_seen(candidates, 'D3', actor, roles, at_most);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tenancies", "0034_the_bank_pays_out_what_is_to_be_paid_back"),
        ("persons", "0011_the_first_few_are_asked_about_together"),
    ]
    operations = [
        migrations.RunSQL(
            UNDECIDED, "DROP FUNCTION leases_undecided_seen(date, date, bigint, text[], integer);"
        )
    ]
