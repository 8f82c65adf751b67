"""Arrears with their age, of all whom a reader may know: each tenant is asked about once, not once
for each entry and window, and what is not due yet is taken off for all at once."""

from django.db import migrations

ARREARS = """
CREATE FUNCTION arrears_by_age(day date, roles text[])
RETURNS TABLE (account bigint, owed bigint, due_30 bigint, due_60 bigint, due_90 bigint)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 500 SET search_path = public AS $$
  WITH later AS MATERIALIZED (
    SELECT e.tenancy_id, sum(CASE WHEN e.debit = 'tenant' THEN e.ore ELSE -e.ore END) AS ore
    FROM tenancies_entry e
    WHERE e.due_on > day AND e.kind IN ('charge', 'extra', 'correction', 'reversal')
    GROUP BY e.tenancy_id
  ), owing AS MATERIALIZED (
    SELECT a.id, a.tenancy_id, a.person_id, a.owed_ore - coalesce(l.ore, 0) AS owed
    FROM tenancies_rentaccount a LEFT JOIN later l ON l.tenancy_id = a.tenancy_id
    WHERE a.owed_ore > 0 AND a.owed_ore > coalesce(l.ore, 0)
  ), seen AS MATERIALIZED (
    SELECT * FROM owing o WHERE sees_person(o.person_id, 'D6', only_roles => roles)
  )
  SELECT s.id, s.owed::bigint, coalesce(w.due_30, 0), coalesce(w.due_60, 0), coalesce(w.due_90, 0)
  FROM seen s CROSS JOIN LATERAL (
    SELECT
      (sum(e.signed) FILTER (WHERE e.due_on >= day - 30))::bigint AS due_30,
      (sum(e.signed) FILTER (WHERE e.due_on BETWEEN day - 60 AND day - 31))::bigint AS due_60,
      (sum(e.signed) FILTER (WHERE e.due_on < day - 60))::bigint AS due_90
    FROM (
      SELECT x.due_on, CASE WHEN x.debit = 'tenant' THEN x.ore ELSE -x.ore END AS signed
      FROM tenancies_entry x
      WHERE x.tenancy_id = s.tenancy_id AND x.due_on BETWEEN day - 90 AND day
        AND x.kind IN ('charge', 'extra', 'correction', 'reversal')
    ) e
  ) w
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0022_an_issued_basis_is_kept")]
    operations = [
        migrations.RunSQL(ARREARS, "DROP FUNCTION arrears_by_age(date, text[]);"),
    ]
