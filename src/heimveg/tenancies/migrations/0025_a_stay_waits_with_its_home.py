"""Who waits for a home does not live there. The stay of a tenancy waits while the home was not
ready for its first day, and begins when it is, whoever makes it ready: nothing runs in the night.
Meanwhile the person lives where they lived."""

from django.db import migrations

# Turned by the state of the home alone; `tenancy_waits` is asked of the first day itself.
WAITS = """
CREATE FUNCTION stay_waits_with_its_home(home bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  today date := coalesce(nullif(current_setting('heimveg.day', true), '')::date, current_date);
  s record;
  next_on date;
BEGIN
  FOR s IN
    SELECT st.id, st.person_id, st.started_on, st.ended_on, st.awaits_home,
      tenancy_waits(t.dwelling_id, t.started_on, NULL, t.started_on) AS waits
    FROM tenancies_tenancy t
    JOIN stays_stay st ON st.person_id = t.person_id AND st.dwelling_id = t.dwelling_id
      AND st.kind = 'municipal_tenancy' AND st.started_on = t.started_on
    WHERE t.dwelling_id = home AND (t.ended_on IS NULL OR t.ended_on > today)
  LOOP
    IF s.waits AND NOT s.awaits_home THEN
      UPDATE stays_stay SET awaits_home = true, version = version + 1 WHERE id = s.id;
      UPDATE stays_stay SET ended_on = s.ended_on, version = version + 1
      WHERE person_id = s.person_id AND NOT awaits_home AND ended_on = s.started_on
        AND started_on < s.started_on;
    ELSIF s.awaits_home AND NOT s.waits THEN
      SELECT min(o.started_on) INTO next_on FROM stays_stay o
      WHERE o.person_id = s.person_id AND NOT o.awaits_home AND o.started_on >= s.started_on
        AND (o.ended_on IS NULL OR o.ended_on > o.started_on);
      CONTINUE WHEN next_on = s.started_on;  -- where else they lived that day was written by hand
      UPDATE stays_stay SET ended_on = s.started_on, version = version + 1
      WHERE person_id = s.person_id AND NOT awaits_home AND started_on < s.started_on
        AND (ended_on IS NULL OR ended_on > s.started_on);
      UPDATE stays_stay SET awaits_home = false, ended_on = least(ended_on, next_on),
        version = version + 1
      WHERE id = s.id;
    END IF;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION stay_waits_with_its_home(bigint) FROM PUBLIC;

CREATE FUNCTION stay_turns_with_its_home() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  PERFORM stay_waits_with_its_home(NEW.dwelling_id);
  RETURN NULL;
END $$;
CREATE TRIGGER stay_turns_with_its_home
  AFTER INSERT OR UPDATE OF vacated_on, ready_on, cancelled_on ON upkeep_turnover
  FOR EACH ROW EXECUTE FUNCTION stay_turns_with_its_home();

CREATE FUNCTION awaited_stay_goes_with_its_tenancy() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  today date := coalesce(nullif(current_setting('heimveg.day', true), '')::date, current_date);
BEGIN
  UPDATE stays_stay SET person_id = NEW.person_id
  WHERE person_id = OLD.person_id AND dwelling_id = NEW.dwelling_id
    AND started_on = NEW.started_on AND awaits_home AND NEW.person_id <> OLD.person_id;
  DELETE FROM stays_stay
  WHERE person_id = NEW.person_id AND dwelling_id = NEW.dwelling_id
    AND started_on = NEW.started_on AND awaits_home
    AND NEW.ended_on <= greatest(today, NEW.started_on);
  RETURN NULL;
END $$;
CREATE TRIGGER awaited_stay_goes_with_its_tenancy
  AFTER UPDATE OF person_id, ended_on ON tenancies_tenancy
  FOR EACH ROW EXECUTE FUNCTION awaited_stay_goes_with_its_tenancy();
"""
WAITS_BACK = """
DROP TRIGGER awaited_stay_goes_with_its_tenancy ON tenancies_tenancy;
DROP FUNCTION awaited_stay_goes_with_its_tenancy();
DROP TRIGGER stay_turns_with_its_home ON upkeep_turnover;
DROP FUNCTION stay_turns_with_its_home();
DROP FUNCTION stay_waits_with_its_home(bigint);
"""
DAY = """
CREATE OR REPLACE FUNCTION first_day_moves(tenancy bigint, was date, day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  home record;
BEGIN
  SELECT s.id, s.person_id, s.dwelling_id, s.ended_on, s.awaits_home INTO home
  FROM tenancies_tenancy t
  JOIN stays_stay s ON s.person_id = t.person_id AND s.dwelling_id = t.dwelling_id
  WHERE t.id = tenancy AND s.kind = 'municipal_tenancy' AND s.started_on = was
    AND (s.awaits_home OR s.ended_on IS NULL OR s.ended_on > day)
    AND sees_person(t.person_id, 'D2');
  IF NOT FOUND OR NOT home.awaits_home AND EXISTS (
    SELECT FROM stays_stay s WHERE s.person_id = home.person_id AND s.ended_on = was
      AND s.started_on > day
  ) THEN RETURN; END IF;
  IF home.awaits_home THEN
    UPDATE stays_stay SET started_on = day, ended_on = NULL, version = version + 1
    WHERE id = home.id;
  ELSIF day < was THEN
    UPDATE stays_stay SET ended_on = day, version = version + 1
    WHERE person_id = home.person_id AND ended_on = was AND started_on < was AND NOT awaits_home;
    UPDATE stays_stay SET started_on = day, version = version + 1 WHERE id = home.id;
  ELSE
    UPDATE stays_stay SET started_on = day, version = version + 1 WHERE id = home.id;
    UPDATE stays_stay SET ended_on = day, version = version + 1
    WHERE person_id = home.person_id AND ended_on = was AND started_on < was AND id <> home.id
      AND NOT awaits_home;
  END IF;
  PERFORM stay_waits_with_its_home(home.dwelling_id);
END $$;

CREATE OR REPLACE FUNCTION leave_home(tenancy bigint, day date, moves_to text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  left_behind record;
BEGIN
  SELECT s.id, s.person_id, s.ended_on INTO left_behind
  FROM tenancies_tenancy t
  JOIN stays_stay s ON s.person_id = t.person_id AND s.dwelling_id = t.dwelling_id
  WHERE t.id = tenancy AND s.kind = 'municipal_tenancy' AND NOT s.awaits_home
    AND s.started_on <= day AND (s.ended_on IS NULL OR s.ended_on > day)
    AND sees_person(t.person_id, 'D2');
  IF NOT FOUND THEN RETURN; END IF;
  UPDATE stays_stay SET ended_on = day, version = version + 1 WHERE id = left_behind.id;
  INSERT INTO stays_stay (person_id, kind, started_on, ended_on, has_dwelling_after,
    version)
  VALUES (left_behind.person_id, moves_to, day, left_behind.ended_on, false, 1);
END $$;
"""
# Those who wait today were written as living there.
NOW = """
SELECT stay_waits_with_its_home(t.dwelling_id) FROM (
  SELECT DISTINCT dwelling_id FROM upkeep_turnover
  WHERE cancelled_on IS NULL AND vacated_on IS NOT NULL
) AS t;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tenancies", "0024_a_rent_that_is_raised_says_why"),
        ("stays", "0005_a_home_is_awaited"),
    ]
    operations = [
        migrations.RunSQL(WAITS, WAITS_BACK),
        migrations.RunSQL(DAY, migrations.RunSQL.noop),
        migrations.RunSQL(NOW, migrations.RunSQL.noop),
    ]
