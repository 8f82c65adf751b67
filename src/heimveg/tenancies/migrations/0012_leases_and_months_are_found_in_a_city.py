"""Leases that end are found by their day, arrears and months by their sums, whatever the municipality's
size: the policies are asked about the few that are shown, not about every tenancy and entry."""

from django.db import migrations, models

# Sums of months, for those who keep the ledger, of the tenants they see: each tenant is asked
# about once, not once for each entry.
MONTHS = """
CREATE FUNCTION months_charged(at_most integer)
RETURNS TABLE (month date, ore bigint, entries bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  WITH seen AS MATERIALIZED (
    SELECT a.tenancy_id FROM tenancies_rentaccount a WHERE sees_person(a.person_id, 'D6')
  )
  SELECT e.month, sum(CASE WHEN e.debit = 'tenant' THEN e.ore ELSE -e.ore END)::bigint, count(*)
  FROM tenancies_entry e JOIN seen USING (tenancy_id)
  WHERE keeps_the_ledger()
    AND e.month > (SELECT max(l.month) FROM tenancies_entry l) - make_interval(months => at_most)
    AND (e.kind IN ('charge', 'extra') OR e.kind = 'correction' AND e.credit = 'tenant')
  GROUP BY e.month ORDER BY e.month DESC LIMIT at_most
$$;
"""
# Between the charging of a month and its due day every account stands above nothing: what is not
# due yet is taken off for all at once, and who is left is asked about once each.
ARREARS = """
CREATE FUNCTION accounts_in_arrears(day date) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER ROWS 500 SET search_path = public AS $$
  WITH later AS MATERIALIZED (
    SELECT e.tenancy_id, sum(CASE WHEN e.debit = 'tenant' THEN e.ore ELSE -e.ore END) AS ore
    FROM tenancies_entry e
    WHERE e.due_on > day AND e.kind IN ('charge', 'extra', 'correction', 'reversal')
    GROUP BY e.tenancy_id
  ), owing AS MATERIALIZED (
    SELECT a.id, a.person_id FROM tenancies_rentaccount a
    LEFT JOIN later l ON l.tenancy_id = a.tenancy_id
    WHERE a.owed_ore > 0 AND a.owed_ore > coalesce(l.ore, 0)
  )
  SELECT o.id FROM owing o WHERE sees_person(o.person_id, 'D6')
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0011_reviews_are_counted_without_people")]
    operations = [
        migrations.AddIndex(
            model_name="tenancy",
            index=models.Index(
                condition=models.Q(ended_on=None),
                fields=["lease_until", "id"],
                name="running_leases_by_their_end",
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["due_on"], name="entry_by_day"),
        ),
        migrations.RunSQL(ARREARS, "DROP FUNCTION accounts_in_arrears(date);"),
        migrations.RunSQL(MONTHS, "DROP FUNCTION months_charged(integer);"),
    ]
