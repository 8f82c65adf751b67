"""What the court said of a protested notice. Until it has upheld it, the notice ends no tenancy, nor
does an end that does not say whose choice it was."""

from django.db import migrations, models
from django.db.models import F, Q

KEEPS = """
CREATE OR REPLACE FUNCTION protest_keeps_the_home() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF EXISTS (
    SELECT FROM tenancies_protest p JOIN tenancies_quitnotice n ON n.id = p.notice_id
    WHERE n.tenancy_id = NEW.id AND n.given_by = 'landlord'
      AND n.withdrawn_on IS NULL AND n.lapsed_on IS NULL
      AND p.taken_back_on IS NULL AND p.received_on <= n.protest_by
      AND CASE
        WHEN p.sued_on IS NULL THEN NEW.end_reason = 'landlord_notice' OR NEW.ended_on <= n.sue_by
        ELSE NEW.end_reason <> 'evicted' AND p.is_upheld IS NOT TRUE
          AND (p.is_upheld IS NULL OR NEW.end_reason = 'landlord_notice')
      END
  ) THEN
    RAISE EXCEPTION 'the tenant has protested, and no court has upheld the notice'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'protest_keeps_the_home';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER protest_keeps_the_home ON tenancies_tenancy;
CREATE TRIGGER protest_keeps_the_home BEFORE UPDATE OF ended_on, end_reason ON tenancies_tenancy
  FOR EACH ROW WHEN (NEW.end_reason IN ('landlord_notice', 'evicted', 'ran_out', 'unknown'))
  EXECUTE FUNCTION protest_keeps_the_home();
"""


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0030_the_home_left_waits_for_the_new")]
    operations = [
        migrations.AddField("protest", "ruled_on", models.DateField(null=True)),
        migrations.AddField("protest", "is_upheld", models.BooleanField(null=True)),
        migrations.AddConstraint(
            "protest",
            models.CheckConstraint(
                name="a_court_rules_on_what_came_before_it",
                condition=Q(ruled_on=None, is_upheld=None)
                | Q(ruled_on__gte=F("sued_on"), is_upheld__isnull=False),
            ),
        ),
        migrations.RunSQL(KEEPS, migrations.RunSQL.noop),
    ]
