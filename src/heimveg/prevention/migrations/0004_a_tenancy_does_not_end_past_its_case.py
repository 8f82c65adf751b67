"""A tenancy does not end while its case of prevention is open."""

from django.db import migrations

# Looked at when the work is saved: the case is closed in the same breath.
HEEDED = """
CREATE FUNCTION tenancy_does_not_end_past_its_case() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF EXISTS (
    SELECT FROM prevention_preventioncase c
    JOIN tenancies_tenancy t ON t.id = c.tenancy_id AND t.ended_on IS NOT NULL
    WHERE c.tenancy_id = NEW.id AND c.closed_on IS NULL
  ) THEN
    RAISE EXCEPTION 'a tenancy does not end while its case of prevention is open'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'tenancy_does_not_end_past_its_case';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER tenancy_does_not_end_past_its_case
  AFTER UPDATE OF ended_on ON tenancies_tenancy
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.ended_on IS NULL AND NEW.ended_on IS NOT NULL)
  EXECUTE FUNCTION tenancy_does_not_end_past_its_case();
"""
BACK = """
DROP TRIGGER tenancy_does_not_end_past_its_case ON tenancies_tenancy;
DROP FUNCTION tenancy_does_not_end_past_its_case();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("prevention", "0003_a_plan_says_what_it_holds"),
        ("tenancies", "0005_a_tenancy_that_ends_says_why"),
    ]
    operations = [migrations.RunSQL(HEEDED, BACK)]
