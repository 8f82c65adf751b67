"""An issued invoice basis is a document of the books: kept as issued, its rows never change, and
it goes when its years are over. Whoever keeps the ledger reads it, also about tenants who have
settled and moved; the protected, colleagues and conflicts stay hidden as everywhere."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from heimveg.access.policies import THE_READER

BOOKS = f"""
CREATE FUNCTION keeps_books_of(person bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public COST 500 AS $$
  SELECT EXISTS (
    SELECT FROM accounts_user u WHERE u.id = {THE_READER} AND u.is_system
  ) OR EXISTS (
    SELECT FROM accounts_membership m
    JOIN persons_person p ON p.id = person
    JOIN persons_person k ON k.id = coalesce(p.merged_into_id, p.id)
    LEFT JOIN persons_protection x ON x.person_id = k.id
    WHERE m.user_id = {THE_READER} AND m.role = 'economy'
      AND m.started_on <= current_date AND (m.ended_on IS NULL OR m.ended_on > current_date)
      AND (x.grade IS NULL OR m.handles_protected AND sees_person(k.id, 'D6'))
      AND (k.employed_in_id IS NULL
           OR m.handles_own_employees AND m.unit_id <> k.employed_in_id)
      AND NOT address_is_hidden(k.id)
      AND NOT EXISTS (
        SELECT FROM persons_conflict c JOIN persons_person q ON q.id = c.person_id
        WHERE c.user_id = m.user_id AND coalesce(q.merged_into_id, q.id) = k.id)
  )
$$;
"""
POLICIES = """
ALTER TABLE tenancies_invoicerow ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_persons_only ON tenancies_invoicerow
  USING (keeps_books_of(person_id)) WITH CHECK (keeps_books_of(person_id));
ALTER TABLE tenancies_invoiceissue ENABLE ROW LEVEL SECURITY;
CREATE POLICY keepers_of_the_ledger_only ON tenancies_invoiceissue
  USING (keeps_the_ledger()) WITH CHECK (keeps_the_ledger());
"""
NEVER = """
CREATE FUNCTION issued_basis_never_changes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  day date := coalesce(nullif(current_setting('heimveg.day', true), '')::date, current_date);
  until date;
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF TG_TABLE_NAME = 'tenancies_invoiceissue' THEN
      until := OLD.keep_until;
    ELSE
      SELECT i.keep_until INTO until FROM tenancies_invoiceissue i WHERE i.id = OLD.issue_id;
    END IF;
    IF until IS NULL OR until <= day THEN RETURN OLD; END IF;
  END IF;
  RAISE EXCEPTION 'an issued basis never changes; corrections come in the next issue'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'issued_basis_never_changes';
END $$;
CREATE TRIGGER issued_basis_never_changes BEFORE UPDATE OR DELETE ON tenancies_invoicerow
  FOR EACH ROW EXECUTE FUNCTION issued_basis_never_changes();
CREATE TRIGGER issued_basis_never_changes BEFORE UPDATE OR DELETE ON tenancies_invoiceissue
  FOR EACH ROW EXECUTE FUNCTION issued_basis_never_changes();
"""
# Each person is asked about once, not once for each row.
ASKED = """
CREATE FUNCTION entries_to_issue(of_month date) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  WITH new AS MATERIALIZED (
    SELECT e.id, e.person_id FROM tenancies_entry e
    WHERE e.month = of_month
      AND (e.kind IN ('charge', 'extra') OR e.kind = 'correction' AND e.credit = 'tenant')
      AND NOT EXISTS (SELECT FROM tenancies_invoicerow r WHERE r.entry_id = e.id)
  ), kept AS MATERIALIZED (
    SELECT d.person_id FROM (SELECT DISTINCT person_id FROM new) d
    WHERE keeps_books_of(d.person_id)
  )
  SELECT new.id FROM new JOIN kept USING (person_id)
$$;
CREATE FUNCTION issues_shown(at_most integer)
RETURNS TABLE (
  month date, number smallint, issued_on date, issued_by text, rows bigint, ore bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  WITH newest AS MATERIALIZED (
    SELECT i.* FROM tenancies_invoiceissue i WHERE keeps_the_ledger()
    ORDER BY i.month DESC, i.number DESC LIMIT at_most
  ), kept AS MATERIALIZED (
    SELECT d.person_id FROM (
      SELECT DISTINCT r.person_id FROM tenancies_invoicerow r JOIN newest n ON n.id = r.issue_id
    ) d WHERE keeps_books_of(d.person_id)
  )
  SELECT n.month, n.number, n.issued_on, u.name::text, count(*), sum(r.ore)::bigint
  FROM newest n
  JOIN tenancies_invoicerow r ON r.issue_id = n.id
  JOIN kept USING (person_id)
  JOIN accounts_user u ON u.id = n.issued_by_id
  GROUP BY n.month, n.number, n.issued_on, u.name
  ORDER BY n.month DESC, n.number DESC
$$;
"""
BACK = """
DROP FUNCTION issues_shown(integer);
DROP FUNCTION entries_to_issue(date);
DROP TRIGGER issued_basis_never_changes ON tenancies_invoiceissue;
DROP TRIGGER issued_basis_never_changes ON tenancies_invoicerow;
DROP FUNCTION issued_basis_never_changes();
DROP POLICY keepers_of_the_ledger_only ON tenancies_invoiceissue;
DROP POLICY seen_persons_only ON tenancies_invoicerow;
DROP FUNCTION keeps_books_of(bigint);
"""
PROTECT = django.db.models.deletion.PROTECT


def key():  # type: ignore[no-untyped-def]
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("tenancies", "0021_a_tenancy_waits_for_its_home"),
        ("persons", "0003_finding_people_and_hiding_addresses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="InvoiceIssue",
            fields=[
                ("id", key()),
                ("month", models.DateField()),
                ("number", models.PositiveSmallIntegerField()),
                ("issued_on", models.DateField()),
                ("rows", models.PositiveIntegerField()),
                ("ore", models.BigIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("keep_until", models.DateField()),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("month", "number"), name="one_issue_of_a_number_and_month"
                    ),
                    models.CheckConstraint(
                        condition=Q(month__day=1, rows__gt=0),
                        name="issue_is_of_a_month_and_holds_rows",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="InvoiceRow",
            fields=[
                ("id", key()),
                ("place", models.PositiveIntegerField()),
                ("object_number", models.CharField(max_length=40)),
                ("address", models.CharField(max_length=200)),
                ("kid", models.CharField(max_length=25)),
                ("name", models.CharField(max_length=200)),
                ("month", models.DateField()),
                ("part", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=60)),
                ("booked_on", models.DateField()),
                ("due_on", models.DateField()),
                ("ore", models.BigIntegerField()),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=PROTECT, related_name="issued", to="tenancies.entry"
                    ),
                ),
                (
                    "issue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="tenancies.invoiceissue",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=PROTECT, related_name="+", to="persons.person"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("issue", "place"), name="one_line_a_place_in_an_issue"
                    )
                ]
            },
        ),
        migrations.RunSQL(BOOKS + POLICIES + NEVER + ASKED, BACK),
    ]
