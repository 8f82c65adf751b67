"""Nobody moves in before the home is ready. A tenancy for a day to come may be written while the
turnover goes on; one that has begun may not."""

from django.db import migrations

WAITS = """
CREATE FUNCTION tenancy_waits_for_its_home() RETURNS trigger
LANGUAGE plpgsql SET search_path = public AS $$
DECLARE
  day date := coalesce(nullif(current_setting('heimveg.day', true), '')::date, current_date);
BEGIN
  IF NEW.started_on <= day AND EXISTS (
    SELECT FROM upkeep_turnover t
    WHERE t.dwelling_id = NEW.dwelling_id AND t.ready_on IS NULL AND t.cancelled_on IS NULL
      AND t.vacated_on <= NEW.started_on
  ) THEN
    RAISE EXCEPTION 'home % is in turnover', NEW.dwelling_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'nobody_moves_into_a_home_in_turnover';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER nobody_moves_into_a_home_in_turnover
  BEFORE INSERT OR UPDATE OF started_on, dwelling_id ON tenancies_tenancy
  FOR EACH ROW EXECUTE FUNCTION tenancy_waits_for_its_home();
"""
WAITS_NOT = """
DROP TRIGGER nobody_moves_into_a_home_in_turnover ON tenancies_tenancy;
DROP FUNCTION tenancy_waits_for_its_home();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tenancies", "0013_the_municipalitys_own_lease"),
        ("upkeep", "0003_a_vacancy_ends_with_its_turnover"),
    ]
    operations = [migrations.RunSQL(WAITS, WAITS_NOT)]
