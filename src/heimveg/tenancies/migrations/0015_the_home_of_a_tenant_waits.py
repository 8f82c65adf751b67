"""Who goes into an institution and keeps the municipal home has a dwelling to come out to, whoever
wrote the stay and whatever was ticked: so that the definition and the count say the same.

Only a tenancy that ran when the stay began, and that outlasts it, counts: a home given on the way
out ends the stay, and what was so before stands. When the tenancy ends first, no home waits.
"""

from django.db import migrations

HOME_WAITS = """
CREATE FUNCTION a_tenancy_waits(who bigint, went_in date, comes_out date) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT EXISTS (
    SELECT 1 FROM tenancies_tenancy t
    WHERE t.person_id = who AND t.started_on <= went_in
      AND (t.ended_on IS NULL OR t.ended_on > coalesce(comes_out, 'infinity'::date)));
$$;
REVOKE ALL ON FUNCTION a_tenancy_waits(bigint, date, date) FROM PUBLIC;

CREATE FUNCTION home_waits_for_its_tenant() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF a_tenancy_waits(NEW.person_id, NEW.started_on, NEW.expected_end_on) THEN
    NEW.has_dwelling_after := true;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER home_waits_for_its_tenant BEFORE INSERT OR UPDATE ON stays_stay
  FOR EACH ROW WHEN (NEW.kind = 'institution' AND NOT NEW.has_dwelling_after)
  EXECUTE FUNCTION home_waits_for_its_tenant();

CREATE FUNCTION home_waits_no_longer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  UPDATE stays_stay s
  SET has_dwelling_after = a_tenancy_waits(s.person_id, s.started_on, s.expected_end_on),
      version = s.version + 1
  WHERE s.person_id = NEW.person_id AND s.kind = 'institution'
    AND s.started_on >= NEW.started_on
    AND (s.ended_on IS NULL OR s.ended_on > NEW.ended_on)
    AND (OLD.ended_on IS NULL OR OLD.ended_on > s.started_on)
    AND s.has_dwelling_after
        <> a_tenancy_waits(s.person_id, s.started_on, s.expected_end_on);
  RETURN NULL;
END $$;
CREATE TRIGGER home_waits_no_longer AFTER UPDATE ON tenancies_tenancy
  FOR EACH ROW WHEN (OLD.ended_on IS DISTINCT FROM NEW.ended_on)
  EXECUTE FUNCTION home_waits_no_longer();

UPDATE stays_stay SET has_dwelling_after = true, version = version + 1
WHERE kind = 'institution' AND NOT has_dwelling_after AND ended_on IS NULL
  AND a_tenancy_waits(person_id, started_on, expected_end_on);
"""
BACK = """
DROP TRIGGER home_waits_no_longer ON tenancies_tenancy;
DROP TRIGGER home_waits_for_its_tenant ON stays_stay;
DROP FUNCTION home_waits_no_longer();
DROP FUNCTION home_waits_for_its_tenant();
DROP FUNCTION a_tenancy_waits(bigint, date, date);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tenancies", "0014_nobody_moves_into_a_home_in_turnover"),
        ("stays", "0004_stays_are_found_by_their_expected_end"),
    ]
    operations = [migrations.RunSQL(HOME_WAITS, BACK)]
