"""Lists over a whole city's ledger add up nothing: what rests of a payment nobody has placed, and
what each statement adds to a month, are kept by the statement that writes the entries. Who of
thousands a reader sees is asked in one statement; of whom the books are closed to a keeper, those
few are asked about, and taken off the sum of all."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from heimveg.access.policies import THE_READER

FOLLOWS = """
CREATE FUNCTION sums_follow_the_entries() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  INSERT INTO tenancies_resting AS r (payment_id, ore)
  SELECT n.payment_id, sum(CASE WHEN n.credit = 'unplaced' THEN n.ore ELSE -n.ore END)
  FROM written n WHERE 'unplaced' IN (n.debit, n.credit) GROUP BY n.payment_id
  ORDER BY n.payment_id
  ON CONFLICT (payment_id) DO UPDATE SET ore = r.ore + excluded.ore;
  DELETE FROM tenancies_resting r WHERE r.ore = 0 AND r.payment_id IN (
    SELECT n.payment_id FROM written n WHERE 'unplaced' IN (n.debit, n.credit));
  INSERT INTO tenancies_monthadded (month, ore, entries)
  SELECT n.month, sum(CASE WHEN n.debit = 'tenant' THEN n.ore ELSE -n.ore END), count(*)
  FROM written n
  WHERE n.month IS NOT NULL
    AND (n.kind IN ('charge', 'extra') OR n.kind = 'correction' AND n.credit = 'tenant')
  GROUP BY n.month;
  RETURN NULL;
END $$;
CREATE TRIGGER sums_follow_the_entries AFTER INSERT ON tenancies_entry
  REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION sums_follow_the_entries();
CREATE FUNCTION sums_change_by_entries_alone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION 'sums of the ledger change by entries alone'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'sums_change_by_entries_alone';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sums_change_by_entries_alone BEFORE INSERT OR UPDATE OR DELETE
  ON tenancies_resting FOR EACH ROW EXECUTE FUNCTION sums_change_by_entries_alone();
CREATE TRIGGER sums_change_by_entries_alone BEFORE INSERT OR UPDATE OR DELETE
  ON tenancies_monthadded FOR EACH ROW EXECUTE FUNCTION sums_change_by_entries_alone();
"""
FOLLOWS_BACK = """
DROP TRIGGER sums_follow_the_entries ON tenancies_entry;
DROP FUNCTION sums_follow_the_entries();
DROP TRIGGER sums_change_by_entries_alone ON tenancies_resting;
DROP TRIGGER sums_change_by_entries_alone ON tenancies_monthadded;
DROP FUNCTION sums_change_by_entries_alone();
"""
# Before the triggers are there.
WRITTEN_BEFORE = """
INSERT INTO tenancies_resting (payment_id, ore)
SELECT e.payment_id, sum(CASE WHEN e.credit = 'unplaced' THEN e.ore ELSE -e.ore END)
FROM tenancies_entry e WHERE 'unplaced' IN (e.debit, e.credit) GROUP BY e.payment_id
HAVING sum(CASE WHEN e.credit = 'unplaced' THEN e.ore ELSE -e.ore END) <> 0;
INSERT INTO tenancies_monthadded (month, ore, entries)
SELECT e.month, sum(CASE WHEN e.debit = 'tenant' THEN e.ore ELSE -e.ore END), count(*)
FROM tenancies_entry e
WHERE e.month IS NOT NULL
  AND (e.kind IN ('charge', 'extra') OR e.kind = 'correction' AND e.credit = 'tenant')
GROUP BY e.month;
"""
POLICIES = """
ALTER TABLE tenancies_resting ENABLE ROW LEVEL SECURITY;
CREATE POLICY keepers_of_the_ledger_only ON tenancies_resting
  USING (keeps_the_ledger()) WITH CHECK (keeps_the_ledger());
ALTER TABLE tenancies_monthadded ENABLE ROW LEVEL SECURITY;
CREATE POLICY keepers_of_the_ledger_only ON tenancies_monthadded
  USING (keeps_the_ledger()) WITH CHECK (keeps_the_ledger());
"""
POLICIES_BACK = """
DROP POLICY keepers_of_the_ledger_only ON tenancies_resting;
ALTER TABLE tenancies_resting DISABLE ROW LEVEL SECURITY;
DROP POLICY keepers_of_the_ledger_only ON tenancies_monthadded;
ALTER TABLE tenancies_monthadded DISABLE ROW LEVEL SECURITY;
"""
# Of whom the books are closed to a keeper: whoever it may be of, for `keeps_books_of` has no other
# grounds; each of them is asked about.
CLOSED = f"""
CREATE FUNCTION books_closed() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  WITH perhaps AS (
    SELECT x.person_id AS id FROM persons_protection x
    UNION
    SELECT p.id FROM persons_person p WHERE p.employed_in_id IS NOT NULL
    UNION
    SELECT coalesce(q.merged_into_id, q.id) FROM persons_conflict c
    JOIN persons_person q ON q.id = c.person_id WHERE c.user_id = {THE_READER}
    UNION
    SELECT own.person_id FROM persons_protection x
    JOIN persons_person p ON p.id = x.person_id OR p.merged_into_id = x.person_id
    JOIN persons_householdmember m ON m.person_id = p.id
    JOIN persons_householdmember own ON own.household_id = m.household_id
  ), asked AS (
    SELECT id FROM perhaps
    UNION
    SELECT p.id FROM perhaps JOIN persons_person p ON p.merged_into_id = perhaps.id
  )
  SELECT id FROM asked WHERE NOT keeps_books_of(id)
