"""How many leases end without a decision, for who leads and sees no tenancy: a count and no more."""

from django.db import migrations

COUNT = """
CREATE FUNCTION leases_undecided(soon date, last date)
RETURNS TABLE (all_of_them bigint, soon_ones bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT count(*), count(*) FILTER (WHERE t.lease_until < soon)
  FROM tenancies_tenancy t
  WHERE t.ended_on IS NULL AND t.lease_until <= last
    AND t.started_on <= coalesce(nullif(current_setting('heimveg.day', true), '')::date,
      current_date)
    AND NOT EXISTS (
      SELECT FROM tenancies_renewalreview r
      WHERE r.tenancy_id = t.id AND r.lease_until = t.lease_until AND r.done_on IS NOT NULL)
    AND nullif(current_setting('heimveg.reader', true), '') IS NOT NULL
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0026_a_tenant_protests_against_a_notice")]
    operations = [
        migrations.RunSQL(COUNT, "DROP FUNCTION leases_undecided(date, date);"),
    ]
