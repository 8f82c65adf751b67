"""A tenancy whose day comes while the home is not ready has not begun: it goes on waiting until
somebody sets a new day, nobody is charged for it, and the new day is no day before the home was
ready. Who sets it may see no stays: the database moves the person's stay along."""

from django.db import migrations

WAITS = """
CREATE FUNCTION tenancy_waits(home bigint, starts date, ends date, day date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public AS $$
  SELECT starts <= day AND (ends IS NULL OR ends > day) AND EXISTS (
    SELECT FROM upkeep_turnover t
    WHERE t.dwelling_id = home AND t.cancelled_on IS NULL
      AND t.vacated_on <= starts AND (t.ready_on IS NULL OR t.ready_on > starts))
$$;
CREATE FUNCTION nobody_pays_for_a_home_that_is_not_ready() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  day date := coalesce(nullif(current_setting('heimveg.day', true), '')::date, current_date);
BEGIN
  IF EXISTS (
    SELECT FROM written w JOIN tenancies_tenancy t ON t.id = w.tenancy_id
    WHERE w.kind IN ('charge', 'extra')
      AND tenancy_waits(t.dwelling_id, t.started_on, t.ended_on, day)
  ) THEN
    RAISE EXCEPTION 'a tenancy that waits for its home is not charged'
      USING ERRCODE = 'check_violation',
        CONSTRAINT = 'nobody_pays_for_a_home_that_is_not_ready';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER nobody_pays_for_a_home_that_is_not_ready AFTER INSERT ON tenancies_entry
  REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION nobody_pays_for_a_home_that_is_not_ready();
CREATE FUNCTION first_day_moves(tenancy bigint, was date, day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  home record;
BEGIN
  SELECT s.id, s.person_id, s.ended_on INTO home
  FROM tenancies_tenancy t
  JOIN stays_stay s ON s.person_id = t.person_id AND s.dwelling_id = t.dwelling_id
  WHERE t.id = tenancy AND s.kind = 'municipal_tenancy' AND s.started_on = was
    AND (s.ended_on IS NULL OR s.ended_on > day) AND sees_person(t.person_id, 'D2');
  IF NOT FOUND OR EXISTS (
    SELECT FROM stays_stay s WHERE s.person_id = home.person_id AND s.ended_on = was
      AND s.started_on > day
  ) THEN RETURN; END IF;
  IF day < was THEN
    UPDATE stays_stay SET ended_on = day, version = version + 1
    WHERE person_id = home.person_id AND ended_on = was AND started_on < was;
    UPDATE stays_stay SET started_on = day, version = version + 1 WHERE id = home.id;
  ELSE
    UPDATE stays_stay SET started_on = day, version = version + 1 WHERE id = home.id;
    UPDATE stays_stay SET ended_on = day, version = version + 1
    WHERE person_id = home.person_id AND ended_on = was AND started_on < was AND id <> home.id;
  END IF;
END $$;
"""
BACK = """
DROP FUNCTION first_day_moves(bigint, date, date);
DROP TRIGGER nobody_pays_for_a_home_that_is_not_ready ON tenancies_entry;
DROP FUNCTION nobody_pays_for_a_home_that_is_not_ready();
DROP FUNCTION tenancy_waits(bigint, date, date, date);
"""
# A new first day lies not before the home was ready.
DAY = """
CREATE FUNCTION first_day_is_not_before_the_home_is_ready() RETURNS trigger
LANGUAGE plpgsql SET search_path = public AS $$
DECLARE
  day date := coalesce(nullif(current_setting('heimveg.day', true), '')::date, current_date);
BEGIN
  IF tenancy_waits(NEW.dwelling_id, NEW.started_on, NULL, day) THEN
    RAISE EXCEPTION 'home % is in turnover', NEW.dwelling_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'nobody_moves_into_a_home_in_turnover';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER first_day_is_not_before_the_home_is_ready
  BEFORE UPDATE OF started_on ON tenancies_tenancy
  FOR EACH ROW WHEN (NEW.started_on IS DISTINCT FROM OLD.started_on)
  EXECUTE FUNCTION first_day_is_not_before_the_home_is_ready();
"""
DAY_BACK = """
DROP TRIGGER first_day_is_not_before_the_home_is_ready ON tenancies_tenancy;
DROP FUNCTION first_day_is_not_before_the_home_is_ready();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tenancies", "0020_buying_rests_on_a_reckoning"),
        ("upkeep", "0004_a_signature_stays_with_its_protocol"),
    ]
    operations = [migrations.RunSQL(WAITS, BACK), migrations.RunSQL(DAY, DAY_BACK)]
