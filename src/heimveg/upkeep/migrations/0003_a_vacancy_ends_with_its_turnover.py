"""The vacancy between two tenants ends when its turnover is ready, whoever writes: a home leaves
only at the standard, or with a waiver, on every way out."""

from django.db import migrations

ENDS_WITH_IT = """
CREATE FUNCTION upkeep_vacancy_ends_with_its_turnover() RETURNS trigger
LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
  IF EXISTS (
    SELECT FROM upkeep_turnover t
    WHERE t.out_of_use_id = OLD.id AND t.ready_on IS NULL AND t.cancelled_on IS NULL
  ) THEN
    RAISE EXCEPTION 'the turnover of home % is not ready', OLD.dwelling_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_vacancy_ends_with_its_turnover';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER a_vacancy_ends_with_its_turnover BEFORE UPDATE OF ended_on ON dwellings_outofuse
  FOR EACH ROW WHEN (NEW.ended_on IS NOT NULL AND NEW.ended_on IS DISTINCT FROM OLD.ended_on)
  EXECUTE FUNCTION upkeep_vacancy_ends_with_its_turnover();
"""
ENDS_FREELY = """
DROP TRIGGER a_vacancy_ends_with_its_turnover ON dwellings_outofuse;
DROP FUNCTION upkeep_vacancy_ends_with_its_turnover();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("upkeep", "0002_promises_of_the_turnover"),
        ("dwellings", "0005_a_turnover_keeps_its_vacancy"),
    ]
    operations = [migrations.RunSQL(ENDS_WITH_IT, ENDS_FREELY)]
