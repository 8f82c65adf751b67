"""A review that ends in buying rests on what was reckoned, and that is kept as it was. A review may
be decided by the lease that was signed."""

import django.db.models.deletion
from django.db import migrations, models

RESTS = """
CREATE FUNCTION buying_rests_on_a_reckoning() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM tenancies_renewaleconomy e WHERE e.review_id = NEW.id AND e.gap_nok IS NOT NULL
  ) THEN
    RAISE EXCEPTION 'buying rests on what was reckoned, with the price'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'buying_rests_on_a_reckoning';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER buying_rests_on_a_reckoning BEFORE INSERT OR UPDATE OF way
  ON tenancies_renewalreview FOR EACH ROW WHEN (NEW.way = 'buy')
  EXECUTE FUNCTION buying_rests_on_a_reckoning();
CREATE FUNCTION reckoning_of_a_decision_stays() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF EXISTS (
    SELECT FROM tenancies_renewalreview r WHERE r.id = OLD.review_id AND r.done_on IS NOT NULL
  ) THEN
    RAISE EXCEPTION 'what a decision rested on is kept as it was'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'reckoning_of_a_decision_stays';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER reckoning_of_a_decision_stays BEFORE UPDATE OR DELETE
  ON tenancies_renewaleconomy FOR EACH ROW EXECUTE FUNCTION reckoning_of_a_decision_stays();
"""
BACK = """
DROP TRIGGER reckoning_of_a_decision_stays ON tenancies_renewaleconomy;
DROP TRIGGER buying_rests_on_a_reckoning ON tenancies_renewalreview;
DROP FUNCTION reckoning_of_a_decision_stays();
DROP FUNCTION buying_rests_on_a_reckoning();
"""


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0019_deposit_and_guarantee_have_a_ceiling")]
    operations = [
        migrations.AddField(
            "renewalreview",
            "lease",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancies.lease",
            ),
        ),
        migrations.RunSQL(RESTS, BACK),
    ]
