"""Credit of who has moved out is paid out, with where the payout is found: no more than there is,
whoever writes it, and two at once wait for each other by the account."""

from django.db import migrations, models
from django.db.models import Q

KINDS = [
    ("charge", "rent"),
    ("extra", "charged afterwards"),
    ("payment", "payment"),
    ("received", "received without a known payer"),
    ("placed", "payment, placed by hand"),
    ("reversal", "taken back or paid out by the bank"),
    ("returned", "taken back by the bank, payer not known"),
    ("paid_out", "credit paid out"),
    ("correction", "correction"),
]
# Debit and credit of each kind, and of corrections.
MOVES = [
    ("charge", "tenant", "rent"),
    ("extra", "tenant", "rent"),
    ("payment", "bank", "tenant"),
    ("received", "bank", "unplaced"),
    ("placed", "unplaced", "tenant"),
    ("reversal", "tenant", "bank"),
    ("returned", "unplaced", "bank"),
    ("paid_out", "tenant", "bank"),
    ("correction", "bank", "tenant"),
    ("correction", "rent", "tenant"),
    ("correction", "tenant", "unplaced"),
]
BETWEEN = Q(pk__in=[])
for kind, debit, credit in MOVES:
    BETWEEN |= Q(kind=kind, debit=debit, credit=credit)

# The account is locked, and its sum is written, by `owed_follows_the_entries`, which comes first
# by its name.
CREDIT = """
CREATE FUNCTION paid_out_is_no_more_than_the_credit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF EXISTS (
    SELECT FROM written n JOIN tenancies_rentaccount a ON a.tenancy_id = n.tenancy_id
    WHERE n.kind = 'paid_out' AND a.owed_ore > 0
  ) THEN
    RAISE EXCEPTION 'no more is paid out than the credit on the account'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'no_more_is_paid_out_than_the_credit';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER paid_out_is_no_more_than_the_credit AFTER INSERT ON tenancies_entry
  REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION paid_out_is_no_more_than_the_credit();
"""
CREDIT_BACK = """
DROP TRIGGER paid_out_is_no_more_than_the_credit ON tenancies_entry;
DROP FUNCTION paid_out_is_no_more_than_the_credit();
"""
# A payout that was written wrong is corrected like what was charged.
ENOUGH = """
CREATE OR REPLACE FUNCTION no_more_is_moved_than_stands() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  corrected tenancies_entry;
  rest bigint;
BEGIN
  IF NEW.kind = 'correction' THEN
    SELECT * INTO corrected FROM tenancies_entry WHERE id = NEW.corrects_id FOR UPDATE;
    SELECT corrected.ore - coalesce(sum(c.ore), 0) INTO rest
    FROM tenancies_entry c WHERE c.corrects_id = NEW.corrects_id;
    IF corrected.kind NOT IN ('charge', 'extra', 'placed', 'paid_out')
       OR (NEW.debit, NEW.credit) <> (corrected.credit, corrected.debit)
       OR (NEW.tenancy_id, NEW.payment_id, NEW.month)
          IS DISTINCT FROM (corrected.tenancy_id, corrected.payment_id, corrected.month)
       OR NEW.ore > rest THEN
      RAISE EXCEPTION 'a correction takes back no more than stands of its entry'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'no_more_is_corrected_than_stands';
    END IF;
  ELSIF NEW.kind = 'placed' THEN
    PERFORM FROM tenancies_payment WHERE id = NEW.payment_id FOR UPDATE;
    SELECT coalesce(sum(CASE WHEN e.credit = 'unplaced' THEN e.ore ELSE -e.ore END), 0) INTO rest
    FROM tenancies_entry e
    WHERE e.payment_id = NEW.payment_id AND 'unplaced' IN (e.debit, e.credit);
    IF NEW.ore > rest THEN
      RAISE EXCEPTION 'no more of a payment is placed than came in'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'no_more_is_placed_than_came_in';
    END IF;
  END IF;
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0035_leases_undecided_are_asked_about_together")]
    operations = [
        migrations.RemoveConstraint("entry", "entry_moves_between_the_accounts_of_its_kind"),
        migrations.AddField(
            "entry",
            "reference",
            models.CharField(blank=True, db_default="", default="", max_length=60),
        ),
        migrations.AlterField("entry", "kind", models.CharField(choices=KINDS, max_length=12)),
        migrations.AddConstraint(
            "entry",
            models.CheckConstraint(
                name="entry_moves_between_the_accounts_of_its_kind", condition=BETWEEN
            ),
        ),
        migrations.AddConstraint(
            "entry",
            models.CheckConstraint(
                name="a_payout_alone_says_where_it_is_found",
                condition=Q(kind="paid_out") & ~Q(reference="")
                | ~Q(kind="paid_out") & Q(reference=""),
            ),
        ),
        migrations.RunSQL(CREDIT, CREDIT_BACK),
        migrations.RunSQL(ENOUGH, migrations.RunSQL.noop),
    ]
