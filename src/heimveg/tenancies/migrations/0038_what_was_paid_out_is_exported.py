"""Credit that was paid out is taken out month by month, also of who has settled and left: as far
as the reader keeps the books of whom it is about, like an issued basis."""

from django.db import migrations, models
from django.db.models import Q

# A correction that moves money from the bank to a tenant takes back a payout, and nothing else.
ASKED = """
CREATE FUNCTION payouts_booked(of_month date) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  WITH booked AS MATERIALIZED (
    SELECT e.id, e.person_id FROM tenancies_entry e
    WHERE (e.kind = 'paid_out' OR e.kind = 'correction' AND e.debit = 'bank')
      AND e.booked_on >= of_month AND e.booked_on < of_month + interval '1 month'
  ), kept AS MATERIALIZED (
    SELECT d.person_id FROM (SELECT DISTINCT person_id FROM booked) d
    WHERE keeps_books_of(d.person_id)
  )
  SELECT booked.id FROM booked JOIN kept USING (person_id)
$$;
CREATE FUNCTION payouts_shown(at_most integer)
RETURNS TABLE (month date, rows bigint, ore bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  WITH booked AS MATERIALIZED (
    SELECT date_trunc('month', e.booked_on)::date AS month, e.person_id,
           CASE WHEN e.debit = 'tenant' THEN e.ore ELSE -e.ore END AS ore
    FROM tenancies_entry e
    WHERE e.kind = 'paid_out' OR e.kind = 'correction' AND e.debit = 'bank'
  ), newest AS MATERIALIZED (
    SELECT DISTINCT b.month FROM booked b ORDER BY b.month DESC LIMIT at_most
  ), kept AS MATERIALIZED (
    SELECT d.person_id FROM (
      SELECT DISTINCT b.person_id FROM booked b JOIN newest USING (month)
    ) d WHERE keeps_books_of(d.person_id)
  )
  SELECT b.month, count(*), sum(b.ore)::bigint
  FROM booked b JOIN newest USING (month) JOIN kept USING (person_id)
  GROUP BY b.month ORDER BY b.month DESC
$$;
"""
BACK = """
DROP FUNCTION payouts_shown(integer);
DROP FUNCTION payouts_booked(date);
"""


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0037_an_end_says_who_wrote_it_and_can_be_taken_back")]
    operations = [
        migrations.AddIndex(
            "entry",
            models.Index(
                fields=["booked_on"],
                condition=Q(kind="paid_out") | Q(kind="correction", debit="bank"),
                name="payouts_by_day",
            ),
        ),
        migrations.RunSQL(ASKED, BACK),
    ]