$$;
"""
CLOSED_BACK = "DROP FUNCTION books_closed();"
MONTHS = """
CREATE OR REPLACE FUNCTION months_charged(at_most integer)
RETURNS TABLE (month date, ore bigint, entries bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  WITH known AS (
    SELECT a.month, sum(a.ore) AS ore, sum(a.entries) AS entries FROM tenancies_monthadded a
    WHERE a.month > (SELECT max(l.month) FROM tenancies_monthadded l)
                    - make_interval(months => at_most)
    GROUP BY a.month
  ), closed AS (
    SELECT e.month, sum(CASE WHEN e.debit = 'tenant' THEN e.ore ELSE -e.ore END) AS ore,
      count(*) AS entries
    FROM tenancies_entry e
    WHERE e.person_id = ANY(ARRAY(SELECT books_closed())) AND e.month IS NOT NULL
      AND (e.kind IN ('charge', 'extra') OR e.kind = 'correction' AND e.credit = 'tenant')
    GROUP BY e.month
  )
  SELECT k.month, (k.ore - coalesce(c.ore, 0))::bigint,
    (k.entries - coalesce(c.entries, 0))::bigint
  FROM known k LEFT JOIN closed c USING (month)
  WHERE keeps_the_ledger() AND k.entries > coalesce(c.entries, 0)
  ORDER BY k.month DESC LIMIT at_most
$$;
CREATE OR REPLACE FUNCTION issues_shown(at_most integer)
RETURNS TABLE (
  month date, number smallint, issued_on date, issued_by text, rows bigint, ore bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  WITH newest AS (
    SELECT i.* FROM tenancies_invoiceissue i WHERE keeps_the_ledger()
    ORDER BY i.month DESC, i.number DESC LIMIT at_most
  ), closed AS (
    SELECT r.issue_id, count(*) AS rows, sum(r.ore) AS ore FROM tenancies_invoicerow r
    WHERE r.person_id = ANY(ARRAY(SELECT books_closed())) GROUP BY r.issue_id
  )
  SELECT n.month, n.number, n.issued_on, u.name::text, n.rows - coalesce(c.rows, 0),
    (n.ore - coalesce(c.ore, 0))::bigint
  FROM newest n
  LEFT JOIN closed c ON c.issue_id = n.id
  JOIN accounts_user u ON u.id = n.issued_by_id
  WHERE n.rows > coalesce(c.rows, 0)
  ORDER BY n.month DESC, n.number DESC
$$;
CREATE OR REPLACE FUNCTION entries_to_issue(of_month date) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT unnest(n.ids) FROM (
    SELECT e.person_id, array_agg(e.id) AS ids FROM tenancies_entry e
    WHERE e.month = of_month
      AND (e.kind IN ('charge', 'extra') OR e.kind = 'correction' AND e.credit = 'tenant')
      AND NOT EXISTS (SELECT FROM tenancies_invoicerow r WHERE r.entry_id = e.id)
    GROUP BY e.person_id OFFSET 0
  ) n WHERE keeps_books_of(n.person_id)
$$;
"""
ARREARS = """
CREATE OR REPLACE FUNCTION arrears_by_age(day date, roles text[])
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
    SELECT * FROM owing o WHERE o.person_id IN (
      SELECT people_seen(ARRAY(SELECT w.person_id FROM owing w), 'D6', roles)
    )
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
CREATE OR REPLACE FUNCTION accounts_in_arrears(day date) RETURNS SETOF bigint
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
  SELECT o.id FROM owing o WHERE o.person_id IN (
    SELECT people_seen(ARRAY(SELECT w.person_id FROM owing w), 'D6')
  )
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tenancies", "0027_leases_undecided_are_counted"),
        ("persons", "0010_many_people_are_asked_about_at_once"),
    ]
    operations = [
        migrations.CreateModel(
            name="MonthAdded",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField()),
                ("ore", models.BigIntegerField()),
                ("entries", models.PositiveIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["month"], name="added_by_month")],
                "constraints": [
                    models.CheckConstraint(
                        name="added_to_a_month_by_entries", condition=Q(entries__gt=0)
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Resting",
            fields=[
                (
                    "payment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, primary_key=True,
                        related_name="resting", serialize=False, to="tenancies.payment",
                    ),
                ),
                ("ore", models.BigIntegerField()),
            ],
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=Q(kind__in=["charge", "extra", "correction", "reversal"]),
                fields=["tenancy", "due_on"],
                include=["debit", "ore"],
                name="dues_by_tenancy_and_day",
            ),
        ),
        migrations.RunSQL(WRITTEN_BEFORE, migrations.RunSQL.noop),
        migrations.RunSQL(FOLLOWS, FOLLOWS_BACK),
        migrations.RunSQL(POLICIES, POLICIES_BACK),
        migrations.RunSQL(CLOSED, CLOSED_BACK),
        migrations.RunSQL(MONTHS, migrations.RunSQL.noop),
        migrations.RunSQL(ARREARS, migrations.RunSQL.noop),
    ]
